"""Tables for the desk: what a person sees of the ledger on a terminal. Built here, printed by cli.py."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from migrate.run.words import ACTIONS, ANSWERS, OUTCOMES, VERDICTS

if TYPE_CHECKING:  # the help page needs neither of them nor the ledger behind them
    from migrate.run.status import Line
    from migrate.run.summary import Summary

COUNTS = ("网址", "已存", "待采", "存疑", "文章", "已迁", "暂缓", "归档页", "跳转", "文书")


def status_table(lines: "Sequence[Line]") -> Table:
    """One row a site: verdict, action, and how far each stage has come."""
    table = _table("网站进度", "网站", "意见", "处置", *COUNTS)
    for line in lines:
        verdict = VERDICTS[line.verdict] + ("" if line.reviewed else "（待复核）")
        counts = (
            *(line.urls, line.stored, line.pending, line.doubtful, line.articles, line.placed, line.held),
            *(line.archived, line.redirects, line.documents),
        )
        table.add_row(line.site_name, verdict, ACTIONS.get(line.action or "", ""), *map(str, counts))
    return table


def summary_table(summary: "Summary") -> Table:
    """The counts over all sites, one row each."""
    table = _table("汇总", "项目", "数量")
    for section, counts, names in (
        ("网站", summary.verdicts, VERDICTS),
        ("网址", summary.outcomes, OUTCOMES),
        ("文章", summary.channels, {}),
        ("跳转", summary.redirects, ANSWERS),
    ):
        for name, number in counts.items():
            table.add_row(f"{section}：{names.get(name, name)}", str(number))
    table.add_row("归档页面", str(summary.archived))
    table.add_row("文书", str(summary.forms))
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


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number == 0 else "right", overflow="fold")
    return table
