"""The front desk: parse, one call into run, print, exit code. Only here is anything printed, caught or exited."""

import functools
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from typer.core import TyperCommand, TyperGroup

from migrate.errors import SettingsError
from migrate.run.desk import Desk, day_given
from migrate.run.screens import help_words
from migrate.run.screens.tables import help_page, short
from migrate.run.words import STOPPED, sentence, wrong_use
from migrate.run.work import FAULTS, Order, Result

PIPE_WIDTH = 160  # columns of a table that nobody's window limits
INTERRUPTED = 130  # the exit code of a program that Ctrl-C stopped
# What Typer's parser raises on wrong use. Newer versions of Typer carry the parser along, so it is found by kinship.
WrongUse: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """Give the help as text."""
        return _help(ctx)


class Group(TyperGroup):
    """All commands; their help is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """Give the help as text."""
        return _help(ctx)


app = typer.Typer(
    cls=Group,
    help=help_words.TOOL,
    epilog=help_words.STEPS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)

WorkspaceOption = Annotated[
    Path | None, typer.Option("-w", "--workspace", metavar="目录", help="工作目录，默认为当前目录或 $MIGRATE_WORKSPACE")
]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="表.键=值", help=help_words.SETTINGS)]
ConnectOption = Annotated[list[str] | None, typer.Option("--connect-to", metavar="规则", help=help_words.CONNECT)]
SitesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[网站]...", help="网站标识码或域名；不写则为全部待办网站", show_default=False),
]
UnreviewedOption = Annotated[bool, typer.Option("--unreviewed", help="也处理尚未复核的网站和尚未确认的栏目对应")]
UrlsOption = Annotated[list[Path] | None, typer.Option("--urls", metavar="文件", help=help_words.URLS)]
LogOption = Annotated[list[Path] | None, typer.Option("--log", metavar="文件", help=help_words.LOGS)]
AgainOption = Annotated[bool, typer.Option("--again", help="把先前无法访问或服务器出错的网址再请求一遍")]


class Terminal:
    """The conductors' voice: bars on a terminal, plain lines in a pipe; everything goes to stderr."""

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, Any] = {}
        self._told: dict[str, tuple[int, int]] = {}

    def say(self, text: str) -> None:
        """Tell one line."""
        err.print(text, markup=False)

    def progress(self, stage: str, item: str, done: int, total: int | None, *, note: str = "") -> None:
        """Move the item's bar, or tell a line at every tenth of the way and every minute."""
        name = f"{stage} {item}"
        if self._bars is not None:
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, total=total, note=note)
            self._bars.update(self._tasks[name], completed=done, total=total, note=note, visible=done != total)
            return
        tenth, minute = 10 * done // total if total else 0, int(time.monotonic() / 60)
        if (tenth, minute) != self._told.get(name) or done == total:
            self._told[name] = tenth, minute
            told = f"{name} {done}/{total if total is not None else '?'}"
            err.print(f"{told}  {note}" if note else told, markup=False)

    @contextmanager
    def at_work(self) -> Iterator["Terminal"]:
        """Show bars while the block runs, on a terminal."""
        if not err.is_terminal:
            yield self
            return
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", markup=False),
        )
        with Progress(*columns, console=err, transient=True) as self._bars:
            yield self
        self._bars = None


def desk_command(name: str) -> Callable[[Callable[..., int]], Callable[..., None]]:
    """Register a command: its first parameter is the desk (`-w`, `--set`, `--connect-to`), it gives the exit code."""

    def registered(work: Callable[..., int]) -> Callable[..., None]:
        own = list(inspect.signature(work, eval_str=True).parameters.values())[1:]
        common = [
            inspect.Parameter(parameter, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            for parameter, annotation in (
                ("workspace", WorkspaceOption),
                ("overrides", SetOption),
                ("connect_to", ConnectOption),
            )
        ]
        context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)

        @functools.wraps(work)
        def command(context: typer.Context, **given: Any) -> None:
            later = Desk(given.pop("workspace"), given.pop("overrides"), given.pop("connect_to"))
            raise typer.Exit(work(context.obj.joined(later), **given))

        ordered = [context, *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), *common]
        command.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in ordered}
        app.command(name, cls=Command, help=work.__doc__)(command)
        return command

    return registered


@app.callback()
def before(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    overrides: SetOption = None,
    connect_to: ConnectOption = None,
) -> None:
    """关停旧政府网站而不丢失一个页面：读清理表、分类、采集、迁入门户频道、归档、跳转、出具文书、核验。"""
    context.obj = Desk(workspace, overrides, connect_to)


@desk_command("classify")
def classify(
    desk: Desk,
    sheets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[清理表]...", help="清理表文件或文件夹，可多个", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="分类意见表，默认 reports/分类意见.xlsx")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="文件", help="另存为 JSON，供其他程序使用")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="日期", help="以哪一天判断是否长期未更新，默认今天，写作 2017-02-22"),
    ] = None,
    include_hidden: Annotated[bool, typer.Option("--include-hidden", help="隐藏的工作表也读")] = False,
    site: Annotated[
        str | None,
        typer.Option("--explain", metavar="网站", help=help_words.EXPLAIN_SITE),
    ] = None,
) -> int:
    """读清理表，逐个网站给出保留、迁移或关停的意见，生成分类意见表。"""
    from migrate.run.classify import classify as run
    from migrate.run.classify import explain

    day = day_given(as_of)
    if site is not None:
        if output or json_file:
            raise SettingsError("--explain 只作说明，不写文件", "请去掉 -o 和 --json")
        told = explain(desk.workspace, desk.settings, sheets or (), site, as_of=day, include_hidden=include_hidden)
        out.print("\n".join(told.lines), markup=False)
        return _tell(told.result)
    if not sheets:
        raise SettingsError("缺少参数 清理表", "请用 migrate classify --help 查看说明")
    with Terminal().at_work() as voice:
        done = run(
            desk.workspace,
            desk.settings,
            voice,
            sheets,
            output=output,
            json_file=json_file,
            as_of=day,
            include_hidden=include_hidden,
        )
    out.print(f"分类意见表：{short(done.workbook)}", markup=False)
    return _tell(done.result)


@desk_command("review")
def review(
    desk: Desk, workbook: Annotated[Path, typer.Argument(metavar="分类意见表", help="填好复核意见的分类意见表")]
) -> int:
    """收回填好复核意见的分类意见表；办公室的意见优先于规则，重新分类后仍然有效。"""
    from migrate.run.review import review as run

    with Terminal().at_work() as voice:
        return _tell(run(desk.workspace, desk.settings, voice, workbook))


@desk_command("capture")
def capture(
    desk: Desk,
    sites: SitesArgument = None,
    urls: UrlsOption = None,
    logs: LogOption = None,
    url: Annotated[str | None, typer.Option("--explain", metavar="网址", help=help_words.EXPLAIN_URL)] = None,
    unreviewed: UnreviewedOption = False,
    again: AgainOption = False,
) -> int:
    """采集旧网站：每个网址的应答原样存入 WARC 文件，中断后再运行即可续采。"""
    from migrate.run.capturing.given import read_given

    if url is None:
        given = read_given(desk.settings, urls or (), logs or ())
        return _stage(desk, "capture", Order(tuple(sites or ()), unreviewed, again, given=given))
    if sites or urls or logs or again:
        raise SettingsError("--explain 只说明一个网址，不采集", "请单独使用 migrate capture --explain 网址")
    from migrate.run.explain_url import explain_url

    told = explain_url(desk.workspace, desk.settings, url)
    out.print("\n".join(told.lines), markup=False)
    return 0 if told.is_known else 1


@desk_command("extract")
def extract(desk: Desk, sites: SitesArgument = None, unreviewed: UnreviewedOption = False) -> int:
    """从采集到的页面中提取文章：标题、发布时间、来源、栏目、正文、图片和附件。"""
    return _stage(desk, "extract", Order(tuple(sites or ()), unreviewed))


@desk_command("publish")
def publish(desk: Desk, sites: SitesArgument = None, unreviewed: UnreviewedOption = False) -> int:
    """把文章迁入门户的频道；栏目对应未经确认的文章暂不发布并列出。"""
    return _stage(desk, "publish", Order(tuple(sites or ()), unreviewed))


@desk_command("archive")
def archive(desk: Desk, sites: SitesArgument = None, unreviewed: UnreviewedOption = False) -> int:
    """生成带“已归档”标识和归档时间的静态页面，不需服务器即可打开。"""
    return _stage(desk, "archive", Order(tuple(sites or ()), unreviewed))


@desk_command("redirects")
def redirects(desk: Desk, sites: SitesArgument = None, unreviewed: UnreviewedOption = False) -> int:
    """为每个旧页面网址给出去处，生成 nginx 规则和对照表。"""
    return _stage(desk, "redirects", Order(tuple(sites or ()), unreviewed))


@desk_command("verify")
def verify(desk: Desk, sites: SitesArgument = None, unreviewed: UnreviewedOption = False) -> int:
    """核验：账目相符、记录完好、链接有效、旧网址都有去处；不成立时退出码为 3。"""
    return _stage(desk, "verify", Order(tuple(sites or ()), unreviewed))


@desk_command("run")
def run(
    desk: Desk, sites: SitesArgument = None, unreviewed: UnreviewedOption = False, again: AgainOption = False
) -> int:
    """依次完成采集、提取、发布、归档、跳转、文书、核验；中断后再运行即可继续。"""
    from migrate.run.whole import run_all

    with Terminal().at_work() as voice:
        result = run_all(desk.workspace, desk.settings, voice, Order(tuple(sites or ()), unreviewed, again))
    return _tell(result, verified=True)


@desk_command("forms")
def forms(
    desk: Desk,
    sites: SitesArgument = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="文书", help="只出具这一种文书，如 closure（关停申请表）")
    ] = None,
    unreviewed: UnreviewedOption = False,
) -> int:
    """出具各网站所需的文书，供签字报送。"""
    return _stage(desk, "forms", Order(tuple(sites or ()), unreviewed, kind=kind))


@desk_command("status")
def status(desk: Desk, sites: SitesArgument = None) -> int:
    """一屏看清每个网站进行到哪一步。"""
    from migrate.run.screens.status_screen import status_screen

    shown, waits = status_screen(desk.workspace, desk.settings, tuple(sites or ()))
    if not shown:
        err.print("台账中还没有网站，请先运行 migrate classify", markup=False)
    for part in shown:
        out.print(part)
    return int(waits)


@desk_command("export")
def export(
    desk: Desk,
    what: Annotated[
        str,
        typer.Argument(
            metavar="内容", help="urls 网址、articles 文章、findings 审查发现、decisions 分类意见、opinions 表上意见"
        ),
    ],
    site: Annotated[list[str] | None, typer.Option("--site", metavar="网站", help="只导出这个网站，可多次使用")] = None,
    form: Annotated[str, typer.Option("--format", metavar="格式", help="jsonl、csv 或 xlsx")] = "jsonl",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="写入文件，默认写到标准输出")
    ] = None,
) -> int:
    """导出台账，供其他程序使用。"""
    from migrate.run.export import export as run
    from migrate.run.export import export_to

    if output is not None:
        number = export_to(desk.workspace, desk.settings, what, output, site_keys=tuple(site or ()), form=form)
        err.print(f"已导出 {number} 行：{short(output)}", markup=False)
    else:
        run(desk.workspace, desk.settings, what, sys.stdout.buffer, site_keys=tuple(site or ()), form=form)
        sys.stdout.buffer.flush()
    return 0


@desk_command("demo")
def demo(desk: Desk) -> int:
    """在本机用自带的样例网站演示全部工作；不写 -w 时放在当前目录下的 demo 文件夹。"""
    from migrate.run.demo import demo as run
    from migrate.run.screens.tables import places, status_table, summary_table

    workspace = desk.given.resolve() if desk.given else Path.cwd() / "demo"
    with Terminal().at_work() as voice:
        shown = run(workspace, voice, desk.overrides)
    out.print(status_table(shown.workspace, shown.lines), summary_table(shown.workspace, shown.summary))
    for name, place in places(shown.workspace):
        out.print(f"{name}：{short(place)}", markup=False)
    return _tell(shown.result, verified=True, counts=False)


def _stage(desk: Desk, name: str, order: Order) -> int:
    from migrate.run.whole import run_stage

    with Terminal().at_work() as voice:
        result = run_stage(desk.workspace, desk.settings, voice, name, order)
    return _tell(result, verified=name == "verify")


def _tell(result: Result, *, verified: bool = False, counts: bool = True) -> int:
    if counts and result.counts:
        out.print("　".join(f"{name} {number}" for name, number in result.counts.items()), markup=False)
    if result.waiting:
        err.print("核验不成立：" if result.broken else "以下事项需要人工处理：", markup=False)
        for line in result.waiting:
            err.print(f"  · {line}", markup=False)
    if verified and not result.broken:
        out.print("核验通过", markup=False)
    return result.exit_code


def _help(context: Any) -> str:
    with out.capture() as captured:
        out.print(help_page(context), soft_wrap=False, markup=False)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every error of ours becomes one Chinese sentence and exit code 2."""
    try:
        code = app(arguments, prog_name="migrate", standalone_mode=False) or 0
    except WrongUse as error:
        asked = type(error).__name__ == "NoArgsIsHelpError"  # nothing was asked for: its message is the help
        err.print(str(error) if asked else wrong_use(error), markup=False)
        code = 2
    except FAULTS as error:
        err.print(sentence(error.problem, error.remedy), markup=False)
        code = 2
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:
        err.print(STOPPED, markup=False)
    sys.exit(code)


if __name__ == "__main__":
    main()
