"""Clause: every old page URL has exactly one answer, and the answer is there."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from migrate.model import Fault

CHECK = "跳转"
ANSWERS = {"redirect": 301, "archived": 301, "gone": 410}


def check_answers(
    path: Path, wanted: Iterable[tuple[str, str]], is_there: Callable[[str, str], bool]
) -> Iterator[Fault]:
    """Compare redirects.csv with the old page URLs of the ledger (`(site key, URL)` each).

    `is_there(answer, target)` tells whether a target stands on disk; targets elsewhere are not asked for.
    """
    if not path.is_file():
        yield Fault(CHECK, "", path.name, "文件不在了")
        return
    known: dict[str, tuple[str, str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            old_url = row.get("old_url") or ""
            if old_url in known:
                yield Fault(CHECK, "", old_url, "有两行不同的回答")
            known[old_url] = (row.get("answer") or "", row.get("target") or "")
            yield from _check_row(row, is_there)
    for site_key, url in wanted:
        if known.pop(url, None) is None:
            yield Fault(CHECK, site_key, url, "旧网址没有跳转或归档去处")
    for url in known:
        yield Fault(CHECK, "", url, "跳转表中有台账不认识的网址")


def _check_row(row: dict[str, str], is_there: Callable[[str, str], bool]) -> Iterator[Fault]:
    old_url, answer, target = row.get("old_url") or "", row.get("answer") or "", row.get("target") or ""
    if answer not in ANSWERS or row.get("status") != str(ANSWERS[answer]):
        yield Fault(CHECK, "", old_url, f"回答 {answer} 或状态码 {row.get('status')} 不对")
    elif answer != "gone" and not is_there(answer, target):
        yield Fault(CHECK, "", old_url, f"去处不存在：{target}")
    elif target == old_url:
        yield Fault(CHECK, "", old_url, "跳转到自己")
