"""Clause: every old page URL has exactly one answer, and the answer is there."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin

from migrate.model import Fault

CHECK = "跳转"
ANSWERS = {"redirect": 301, "archived": 301, "gone": 410}


Entered = Mapping[str, frozenset[tuple[str, str]]]


def check_answers(
    path: Path,
    wanted: Iterable[tuple[str, str]],
    others: Collection[str],
    entered: Entered,
    is_there: Callable[[str, str], bool],
) -> Iterator[Fault]:
    """Compare redirects.csv with the old page URLs of the ledger (`(site key, URL)` each) and the answers entered.

    `others` are the old page URLs of sites that are not looked at now: they may have a line and need none. `entered`
    gives the `(answer, target)` pairs of an old URL in the ledger (two sites may share one); `is_there(answer, target)`
    tells whether a target stands on disk.
    """
    if not path.is_file():
        yield Fault(CHECK, "", path.name, "文件不在了")
        return
    known: dict[str, dict[str, str]] = {}
    try:
        for row in _rows(path):
            old_url = row.get("old_url") or ""
            if old_url in known:
                yield Fault(CHECK, "", old_url, "跳转表中不止一行")
            known[old_url] = row
            yield from _check_row(row, is_there)
    except csv.Error as error:
        yield Fault(CHECK, "", path.name, f"从某行起无法读取（{error}）")
    yield from _check_entered(known, entered)
    needed = {url: site_key for site_key, url in wanted}
    for url in sorted(needed.keys() - known.keys()):
        yield Fault(CHECK, needed[url], url, "旧网址没有跳转或归档去处")
    for url in sorted(known.keys() - needed.keys() - set(others)):
        yield Fault(CHECK, "", url, "跳转表中有台账不认识的网址")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        yield from csv.DictReader(stream)


def _check_row(row: dict[str, str], is_there: Callable[[str, str], bool]) -> Iterator[Fault]:
    old_url, answer, target = row.get("old_url") or "", row.get("answer") or "", row.get("target") or ""
    if answer not in ANSWERS or row.get("status") != str(ANSWERS[answer]):
        yield Fault(CHECK, "", old_url, f"回答 {answer} 或状态码 {row.get('status')} 不对")
    elif answer != "gone" and not is_there(answer, target):
        yield Fault(CHECK, "", old_url, f"去处不存在：{target}")
    elif target == old_url:
        yield Fault(CHECK, "", old_url, "跳转到自己")


def _check_entered(rows: Mapping[str, dict[str, str]], entered: Entered) -> Iterator[Fault]:
    """Give every row that says something else than the ledger; a chain of old URLs may be led to its end."""
    for old_url, row in rows.items():
        said = (row.get("answer") or "", row.get("target") or "")
        answers = entered.get(old_url, frozenset())
        refused = said[0] == "gone" and (row.get("reason") or "").endswith("待人工处理")
        onward = any(urljoin(old_url, target) in rows for _, target in answers if target)
        if answers and said not in answers and not refused and not onward:
            yield Fault(CHECK, "", old_url, "跳转表与台账的回答不同")
