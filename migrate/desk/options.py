"""The options and arguments of the commands, as Typer takes them."""

from pathlib import Path
from typing import Annotated

import typer

from migrate.run.screens import help_words

SitesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[网站]...", help="网站标识码或域名；不写则为全部待办网站", show_default=False),
]
UnreviewedOption = Annotated[bool, typer.Option("--unreviewed", help="也处理尚未复核的网站和尚未确认的栏目对应")]
UrlsOption = Annotated[list[Path] | None, typer.Option("--urls", metavar="文件", help=help_words.URLS)]
LogOption = Annotated[list[Path] | None, typer.Option("--log", metavar="文件", help=help_words.LOGS)]
RetryOption = Annotated[bool, typer.Option("--retry", help=help_words.RETRY)]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=help_words.DRY_RUN)]
SheetsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[清理表]...", help="清理表文件或文件夹，可多个", show_default=False),
]
OpinionOutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="分类意见表，默认 reports/分类意见.xlsx")
]
JsonFileOption = Annotated[Path | None, typer.Option("--json", metavar="文件", help="另存为 JSON，供其他程序使用")]
StaleDayOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="日期", help="以哪一天判断是否长期未更新，默认今天，写作 2017-02-22"),
]
ExplainSiteOption = Annotated[
    str | None,
    typer.Option("--explain", metavar="网站", help=help_words.EXPLAIN_SITE),
]
OverwriteOption = Annotated[list[str] | None, typer.Option("--overwrite", metavar="网址", help=help_words.OVERWRITE)]
AddressesOption = Annotated[
    Path | None, typer.Option("--addresses", metavar="文件", help=help_words.ADDRESSES, show_default=False)
]
NewKeyOption = Annotated[
    Path | None, typer.Option("--new-key", metavar="文件", help=help_words.NEW_KEY, show_default=False)
]
MissingOutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="待补信息表，默认 reports/待补信息.xlsx")
]
StepsArgument = Annotated[
    Path | None, typer.Argument(metavar="[办理进展表]", help=help_words.STEPS_BOOK, show_default=False)
]
StepsOutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="办理进展表，默认 reports/办理进展.xlsx")
]
OverdueDayOption = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="以哪一天判断逾期，默认今天，与 --overdue 一起使用")
]
WhatArgument = Annotated[
    str,
    typer.Argument(
        metavar="内容", help="urls 网址、articles 文章、findings 审查发现、decisions 分类意见、opinions 表上意见"
    ),
]
ExportSiteOption = Annotated[
    list[str] | None, typer.Option("--site", metavar="网站", help="只导出这个网站，可多次使用")
]
FormatOption = Annotated[str, typer.Option("--format", metavar="格式", help="jsonl、csv 或 xlsx")]
ExportOutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="写入文件，默认写到标准输出")
]
