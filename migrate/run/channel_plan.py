"""What the lines of a filled workbook of channel maps mean: a channel for each, new ones made, or a fault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mappings.channels import SLUG_PATH, ChannelRule
from migrate.channels.tree import OTHERS, slug_of
from migrate.sheet.channel_answers import Answers
from migrate.sheet.channel_lines import (
    AGREE,
    CHANNEL,
    MERGE,
    MERGE_WITH,
    NEW,
    NEW_NAME,
    NEW_PARENT,
    NOT,
    OTHER,
    SUBSITE,
    Answer,
    Place,
)
from migrate.sheet.returned import Fault

Column = tuple[str, ...]
NOWHERE = Place("", ())
# Which cells a decision uses; one that is filled beside it contradicts it.
USES = {
    AGREE: (),
    NOT: (),
    OTHER: (CHANNEL,),
    NEW: (NEW_NAME, NEW_PARENT),
    MERGE: (MERGE_WITH,),
    SUBSITE: (NEW_NAME,),
}
NEEDS = {OTHER: CHANNEL, NEW: NEW_NAME, MERGE: MERGE_WITH}


@dataclass
class Decided:
    """The channel of every filled line by its row, the channels to be added, and what cannot be used."""

    tree: Sequence[ChannelRule]
    places: dict[int, Place] = field(default_factory=dict)
    added: list[ChannelRule] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    known: dict[str, Place] = field(default_factory=dict)  # by path and by names


def decide(
    answers: Answers, tree: Sequence[ChannelRule], site_names: Mapping[str, str], columns: Mapping[str, Column]
) -> Decided:
    """Give every filled line its channel; new channels may be named before the line that makes them.

    `columns` gives the names of a column by its key.
    """
    decided = Decided(tree)
    for place in answers.offered:
        _know(decided, place)
    for rule in tree:  # what the tree says now wins over what it said when the workbook was made
        _know(decided, Place(rule.path, rule.trail))
    lines = [line for line in answers.lines if _is_clear(line, decided)]
    for line in lines:
        if line.said.decision == SUBSITE:
            _make_subsite(
                line, columns.get(line.key, ()), site_names.get(answers.handed[line.key].site_key, ""), decided
            )
    _make_channels([line for line in lines if line.said.decision == NEW], decided)
    for line in lines:
        if line.said.decision == AGREE:
            suggested = answers.handed[line.key].suggested
            decided.places[line.row] = decided.known.get(suggested.path, suggested)
        elif line.said.decision == NOT:
            decided.places[line.row] = NOWHERE
        elif line.said.decision == OTHER:
            _choose(line, decided)
    _merge([line for line in lines if line.said.decision == MERGE], answers.lines, decided)
    _check_splits(answers.lines, decided)
    return decided


def _know(decided: Decided, place: Place) -> None:
    decided.known[place.path] = decided.known["/".join(place.trail)] = place


def _named(text: str) -> str:
    return "/".join(part.strip() for part in text.strip().strip("/").split("/"))


def _is_clear(line: Answer, decided: Decided) -> bool:
    """Whether the cells fit the decision; says what is lacking or too much."""
    said = dict(zip((CHANNEL, NEW_NAME, NEW_PARENT, MERGE_WITH), line.said[1:5], strict=True))
    decision = line.said.decision
    needed = NEEDS.get(decision)
    before = len(decided.faults)
    if needed and not said[needed]:
        decided.faults.append(Fault(line.row, f"决定是“{decision}”，但没有填写{needed}", f"请填写{needed}"))
    extra = [title for title, text in said.items() if text and title not in USES[decision]]
    if extra:
        problem = f"决定是“{decision}”，却填写了{'、'.join(extra)}"
        decided.faults.append(Fault(line.row, problem, "请改决定，或清空这些格"))
    return len(decided.faults) == before


def _choose(line: Answer, decided: Decided) -> None:
    place = decided.known.get(_named(line.said.channel))
    if place is None:
        problem = f"另选频道“{line.said.channel}”不在频道表中，本表也没有新建它"
        decided.faults.append(Fault(line.row, problem, "请在下拉表中选择，或决定填“新建频道”"))
    else:
        decided.places[line.row] = place


def _make_subsite(line: Answer, column: Column, site_name: str, decided: Decided) -> None:
    """The column stands under its own name in a channel of its site at the top of the tree."""
    root = _added(line, NOWHERE, line.said.new_name or site_name, "s", decided)
    place = _added(line, root, column[-1] if column else OTHERS, "c", decided) if root else None
    if place is not None:
        decided.places[line.row] = place


def _make_channels(lines: Sequence[Answer], decided: Decided) -> None:
    """Make the new channels; a line waits while its parent is still to be made by another."""
    waiting = list(lines)
    while waiting:
        left = [line for line in waiting if not _make(line, decided)]
        if len(left) == len(waiting):
            break
        waiting = left
    for line in waiting:
        problem = f"新频道上级“{line.said.new_parent}”不在频道表中，本表也没有新建它"
        decided.faults.append(Fault(line.row, problem, "请在下拉表中选择上级，或空着（一级频道）"))


def _make(line: Answer, decided: Decided) -> bool:
    """Make a line's channel; False while its parent is not known."""
    parent = decided.known.get(_named(line.said.new_parent)) if line.said.new_parent else NOWHERE
    if parent is None:
        return False
    place = _added(line, parent, line.said.new_name, "c", decided)
    if place is not None:
        decided.places[line.row] = place
    return True


def _added(line: Answer, parent: Place, name: str, letter: str, decided: Decided) -> Place | None:
    """The channel of this name below the parent, made where there is none; parents off the tree are made too."""
    name = " ".join(name.split())
    if not name or "/" in name:
        decided.faults.append(Fault(line.row, f"新频道名称“{name}”不可用", "请填写不含“/”的名称"))
        return None
    trail = (*parent.trail, name)
    known = decided.known.get("/".join(trail))
    if known is not None and known.trail == trail:
        return known
    path = "/".join(filter(None, (parent.path, slug_of(letter, name))))
    if not SLUG_PATH.fullmatch(path):
        decided.faults.append(Fault(line.row, f"新频道“{name}”的层级过深", "请选更高的上级"))
        return None
    slugs = path.split("/")
    for depth in range(1, len(slugs) + 1):
        above = "/".join(slugs[:depth])
        if not any(rule.path == above for rule in (*decided.tree, *decided.added)):
            decided.added.append(ChannelRule(above, trail[depth - 1], trail[:depth]))
    place = Place(path, trail)
    _know(decided, place)
    return place


def _merge(lines: Sequence[Answer], everyone: Sequence[Answer], decided: Decided) -> None:
    """Follow each line to the one it is merged with, through others that are merged too; a circle is a fault."""
    targets = {line.number: line for line in reversed(everyone) if line.number is not None and not _conditional(line)}
    merged = {line.row for line in lines}
    for line in lines:
        seen, at = {line.row}, line
        while at.row in merged:
            found = targets.get(int(at.said.merge_with)) if at.said.merge_with.isdecimal() else None
            if found is None or found.row in seen:
                break
            seen.add(found.row)
            at = found
        if at.row in decided.places and at.row not in merged and decided.places[at.row] != NOWHERE:
            decided.places[line.row] = decided.places[at.row]
        else:
            problem = f"合并到序号“{line.said.merge_with}”没有可用的频道（没有这一行、它没有决定、不迁移或互相合并）"
            decided.faults.append(Fault(line.row, problem, "请写已决定迁入某频道、不带条件的一行的序号"))


def _conditional(line: Answer) -> bool:
    return bool(line.said.since or line.said.until or line.title_has)


def _check_splits(lines: Sequence[Answer], decided: Decided) -> None:
    """Of several lines of one column, the one without a condition is the last, and no two say the same."""
    seen: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for line in lines:
        said, before = (line.said.since, line.said.until, line.title_has), seen.setdefault(line.key, [])
        if said in before:
            problem, remedy = "同一栏目有两行条件相同", "请只保留一行，或写上不同的条件"
            decided.faults.append(Fault(line.row, problem, remedy))
        elif ("", "", ()) in before:
            problem = "写在同一栏目不带条件的一行之后，永远不起作用"
            decided.faults.append(Fault(line.row, problem, "请把不带条件的一行移到最后"))
        before.append(said)
