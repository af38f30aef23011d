"""scripted.toml, read and checked: which pages only show their content in a browser, and the bounds of opening them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, read_thresholds, refuse

NAME = "scripted.toml"
LISTS = ("roots", "unread_marks", "next_words", "next_marks")
THRESHOLDS = (
    "shell_length",
    "shell_text",
    "pages_a_site",
    "requests_a_page",
    "seconds_a_page",
    "quiet",
    "clicks_a_page",
)


@dataclass(frozen=True)
class Scripted:
    """The marks, words and numbers of scripted.toml; the fields are told there."""

    roots: re.Pattern[str]
    unread_marks: tuple[str, ...]
    next_words: tuple[str, ...]
    next_marks: tuple[str, ...]
    addresses: tuple[re.Pattern[str], ...]
    thresholds: Mapping[str, int]

    def limit(self, name: str) -> int:
        """Give a threshold."""
        return self.thresholds[name]


def read_scripted(office: Path | None = None) -> Scripted:
    """The shipped marks and numbers with the office's own laid over them; all mistakes are refused at once."""
    table = read_layers(NAME, office, unite_lists=True)
    faults: list[str] = []
    known = {*LISTS, "addresses", "thresholds"}
    faults += [f"不认识的键 {key}（可用：{'、'.join(sorted(known))}）" for key in table if key not in known]
    roots, marks, words, buttons = (_texts(table, name, faults) for name in LISTS)
    addresses = _patterns(_texts(table, "addresses", faults, least=0), faults)
    thresholds = read_thresholds(table.get("thresholds"), THRESHOLDS, faults)
    refuse(NAME, faults)
    ids = "|".join(re.escape(one) for one in roots)
    told = rf"""<\w[^<>]{{0,300}}?\sid\s*=\s*(?:"(?:{ids})"|'(?:{ids})'|(?:{ids})(?=[\s>]))"""
    return Scripted(re.compile(told, re.IGNORECASE), marks, words, buttons, addresses, thresholds)


def _texts(table: Mapping[str, Any], name: str, faults: list[str], least: int = 1) -> tuple[str, ...]:
    texts = table.get(name)
    if isinstance(texts, list) and len(texts) >= least and all(isinstance(one, str) and one for one in texts):
        return tuple(texts)
    faults.append(f"{name} 应当是文字的列表{'，至少一项' if least else ''}")
    return ()


def _patterns(expressions: tuple[str, ...], faults: list[str]) -> tuple[re.Pattern[str], ...]:
    good = []
    for expression in expressions:
        try:
            good.append(re.compile(expression))
        except re.error as error:
            faults.append(f"addresses 中的 {expression} 不是有效的正则表达式（{error}）")
    return tuple(good)
