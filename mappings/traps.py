"""traps.toml, read and checked: what tells traps, soft 404s, challenges and counters, each number with its reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, read_thresholds, refuse

NAME = "traps.toml"
WORDS = ("missing_words", "denied_words", "wall_words", "challenge_marks")
KEYS = ("date_keys", "page_keys")
THRESHOLDS = (
    "calendar",
    "endless_pages",
    "facets",
    "stale_pages",
    "earliest_year",
    "years_ahead",
    "short_page",
    "novel_letters",
    "challenge_length",
    "challenge_text",
    "probes_a_host",
)
_EXPRESSION = frozenset("\\.[](){}*+?|^$")  # what makes a word an expression


@dataclass(frozen=True)
class Words:
    """A list of words: plain ones are looked for as they are, which is quick, the others as expressions."""

    plain: tuple[str, ...]
    expressions: re.Pattern[str] | None

    def search(self, text: str) -> bool:
        """True when one of the words stands in `text`, whatever the case."""
        text = text.lower()
        return any(word in text for word in self.plain) or bool(self.expressions and self.expressions.search(text))


@dataclass(frozen=True)
class Traps:
    """The words, spellings and numbers of traps.toml; lists of words are one pattern each."""

    missing_words: Words
    denied_words: Words
    wall_words: Words
    challenge_marks: Words
    counter_scripts: re.Pattern[str]
    challenge_statuses: frozenset[int]
    date_keys: frozenset[str]
    page_keys: frozenset[str]
    thresholds: Mapping[str, int]

    def limit(self, name: str) -> int:
        """Give a threshold."""
        return self.thresholds[name]


def read_traps(office: Path | None = None) -> Traps:
    """The shipped words and numbers with the office's own laid over them; all mistakes are refused at once."""
    table = read_layers(NAME, office, unite_lists=True)
    faults: list[str] = []
    known = {*WORDS, *KEYS, "counter_scripts", "challenge_statuses", "thresholds"}
    faults += [f"不认识的键 {key}（可用：{'、'.join(sorted(known))}）" for key in table if key not in known]
    missing, denied, walls, marks = (_split(table, name, faults) for name in WORDS)
    scripts = _pattern("counter_scripts", _words(table, "counter_scripts", faults), faults)
    date_keys, page_keys = (frozenset(one.lower() for one in _words(table, name, faults)) for name in KEYS)
    statuses = table.get("challenge_statuses")
    if not isinstance(statuses, list) or not all(type(one) is int and 100 <= one < 600 for one in statuses):
        faults.append("challenge_statuses 应当是状态码的列表")
        statuses = []
    thresholds = read_thresholds(table.get("thresholds"), THRESHOLDS, faults)
    refuse(NAME, faults)
    return Traps(missing, denied, walls, marks, scripts, frozenset(statuses), date_keys, page_keys, thresholds)


def _words(table: Mapping[str, Any], name: str, faults: list[str]) -> list[str]:
    words = table.get(name)
    if isinstance(words, list) and words and all(isinstance(one, str) and one for one in words):
        return words
    faults.append(f"{name} 应当是文字的列表，至少一项")
    return []


def _split(table: Mapping[str, Any], name: str, faults: list[str]) -> Words:
    words = _words(table, name, faults)
    plain = tuple(word.lower() for word in words if not _EXPRESSION.intersection(word))
    others = [word for word in words if word.lower() not in plain]
    return Words(plain, _pattern(name, others, faults) if others else None)


def _pattern(name: str, expressions: Sequence[str], faults: list[str]) -> re.Pattern[str]:
    good = []
    for expression in expressions:
        try:
            re.compile(expression)
        except re.error as error:
            faults.append(f"{name} 中的 {expression} 不是有效的正则表达式（{error}）")
        else:
            good.append(expression)
    return re.compile("|".join(f"(?:{one})" for one in good) or r"(?!)", re.IGNORECASE)
