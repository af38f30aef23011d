"""Tables for the desk: what a person sees of the ledger on a terminal. Built here, printed by cli.py."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from mappings.vocabularies import read_vocabularies
from migrate.run.words import ANSWERS, OUTCOMES, one_line
from migrate.run.work import MAPPINGS

if TYPE_CHECKING:  # the help page needs neither of them nor the ledger behind them
    from migrate.run.screens.summary import Summary
    from migrate.run.status import Line

COUNTS = {
    "网址": "urls",
    "已存": "stored",
    "待采": "pending",
    "存疑": "doubtful",
    "文章": "articles",
    "已迁": "placed",
    "暂缓": "held",
    "归档页": "archived",
    "跳转": "redirects",
    "文书": "documents",
}
TROUBLES = frozenset({"待采", "存疑", "暂缓"})  # shown only where there are any: the table then fits a narrow terminal

PLACES = (
    ("门户", "portal/index.html"),
    ("归档", "archive/index.html"),
    ("意见表", "reports/分类意见.xlsx"),
    ("文书", "forms/"),
    ("跳转规则", "redirects/"),
)


def status_table(workspace: Path, lines: "Sequence[Line]") -> Table:
    """One row a site: what becomes of it, and how far each stage has come."""
    labels = _labels(workspace)
    shown = [name for name in COUNTS if name not in TROUBLES or any(getattr(line, COUNTS[name]) for line in lines)]
    table = _table("网站进度", "网站", "处置")
    dated = any(line.deadline and line.deadline.due for line in lines)
    if dated:
        table.add_column("时限", no_wrap=True)
    for name in shown:
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines:
        action = labels["action"].get(line.action or "", labels["verdict"][line.verdict])
        counts = (str(getattr(line, COUNTS[name])) for name in shown)
        day = [_day(line)] if dated else []
        table.add_row(Text(one_line(line.site_name)), action + ("" if line.reviewed else "（待复核）"), *day, *counts)
    return table


def overdue_lines(lines: "Sequence[Line]") -> list[str]:
    """The sites whose deadline has passed, counted in the first line; nothing where there are none."""
    late = [(line, line.deadline) for line in lines if line.overdue and line.deadline]
    told = [
        f"  · {one_line(line.site_name)}（{line.site_key}）：{one.stage_name}，应于 {one.due} 前完成"
        for line, one in late
    ]
    return [f"逾期 {len(told)} 个：", *told] if told else []


def round_lines(lines: "Sequence[Line]") -> list[str]:
    """What the second captures found, one line a site that had any."""
    return [f"{one_line(line.site_name)}：{line.rounds}" for line in lines if line.rounds]


def places(workspace: Path) -> list[tuple[str, Path]]:
    """What a whole run leaves in the workspace, by its Chinese name."""
    return [(name, workspace / place) for name, place in PLACES]


def short(path: Path) -> str:
    """The path as it is seen from the current folder, where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _day(line: "Line") -> str:
    due = line.deadline.due if line.deadline else None
    return (f"{due}（逾期）" if line.overdue else str(due)) if due else ""


def summary_table(workspace: Path, summary: "Summary") -> Table:
    """The counts over all sites, one row each."""
    table = _table("汇总", "项目", "内容")
    table.add_column("数量", justify="right", no_wrap=True)
    for section, counts, names in (
        ("网站", summary.verdicts, _labels(workspace)["verdict"]),
        ("网址", summary.outcomes, OUTCOMES),
        ("文章", summary.channels, {}),
        ("跳转", summary.redirects, ANSWERS),
        ("归档", {"归档页面": summary.archived}, {}),
        ("文书", {"网站的文书": summary.forms}, {}),
    ):
        for number, (name, count) in enumerate(counts.items()):
            table.add_row(section if number == 0 else "", names.get(name, name), str(count))
        table.add_section()
    return table


def help_page(context: Any) -> Group:
    """The help of a command, or of all of them; `context` is the one that Typer's parser made for it."""
    command = context.command
    commands = getattr(command, "commands", {})
    parameters = command.get_params(context)
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    options = [one for one in parameters if one.param_type_name == "option"]
    shapes = [one.metavar for one in arguments] + (["命令 [参数]..."] if commands else [])
    usage = Text("用法：", "bold").append(" ".join([context.command_path, "[选项]", *shapes]), "not bold")
    return Group(
        usage,
        f"\n{command.help}",
        *_part("参数", ((one.metavar, one.help) for one in arguments)),
        *_part("命令", ((name, one.help) for name, one in commands.items())),
        *_part("选项", map(_option, options)),
        *([f"\n{command.epilog}"] if command.epilog else []),
    )


def _option(option: Any) -> tuple[str, str]:
    if "--help" in option.opts:
        return ", ".join(option.opts), "显示本说明后退出"
    names = ", ".join(option.opts) + ("" if option.is_flag else f" {option.metavar}")
    default = f"（默认 {option.default}）" if isinstance(option.default, str) else ""
    return names, option.help + default


def _part(title: str, rows: Iterable[tuple[str, str]]) -> list[Text | Table]:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for name, meaning in rows:
        table.add_row(Text(f"  {name}", "cyan"), Text(meaning))
    return [Text(f"\n{title}", "bold"), table] if table.row_count else []


def _labels(workspace: Path) -> Mapping[str, Mapping[str, str]]:
    return read_vocabularies(workspace / MAPPINGS).labels


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold", min_width=8)
    return table
