"""Makes the command reference: `python tools/make_command_reference.py [FILE]` (default: docs/commands.md).

It asks the Typer app for every command, so the reference says what the tool says; a test keeps the file equal to it.
It is built here and not taken from the help screens, whose line breaks depend on the terminal.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from cli import app
from migrate.run.screens.help_words import STEPS, TOOL

REFERENCE = Path(__file__).parent.parent / "docs" / "commands.md"
COMMON = frozenset({"workspace", "overrides", "connect_to"})
PREAMBLE = """\
# 命令参考

<!-- 本文件由 tools/make_command_reference.py 生成，请勿手改；改动命令后运行 make docs。 -->
"""
EXIT_CODES = (
    ("0", "全部完成"),
    ("1", "已完成，但有事项需要人工处理（逐条列出）"),
    ("2", "用法有误，或输入、设置、工作目录不可用；用一句话说明原因和办法"),
    ("3", "核验不成立"),
    ("130", "被 Ctrl-C 停止；再次运行即可继续"),
)
HELP_OPTION = ("`-h`, `--help`", "显示说明后退出")


def reference() -> str:
    """Give the whole reference as Markdown."""
    group = typer.main.get_command(app)
    commands = commands_of(group)
    lines = [PREAMBLE, TOOL, "", STEPS, "", *_overview(commands), *_common(group), *_exit_codes()]
    for name, command in commands.items():
        lines += _section(name, command)
    return "\n".join(lines).rstrip("\n") + "\n"


def commands_of(group: Any) -> dict[str, Any]:
    """Give every command by the name it is called by, those of a group as `group command` where the group stands."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        below = commands_of(command) if hasattr(command, "commands") else {}
        found |= {f"{name} {one}": inner for one, inner in below.items()} if below else {name: command}
    return found


def _overview(commands: dict[str, Any]) -> Iterator[str]:
    anchors = {name: name.replace(" ", "-") for name in commands}
    rows = ((f"[`migrate {name}`](#migrate-{anchors[name]})", command.help) for name, command in commands.items())
    yield from _table("命令", "作用", rows)


def _common(group: Any) -> Iterator[str]:
    yield "## 通用选项"
    yield ""
    yield "写在命令名之前或之后都可以。`--set` 对同一项设置以后写的为准；`--connect-to` 依次比较，以先相符的为准。"
    yield ""
    yield from _table("选项", "说明", [*map(_row, group.params), HELP_OPTION])


def _exit_codes() -> Iterator[str]:
    yield "## 退出码"
    yield ""
    yield from _table("退出码", "含义", EXIT_CODES)


def _section(name: str, command: Any) -> Iterator[str]:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and one.name not in COMMON]
    yield f"## migrate {name}"
    yield ""
    yield command.help
    yield ""
    yield "```text"
    yield " ".join(["migrate", name, "[选项]", *map(_shape, arguments)])
    yield "```"
    yield ""
    if arguments:
        yield from _table("参数", "说明", map(_row, arguments))
    if options:
        yield from _table("选项", "说明", map(_row, options))


def _shape(argument: Any) -> str:
    """The argument as the usage line shows it; brackets where it may be left out."""
    bare = argument.metavar.removesuffix("...").strip("[]")
    return (bare if argument.required else f"[{bare}]") + ("..." if argument.nargs == -1 else "")


def _row(parameter: Any) -> tuple[str, str]:
    if parameter.param_type_name == "argument":
        return f"`{_shape(parameter)}`", parameter.help
    value = "" if parameter.is_flag else f" {parameter.metavar}"
    name = ", ".join(f"`{one}{value}`" if one == parameter.opts[-1] else f"`{one}`" for one in parameter.opts)
    default = f"；默认 `{parameter.default}`" if isinstance(parameter.default, str) else ""
    return name, parameter.help + default


def _table(first: str, second: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"| {first} | {second} |"
    yield "|---|---|"
    yield from (f"| {_cell(one)} | {_cell(other)} |" for one, other in rows)
    yield ""


def _cell(text: str) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    target.write_text(reference(), encoding="utf-8")
