"""The portal's channel tree as this room sees it, and the channels that departments get of their own."""

import hashlib
from collections.abc import Sequence
from typing import Protocol

from migrate.model import Channel

DEPARTMENTS = "bmpd"  # the top channel for columns that fit nowhere else
DEPARTMENTS_NAME = "部门频道"
OTHERS = "其他"
NO_DEPARTMENT = "未注明单位"
LONGEST_NAME = 60  # characters of a channel's name; a longer one is a text that stood where names stand
OWN_ORDER = 100_000  # channels outside the tree stand after it
DEPARTMENTS_ORDER = OWN_ORDER - 1  # where an office's tree has no such channel


class ChannelRow(Protocol):
    """What the channel tree gives for each channel (`mappings.channels.ChannelRule` fits)."""

    @property
    def path(self) -> str:
        """Slugs from the top down, joined by `/`."""

    @property
    def name(self) -> str:
        """The channel's own name."""

    @property
    def trail(self) -> tuple[str, ...]:
        """Names from the top down."""

    @property
    def column_type(self) -> str:
        """ColumnType of the national page tags."""

    @property
    def description(self) -> str:
        """ColumnDescription of the national page tags."""

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Old column names that mean this channel."""

    @property
    def endings(self) -> tuple[str, ...]:
        """Words at the end of an old column's name that speak for this channel."""

    @property
    def title_words(self) -> tuple[str, ...]:
        """Words in articles' titles that speak for this channel."""

    @property
    def order(self) -> int:
        """The channel's place in the tree."""


def as_channel(row: ChannelRow) -> Channel:
    """Give a row of the tree as the portal's channel."""
    return Channel(row.path, row.name, row.trail, row.column_type, row.description, row.order)


def with_parents(channel: Channel, tree: Sequence[ChannelRow]) -> tuple[Channel, ...]:
    """Give the channel with those above it, the top one first: the order in which a portal wants them."""
    by_path = {row.path: row for row in tree}
    slugs = channel.path.split("/")
    above = []
    for depth in range(1, len(slugs)):
        path = "/".join(slugs[:depth])
        trail = channel.trail[:depth]
        order = DEPARTMENTS_ORDER if path == DEPARTMENTS else OWN_ORDER
        row = by_path.get(path)
        above.append(as_channel(row) if row else Channel(path, trail[-1], trail, own_type(path), order=order))
    return (*above, channel)


def own_channel(name: str, department: str) -> Channel:
    """Give the channel that a column gets under its department's name when it fits nowhere else."""
    unit = " ".join(department.split()) or NO_DEPARTMENT
    path = f"{DEPARTMENTS}/{slug_of('d', unit)}/{slug_of('c', name)}"
    unit, name = unit[:LONGEST_NAME], name[:LONGEST_NAME]
    return Channel(path, name, (DEPARTMENTS_NAME, unit, name), DEPARTMENTS_NAME, order=OWN_ORDER)


def own_type(path: str) -> str:
    """Give the ColumnType of a channel off the tree."""
    return DEPARTMENTS_NAME if path.split("/")[0] == DEPARTMENTS else ""


def slug_of(letter: str, name: str) -> str:
    """Give the part of a path that stands for a name; the same name always has the same."""
    return letter + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
