"""网站标识码 in a cell: text of ten digits, or `bm` and eight; a damaged one is said to be damaged, never repaired."""

import re

from migrate.sheet.cells.text import Value, bare, text_of

_VALID = re.compile(r"\d{10}|bm\d{8}", re.ASCII)
_LABEL = re.compile(r"^(?:政府)?(?:网站)?标识码[:：]?")
_QUOTES = "'‘’`\"“”′＇"
_STOPS = "。，、；,;"


def read_code(value: Value) -> tuple[str | None, bool]:
    """The code or None, and whether the cell holds something damaged; a cell without digits holds no code at all."""
    if isinstance(value, bool) or value is None:
        return None, False
    text = _LABEL.sub("", bare(text_of(value)).strip(_QUOTES)).strip(_QUOTES).rstrip(_STOPS).lower()
    if _VALID.fullmatch(text):
        return text, False
    return None, text.startswith("#") or any(character.isdigit() for character in text)
