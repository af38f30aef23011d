"""channels import: the filled workbook comes back; what a person decided becomes the sites' maps, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from mappings.channels import ChannelRule, add_channels, read_channels
from mappings.site_maps import ColumnRow, read_site_map, replace_site_map
from migrate.errors import SheetError
from migrate.ledger.book import Ledger
from migrate.ledger.sites import site_names
from migrate.run.channel_plan import Decided, decide
from migrate.run.channels import Column, map_path
from migrate.run.work import Result, Voice, Work, opened, tool_version
from migrate.settings import Settings
from migrate.sheet.channel_answers import Answers, read_channel_book
from migrate.sheet.channel_lines import AGREE, JOINT, Answer, column_key
from migrate.sheet.returned import Fault

CHANNELS_FILE = "channels.toml"
Maps = Mapping[str, Sequence[ColumnRow]]  # the rows of each site's map, as they stand


@dataclass(frozen=True)
class Change:
    """One column whose rows become others."""

    site_key: str
    path: Column
    rows: tuple[ColumnRow, ...]
    lines: tuple[Answer, ...]


def import_channels(workspace: Path, settings: Settings, voice: Voice, workbook: Path) -> Result:
    """Take the filled workbook back: only what a person filled in changes; SheetError with all faults: none did."""
    answers = read_channel_book(workbook, today=date.today())
    with opened(workspace, settings, voice) as work:
        tree = read_channels(*work.own(CHANNELS_FILE))
        with work.ledger.begin() as connection:
            names = site_names(connection)
        maps = {
            key: read_site_map(map_path(work, key), tree)
            for key in sorted({one.site_key for one in answers.handed.values()} & names.keys())
        }
        columns = {column_key(key, row.path): row.path for key, rows in maps.items() for row in rows}
        decided = decide(answers, tree, names, columns)
        faults = [*answers.faults, *_gone(answers, columns), *decided.faults]
        if faults:
            raise _refusal(workbook, answers, faults)
        changes = [one for one in _changes(answers, decided, maps, columns) if _differs(one, maps)]
        with work.ledger.run("channels import", tool_version()):
            result = Result()
            with work.ledger.begin() as connection:  # entered when the files stand, and not when they cannot be written
                _enter(connection, work.ledger, decided.added, changes)
                _write(work, decided, changes, names)
            _tell(answers, decided, changes, result)
            work.ledger.end_run(result.exit_code)
    return result


def _refusal(workbook: Path, answers: Answers, faults: Sequence[Fault]) -> SheetError:
    """All faults of the workbook in one error, row by row, each with its remedy."""
    told = [f"第 {one.row} 行：{one.problem}（{one.remedy}）" for one in sorted(faults, key=lambda one: one.row)]
    return SheetError(
        f"{workbook} 的“{answers.sheet}”有 {len(told)} 处不能采用，什么都没有改动：{'；'.join(told)}",
        "请逐处改正后重新交回",
    )


def _gone(answers: Answers, columns: Mapping[str, Column]) -> list[Fault]:
    """Lines of columns that the maps do not know: the site is not in the ledger, or its columns are others now."""
    problem, remedy = "该栏目已不在栏目对应表中", "请重新运行 migrate channels suggest 后填写"
    return [Fault(line.row, problem, remedy) for line in answers.lines if line.key not in columns]


def _changes(answers: Answers, decided: Decided, maps: Maps, columns: Mapping[str, Column]) -> list[Change]:
    by_key: dict[str, list[Answer]] = {}
    for line in answers.lines:
        by_key.setdefault(line.key, []).append(line)
    changes = []
    for key, lines in by_key.items():
        handed, path = answers.handed[key], columns[key]
        before = [row for row in maps[handed.site_key] if row.path == path]
        rows = [_row(line, decided, before[-1]) for line in lines]
        if all(row.conditional for row in rows):  # nobody spoke of the rest: its suggestion goes on waiting
            rest = before[-1]
            if rest.conditional or rest.confirmed:
                rest = _suggested_again(rest, handed.suggested.path, handed.suggested.trail, decided.tree)
            rows.append(rest)
        changes.append(Change(handed.site_key, path, tuple(rows), tuple(lines)))
    return changes


def _suggested_again(row: ColumnRow, channel: str, trail: tuple[str, ...], tree: Sequence[ChannelRule]) -> ColumnRow:
    off = () if any(rule.path == channel for rule in tree) else trail
    return ColumnRow(row.path, channel, off, articles=row.articles, why="拆分后其余的文章，尚未确认")


def _row(line: Answer, decided: Decided, before: ColumnRow) -> ColumnRow:
    place = decided.places[line.row]
    said = line.said
    why = before.why if said.decision == AGREE and not before.confirmed else f"办公室决定：{said.decision}"
    return ColumnRow(
        before.path,
        place.path,
        place.trail if place.path else (),
        confirmed=True,
        articles=before.articles,
        why=why,
        since=said.since,
        until=said.until,
        title_has=line.title_has,
    )


def _differs(change: Change, maps: Maps) -> bool:
    """Whether a column's rows say anything else than before; why they say it is no difference."""
    before = [row for row in maps[change.site_key] if row.path == change.path]
    return [replace(row, why="") for row in before] != [replace(row, why="") for row in change.rows]


def _write(work: Work, decided: Decided, changes: Sequence[Change], names: Mapping[str, str]) -> None:
    add_channels(work.mapping(CHANNELS_FILE), decided.added)
    in_tree = {rule.path for rule in (*decided.tree, *decided.added)}  # the tree knows their names
    for key in sorted({change.site_key for change in changes}):
        own = [change for change in changes if change.site_key == key]
        rows = [replace(row, trail=()) if row.channel in in_tree else row for one in own for row in one.rows]
        replace_site_map(map_path(work, key), [change.path for change in own], rows, site_name=names[key])


def _enter(connection: Connection, ledger: Ledger, added: Sequence[ChannelRule], changes: Sequence[Change]) -> None:
    for rule in added:
        detail = {"name": JOINT.join(rule.trail)}
        ledger.enter(connection, "channels", "channel_added", item=rule.path, detail=detail)
    for change in changes:
        rows = [
            {"channel": row.channel, "since": row.since, "until": row.until, "title_has": list(row.title_has)}
            for row in change.rows if row.confirmed
        ]  # fmt: skip
        said = [{"decision": one.said.decision, "by": one.said.who, "note": one.said.note} for one in change.lines]
        ledger.enter(
            connection, "channels", "confirmed", site_key=change.site_key, item=JOINT.join(change.path),
            detail={"rows": rows, "said": said},
        )  # fmt: skip


def _tell(answers: Answers, decided: Decided, changes: Sequence[Change], result: Result) -> None:
    said = len({line.key for line in answers.lines})
    for name, number in (
        ("栏目对应有变化", len(changes)),
        ("与现有对应一致", said - len(changes)),
        ("新建频道", len(decided.added)),
    ):
        if number:
            result.count(name, number)
    result.count("未填写", answers.blank)
