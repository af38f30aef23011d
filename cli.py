"""The front desk: parse, one call into run, print, exit code.

Only here and in `migrate/desk` is anything printed, caught or exited.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from migrate.desk import options
from migrate.desk.channels import channels
from migrate.desk.commands import ConnectOption, SetOption, WorkspaceOption, WrongUse, desk_command, group
from migrate.desk.desk import Desk, day_given, packing_given
from migrate.desk.terminal import Terminal, err, out, tell
from migrate.errors import SettingsError
from migrate.run.screens import help_words
from migrate.run.screens.tables import short
from migrate.run.words import STOPPED, sentence, wrong_use
from migrate.run.work import FAULTS, Asking, Order, Publishing

INTERRUPTED = 130  # the exit code of a program that Ctrl-C stopped

app = group(help=help_words.TOOL, epilog=help_words.STEPS)
app.add_typer(channels, name="channels")


@app.callback()
def before(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    overrides: SetOption = None,
    connect_to: ConnectOption = None,
) -> None:
    """关停旧政府网站而不丢失一个页面：读清理表、分类、采集、迁入门户频道、归档、跳转、出具文书、核验。"""
    context.obj = Desk(workspace, overrides, connect_to)


@desk_command(app, "classify")
def classify(
    desk: Desk,
    sheets: options.SheetsArgument = None,
    output: options.OpinionOutputOption = None,
    json_file: options.JsonFileOption = None,
    as_of: options.StaleDayOption = None,
    include_hidden: Annotated[bool, typer.Option("--include-hidden", help="隐藏的工作表也读")] = False,
    site: options.ExplainSiteOption = None,
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
        return tell(told.result)
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
    return tell(done.result)


@desk_command(app, "review")
def review(
    desk: Desk, workbook: Annotated[Path, typer.Argument(metavar="分类意见表", help="填好复核意见的分类意见表")]
) -> int:
    """收回填好复核意见的分类意见表；办公室的意见优先于规则，重新分类后仍然有效。"""
    from migrate.run.review import review as run

    with Terminal().at_work() as voice:
        return tell(run(desk.workspace, desk.settings, voice, workbook))


@desk_command(app, "capture")
def capture(
    desk: Desk,
    sites: options.SitesArgument = None,
    urls: options.UrlsOption = None,
    logs: options.LogOption = None,
    url: Annotated[str | None, typer.Option("--explain", metavar="网址", help=help_words.EXPLAIN_URL)] = None,
    unreviewed: options.UnreviewedOption = False,
    retry: options.RetryOption = False,
    again: Annotated[bool, typer.Option("--again", help=help_words.AGAIN)] = False,
    end_round: Annotated[bool, typer.Option("--end-round", help=help_words.END_ROUND)] = False,
) -> int:
    """采集旧网站：每个网址的应答原样存入 WARC 文件，中断后再运行即可续采。"""
    from migrate.run.capturing.given import read_given

    if url is None:
        given = read_given(desk.settings, urls or (), logs or ())
        asked = Asking(retry, again, end_round).checked()
        return _stage(desk, "capture", Order(tuple(sites or ()), unreviewed, asked, given=given))
    if sites or urls or logs or retry or again or end_round:
        raise SettingsError("--explain 只说明一个网址，不采集", "请单独使用 migrate capture --explain 网址")
    from migrate.run.explain_url import explain_url

    told = explain_url(desk.workspace, desk.settings, url)
    out.print("\n".join(told.lines), markup=False)
    return 0 if told.is_known else 1


@desk_command(app, "extract")
def extract(desk: Desk, sites: options.SitesArgument = None, unreviewed: options.UnreviewedOption = False) -> int:
    """从采集到的页面中提取文章：标题、发布时间、来源、栏目、正文、图片和附件。"""
    return _stage(desk, "extract", Order(tuple(sites or ()), unreviewed))


@desk_command(app, "publish")
def publish(
    desk: Desk,
    sites: options.SitesArgument = None,
    unreviewed: options.UnreviewedOption = False,
    dry_run: options.DryRunOption = False,
    only_failed: Annotated[bool, typer.Option("--only-failed", help=help_words.ONLY_FAILED)] = False,
    overwrite: options.OverwriteOption = None,
    keep: Annotated[list[str] | None, typer.Option("--keep", metavar="网址", help=help_words.KEEP)] = None,
    addresses: options.AddressesOption = None,
) -> int:
    """把文章迁入门户的频道；他人在门户中改动过的不覆盖，栏目对应未经确认的暂不发布，都会列出。"""
    asked = Publishing(dry_run, only_failed, tuple(overwrite or ()), tuple(keep or ()), addresses)
    return _stage(desk, "publish", Order(tuple(sites or ()), unreviewed, publishing=asked))


@desk_command(app, "rollback")
def rollback(
    desk: Desk,
    run: Annotated[int, typer.Argument(metavar="运行编号", help="要收回的那次运行，编号见 migrate publish 的输出")],
    dry_run: options.DryRunOption = False,
) -> int:
    """收回一次发布新建的文章、文件和频道；原来就有的和他人改动过的保留，更新过的文章不退回旧文。"""
    from migrate.run.rollback import rollback as run_back

    return tell(run_back(desk.workspace, desk.settings, Terminal(), run, dry_run=dry_run))


@desk_command(app, "archive")
def archive(
    desk: Desk,
    sites: options.SitesArgument = None,
    unreviewed: options.UnreviewedOption = False,
    package: Annotated[str | None, typer.Option("--package", metavar="种类", help=help_words.PACKAGE)] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="地址", help=help_words.TO)] = None,
    split: Annotated[str | None, typer.Option("--split", metavar="大小", help=help_words.SPLIT)] = None,
) -> int:
    """生成带“已归档”标识和归档时间的静态页面，不需服务器即可打开；另可打成 WACZ 和移交包，送往指定的地方。"""
    order = Order(tuple(sites or ()), unreviewed, packing=packing_given(package, to, split))
    return _stage(desk, "archive", order)


@desk_command(app, "redirects")
def redirects(
    desk: Desk,
    sites: options.SitesArgument = None,
    logs: Annotated[list[Path] | None, typer.Option("--log", metavar="文件", help=help_words.TRAFFIC)] = None,
    check: Annotated[str | None, typer.Option("--check", metavar="网址", help=help_words.CHECK)] = None,
    unreviewed: options.UnreviewedOption = False,
) -> int:
    """为每个旧网址给出去处，生成 nginx、Apache、Caddy、IIS 的规则、对照表和搜索引擎改版清单。"""
    from migrate.run.capturing.given import read_given

    if check is None:
        given = read_given(desk.settings, (), logs or ())
        return _stage(desk, "redirects", Order(tuple(sites or ()), unreviewed, given=given))
    if sites or logs:
        raise SettingsError("--check 核对全部旧网址，不能同时指定网站或日志", "请单独使用 --check")
    from migrate.run.checking import check_redirects

    with Terminal().at_work() as voice:
        checked = check_redirects(desk.workspace, desk.settings, voice, check)
    return tell(checked, verified=True)


@desk_command(app, "serve-redirects")
def serve_redirects(
    desk: Desk,
    port: Annotated[int, typer.Option("--port", metavar="端口", min=0, max=65535, help=help_words.PORT)] = 8010,
    host: Annotated[str, typer.Option("--host", metavar="地址", help=help_words.HOST)] = "127.0.0.1",
) -> int:
    """切换域名之前试用：在本机代答全部旧网址，跳转、归档和“已不再提供”都与服务器规则一致。"""
    from migrate.run.serve_redirects import serve_redirects as run

    return tell(run(desk.workspace, desk.settings, Terminal(), host=host, port=port))


@desk_command(app, "serve-archive")
def serve_archive(
    desk: Desk,
    port: Annotated[int, typer.Option("--port", metavar="端口", min=0, max=65535, help=help_words.PORT)] = 8020,
    host: Annotated[str, typer.Option("--host", metavar="地址", help=help_words.HOST)] = "127.0.0.1",
) -> int:
    """在本机打开归档网页：按旧网址查到归档页面和采集时的原件；字节与台账不符的不予显示。"""
    from migrate.run.serve_archive import serve_archive as run

    return tell(run(desk.workspace, desk.settings, Terminal(), host=host, port=port))


@desk_command(app, "seal")
def seal(
    desk: Desk,
    key: Annotated[Path | None, typer.Option("--key", metavar="文件", help=help_words.KEY, show_default=False)] = None,
    new_key: options.NewKeyOption = None,
) -> int:
    """封存采集记录、归档页面、跳转规则和台账摘录：此后任何增减、改动、截短和调换都能查出；可用本单位的密钥签名。"""
    from migrate.run.sealing import make_key

    if new_key is None:
        return _stage(desk, "seal", Order(key=key))
    if key is not None:
        raise SettingsError("--new-key 只生成密钥，不能同时指定 --key", "请单独使用 --new-key")
    out.print(f"公钥指纹 {make_key(desk.settings, desk.workspace, new_key)}", markup=False)
    return 0


@desk_command(app, "verify")
def verify(
    desk: Desk,
    sites: options.SitesArgument = None,
    unreviewed: options.UnreviewedOption = False,
    package: Annotated[Path | None, typer.Option("--package", metavar="归档包", help=help_words.HANDED)] = None,
) -> int:
    """核验八条：网址、结果、正文、次序、复读、还原、封存、收尾，逐条给出成立与否；不成立时退出码为 3。"""
    if package is None:
        return _stage(desk, "verify", Order(tuple(sites or ()), unreviewed))
    if sites:
        raise SettingsError("--package 只核验归档包，不能同时指定网站", "请单独使用 --package")
    from migrate.run.verifying.handed import verify_handed

    return tell(verify_handed(package), verified=True)


@desk_command(app, "run")
def run(
    desk: Desk,
    sites: options.SitesArgument = None,
    unreviewed: options.UnreviewedOption = False,
    retry: options.RetryOption = False,
) -> int:
    """依次完成采集、提取、发布、归档、跳转、文书、封存、核验；中断后再运行即可继续。"""
    from migrate.run.whole import run_all

    with Terminal().at_work() as voice:
        result = run_all(desk.workspace, desk.settings, voice, Order(tuple(sites or ()), unreviewed, Asking(retry)))
    return tell(result, verified=True)


@desk_command(app, "forms")
def forms(
    desk: Desk,
    sites: options.SitesArgument = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="文书", help=help_words.KIND)] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="单位", help=help_words.UNIT)] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="月份", help=help_words.FORMS_MONTH)] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help=help_words.PDF)] = False,
    missing: Annotated[bool, typer.Option("--missing", help=help_words.MISSING)] = False,
    output: options.MissingOutputOption = None,
    filled: Annotated[Path | None, typer.Option("--import", metavar="文件", help=help_words.IMPORT)] = None,
    signed: Annotated[list[Path] | None, typer.Option("--signed", metavar="文件", help=help_words.SIGNED)] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="姓名", help="签批人，与 --signed 一起使用")] = None,
    changes: Annotated[bool, typer.Option("--changes", help=help_words.CHANGES)] = False,
    unreviewed: options.UnreviewedOption = False,
) -> int:
    """出具各网站、各单位所需的文书，供签字报送；已签和手工改过的不覆盖，缺的信息可列表补填。"""
    from migrate.desk.papers import Asked, ask_papers

    order = Order(tuple(sites or ()), unreviewed, kind=kind, unit=unit, month=month, pdf=pdf)
    asked = Asked(missing, output, filled, tuple(signed or ()), by, changes)
    return ask_papers(desk, order, asked) if asked else _stage(desk, "forms", order)


@desk_command(app, "steps")
def steps(
    desk: Desk,
    workbook: options.StepsArgument = None,
    output: options.StepsOutputOption = None,
) -> int:
    """关停注销的办理步骤：生成待填的办理进展表，或收回填好的；有错误时一次全部指出，什么都不改动。"""
    from migrate.desk.following import ask_steps

    return ask_steps(desk, workbook, output)


@desk_command(app, "report")
def report(
    desk: Desk,
    month: Annotated[str | None, typer.Option("--month", metavar="月份", help="哪个月，默认本月，写作 2026-03")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help=help_words.REPORT_DAY)] = None,
    ics: Annotated[bool, typer.Option("--ics", help=help_words.ICS)] = False,
) -> int:
    """出具每月的进展情况表：带图的工作簿和网页，数字都出自台账；还可生成办理日历。"""
    from migrate.desk.following import ask_report

    return ask_report(desk, month, day_given(as_of), ics=ics)


@desk_command(app, "status")
def status(
    desk: Desk,
    sites: options.SitesArgument = None,
    overdue: Annotated[bool, typer.Option("--overdue", help=help_words.OVERDUE)] = False,
    as_of: options.OverdueDayOption = None,
    within: Annotated[int | None, typer.Option("--within", metavar="天数", min=0, help=help_words.WITHIN)] = None,
) -> int:
    """一屏看清每个网站进行到哪一步；或只列逾期和临近期限的事项。"""
    from migrate.run.screens.status_screen import status_screen

    names, day = tuple(sites or ()), day_given(as_of)
    if overdue:
        from migrate.desk.following import ask_overdue

        return ask_overdue(desk, names, day, within)
    if day or within is not None:
        raise SettingsError("--as-of 和 --within 只与 --overdue 一起使用", "请加上 --overdue")
    shown, waits = status_screen(desk.workspace, desk.settings, names)
    if not shown:
        err.print("台账中还没有网站，请先运行 migrate classify", markup=False)
    for part in shown:
        out.print(part)
    return int(waits)


@desk_command(app, "export")
def export(
    desk: Desk,
    what: options.WhatArgument,
    site: options.ExportSiteOption = None,
    form: options.FormatOption = "jsonl",
    output: options.ExportOutputOption = None,
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


@desk_command(app, "demo")
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
    return tell(shown.result, verified=True, counts=False)


def _stage(desk: Desk, name: str, order: Order) -> int:
    from migrate.run.whole import run_stage

    with Terminal().at_work() as voice:
        result = run_stage(desk.workspace, desk.settings, voice, name, order)
    return tell(result, verified=name == "verify")


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
