"""栏目 → 频道: proposes a portal channel for an old site's column, how sure, why, and two others.

Nothing here decides for the office: what nobody confirmed is a suggestion.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from migrate.channels.clues import (
    ENDS_WITH,
    LEAST,
    NOT_A_COLUMN,
    ONLY_PARENT,
    OUTSIDE_PARENT,
    OWN_CHANNEL,
    SAME_MEANING,
    WEAK_PARENT,
    Clue,
    Words,
    clean,
    named,
    says_nothing,
    titled,
    typed,
    words_of,
)
from migrate.channels.tree import OTHERS, ChannelRow, as_channel, own_channel
from migrate.model import Channel

ALTERNATIVES = 2
NO_COLUMN = "原网站没有给出栏目，放入本单位自己的频道"
NOTHING_NEAR = "频道表中没有相近的频道，在本单位名下单列"


@dataclass(frozen=True)
class Choice:
    """A channel that may be right, how sure (0..1), and why (Chinese, for the office)."""

    channel: Channel
    confidence: float
    why: str


@dataclass(frozen=True)
class Suggestion:
    """The channel proposed for a column, how sure (0..1), why, and what else was near."""

    channel: Channel
    confidence: float
    why: str
    alternatives: tuple[Choice, ...] = ()


def suggest(
    column: tuple[str, ...],
    *,
    tree: Sequence[ChannelRow],
    department: str,
    titles: Sequence[str] = (),
    column_type: str = "",
) -> Suggestion:
    """Propose a channel: by name or meaning, then by the parents, by the pages' own tag, by their titles.

    A column that fits nowhere gets a channel of its own under the department's name, one without names the
    department's 其他; there is no default for all.
    """
    names = [name for name in map(clean, column) if name and name not in NOT_A_COLUMN]
    words = words_of(tuple(tree))
    if names:
        own = Choice(own_channel(names[-1], department), OWN_CHANNEL, NOTHING_NEAR)
    else:
        own = Choice(own_channel(OTHERS, department), OWN_CHANNEL, NO_COLUMN)
    found = sorted(_clues(names, words, titles, column_type), key=lambda one: -one.confidence)
    choices = [Choice(as_channel(one.row), one.confidence, one.why) for one in found]
    strong = [one for one in choices if one.confidence > LEAST]
    weak = [one for one in choices if one.confidence <= LEAST]
    ordered = list(_distinct([*strong, own if not strong else _as_alternative(own), *weak, *_tops(tree)]))
    best, others = ordered[0], tuple(ordered[1 : 1 + ALTERNATIVES])
    return Suggestion(best.channel, best.confidence, best.why, others)


def _as_alternative(own: Choice) -> Choice:
    return replace(own, confidence=LEAST, why="在本单位名下单列")


def _tops(tree: Sequence[ChannelRow]) -> Iterator[Choice]:
    """The top channels, shown where nothing nearer is left to show."""
    for row in tree:
        if "/" not in row.path:
            yield Choice(as_channel(row), 0.0, f"一级频道“{row.name}”")


def _distinct(choices: Sequence[Choice]) -> Iterator[Choice]:
    seen = set()
    for choice in choices:
        if choice.channel.path not in seen:
            seen.add(choice.channel.path)
            yield choice


def _clues(names: Sequence[str], words: Words, titles: Sequence[str], column_type: str) -> Iterator[Clue]:
    if not names:  # articles of all kinds: what a few of them say is no reason for the others
        yield from (replace(one, confidence=LEAST) for one in titled(titles, words))
        return
    parent = _parent(names, words)
    for one in named(names[-1], words):
        away = parent is not None and one.confidence <= ENDS_WITH and not _within(one, parent)
        yield replace(one, confidence=round(one.confidence * OUTSIDE_PARENT, 2)) if away else one
    if parent is not None:
        yield parent
    yield from typed(column_type, names[-1], words)
    for one in titled(titles, words):
        yield one if says_nothing(names[-1]) else replace(one, confidence=LEAST)


def _within(one: Clue, parent: Clue) -> bool:
    return one.row.path == parent.row.path or one.row.path.startswith(parent.row.path.split("/")[0] + "/")


def _parent(names: Sequence[str], words: Words) -> Clue | None:
    """What the nearest parent column means that means anything."""
    for name in reversed(names[:-1]):
        best = max(named(name, words), key=lambda one: one.confidence, default=None)
        if best is not None and best.confidence >= ENDS_WITH:
            confidence = ONLY_PARENT if best.confidence >= SAME_MEANING else WEAK_PARENT
            return Clue(best.row, confidence, f"上级栏目“{name}”对应频道“{best.row.name}”")
    return None
