"""Clauses of a sentence in a cell: which of them speak of the present, and of the whole."""

import re
from functools import lru_cache

from migrate.sheet.cells.text import REMEMBERED, bare
from migrate.sheet.cells.words import Words

_CLAUSES = re.compile(r"(?<!\d)[，,。；;\n]|[，,。；;\n](?!\d)")  # between digits they separate a date
_ALL_BUT = re.compile(r"除[^，,。；;]{1,20}外")


def clauses_of(text: str) -> list[str]:
    """The clauses of the text, without empty ones; a comma between digits parts none."""
    return [clause for clause in _CLAUSES.split(bare(text)) if clause]


@lru_cache(REMEMBERED)
def of_today(text: str, words: Words) -> str:
    """The text without clauses that speak of plans, and without those of the past where others remain."""
    clauses = clauses_of(text)
    now = [clause for clause in clauses if not words.starts("planned", clause)]
    later = [clause for clause in now if not words.starts("former", clause)]
    kept = later or now
    return text if len(kept) == len(clauses) else "，".join(kept)


@lru_cache(REMEMBERED)
def once_only(text: str, words: Words) -> bool:
    """Whether every clause of the text begins as one of the past, as in 原来每周更新."""
    clauses = clauses_of(text)
    return bool(clauses) and all(words.starts("former", clause) for clause in clauses)


@lru_cache(REMEMBERED)
def of_the_site(text: str, words: Words) -> str:
    """The text without clauses on single columns where others remain; what is said of all columns is kept."""
    clauses = clauses_of(text)
    kept = [clause for clause in clauses if "栏目" not in clause or words.has("everywhere", clause)]
    return text if len(kept) in (0, len(clauses)) else "，".join(kept)


def excepts(text: str) -> bool:
    """Whether the text takes something out of what it says, as in 除通知公告外均未更新."""
    return _ALL_BUT.search(bare(text)) is not None
