"""What the child tells of a file: pieces of its text, and what could not be read."""

from typing import NamedTuple


class Piece(NamedTuple):
    """A paragraph, cell or line of a file with its place, or (`unread`) why something of it could not be read."""

    where: str
    text: str
    heading: str = ""
    headings: str = ""
    before: str = ""
    unread: str = ""


class UnreadError(Exception):
    """A file, or a part of it, that cannot be looked into."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why)
        self.why, self.where = why, where
