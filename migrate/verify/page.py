"""The audit as a page that a person reads and prints: from what `reports/verify.json` holds, without a script."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from migrate.verify.clauses import CLAUSES, State

SHOWN = 500  # faults of a clause on the page
BEIJING = timezone(timedelta(hours=8))
# What the values of the model are called here; whatever is not named stands as it is.
SOURCES = {
    "sheet": "清理表",
    "link": "页面链接",
    "list": "列表翻页",
    "sitemap": "站点地图",
    "robots": "robots.txt",
    "log": "访问日志",
    "redirect": "跳转",
    "operator": "操作人员",
    "browser": "浏览器打开",
}
OUTCOMES = {
    "pending": "等待采集",
    "stored": "已保存",
    "revisit": "与已保存的相同",
    "redirect": "原网站自行跳转",
    "error": "原网站答复出错",
    "unreachable": "无法访问",
    "alias": "同一网址的另一写法",
    "excluded": "按规则不采集",
    "quarantined": "存疑",
}


def page_of(document: Mapping[str, Any]) -> str:
    """Give the page of an audit; `document` is what stands in verify.json."""
    counts = document["urls"]
    tables = [
        ("网址由谁提到（一个网址可有多个来源）", _named(counts["by_source"], SOURCES)),
        ("网址的结果", [*_named(counts["by_outcome"], OUTCOMES), ("合计", counts["total"])]),
    ]
    return _template().render(
        **{**document, "verified_at": _moment(document["verified_at"])},
        verdict=_verdict(document),
        states={state.name.lower(): str(state.value) for state in State},
        tables=tables,
        size=_size(int(document["bytes"])),
        shown=SHOWN,
        last=CLAUSES[-1].number,
    )


def _verdict(document: Mapping[str, Any]) -> dict[str, str]:
    states = {one["state"] for one in document["clauses"]}
    if "broken" in states:
        failing = "、".join(one["name"] for one in document["clauses"] if one["state"] == "broken")
        return {"mark": "broken", "said": f"核验不成立：{failing}。问题列在下面，处理后请再核验一次。"}
    if "waits" in states:
        return {"mark": "waits", "said": "核验到的都成立；另有事项待人工处理，列在下面。"}
    return {"mark": "holds", "said": "八项要求全部成立。"}


def _named(counts: Mapping[str, int], names: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(names.get(key, key), number) for key, number in counts.items() if number]


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(BEIJING):北京时间 %Y-%m-%d %H:%M:%S}"


def _size(number: int) -> str:
    value, units = float(number), ["字节", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return f"{number} 字节" if units[0] == "字节" else f"{value:.1f} {units[0]}"


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("verify.html")
