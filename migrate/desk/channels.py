"""The commands of `migrate channels`: which column of an old site goes where in the portal."""

from pathlib import Path
from typing import Annotated

import typer

from migrate.desk.commands import ConnectOption, SetOption, WorkspaceOption, desk_command, group
from migrate.desk.desk import Desk
from migrate.desk.terminal import Terminal, out, tell
from migrate.run.screens.tables import short

channels = group()

SitesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[网站]...", help="网站标识码或域名；不写则为全部要迁移的网站", show_default=False),
]


@channels.callback()
def before(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    overrides: SetOption = None,
    connect_to: ConnectOption = None,
) -> None:
    """旧网站栏目与门户频道的对应：生成建议表、收回填好的表、检查。"""
    context.obj = context.obj.joined(Desk(workspace, overrides, connect_to))


@desk_command(channels, "suggest")
def suggest(
    desk: Desk,
    sites: SitesArgument = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="栏目对应表，默认 reports/栏目对应表.xlsx")
    ] = None,
) -> int:
    """为每个栏目建议一个门户频道，生成供办公室填写的栏目对应表。"""
    from migrate.run.channel_book import suggest_channels

    with Terminal().at_work() as voice:
        done = suggest_channels(desk.workspace, desk.settings, voice, tuple(sites or ()), output=output)
    out.print(f"栏目对应表：{short(done.workbook)}", markup=False)
    return tell(done.result)


@desk_command(channels, "import")
def import_(
    desk: Desk,
    workbook: Annotated[Path, typer.Argument(metavar="栏目对应表", help="填好决定的栏目对应表")],
) -> int:
    """收回填好的栏目对应表；只改填写了决定的栏目，有错误时一次全部指出，什么都不改动。"""
    from migrate.run.channel_import import import_channels

    with Terminal().at_work() as voice:
        return tell(import_channels(desk.workspace, desk.settings, voice, workbook))


@desk_command(channels, "check")
def check(desk: Desk, sites: SitesArgument = None) -> int:
    """检查栏目对应：写错的、没有确认的、拆分漏下的，以及迁移会造成的空白频道和过期频道，一次全部列出。"""
    from migrate.run.channel_check import check_channels

    with Terminal().at_work() as voice:
        done = check_channels(desk.workspace, desk.settings, voice, tuple(sites or ()))
    for note in done.notes:
        out.print(note, markup=False)
    return tell(done.result)
