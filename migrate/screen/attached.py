"""Screening of an attachment: the pieces of its text are searched like an article's, what cannot be read is told."""

from collections.abc import Iterable, Iterator

from migrate.screen.files.told import Piece
from migrate.screen.finding import Finding, Hit, judged
from migrate.screen.persons import search_persons, veiled
from migrate.screen.rules import ScreenRules
from migrate.screen.units import Unit, folded
from migrate.screen.wording import search_words

UNREAD = "attachment_unread"
_SKIPPED = frozenset({"office_phone"})  # forms name the office that takes them, each its telephone


def screen_attachment(name: str, pieces: Iterable[Piece], rules: ScreenRules) -> tuple[Finding, ...]:
    """The findings of an attachment, each with the place in it; the name is what readers know it by."""
    return tuple(judged(_hits(name, pieces, rules), rules))


def _hits(name: str, pieces: Iterable[Piece], rules: ScreenRules) -> Iterator[Hit]:
    for piece in pieces:
        where = f"附件“{name}”{piece.where}"
        if piece.unread:
            yield Hit(UNREAD, where, piece.unread)
            continue
        before, heading, headings = map(folded, (piece.before, piece.heading, piece.headings))
        unit = Unit(where, folded(piece.text), heading, headings, before)
        yield from (hit for hit in search_persons(unit, rules) if hit.kind not in _SKIPPED)
        yield from search_words(veiled(unit, rules), rules)
