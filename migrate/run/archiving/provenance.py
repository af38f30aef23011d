"""What a site's page 来源说明 says, from the ledger: when, whence and how it was captured, and what is not in it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row

from archive.directory.own_files import moment, readable_size
from archive.directory.provenance import STAMP_TOLD, Section
from mappings.screening import read_screening
from migrate.ledger import archiving
from migrate.ledger.audit import count_differences
from migrate.ledger.findings import held_pages as kinds_of_held_pages
from migrate.ledger.views import count_outcomes, last_entry
from migrate.model import Outcome
from migrate.run.words import DIFFERENCES, OUTCOMES, SOURCES, reason_words
from migrate.run.work import MAPPINGS, Work
from migrate.urls import host_of

LEFT_OUT = (Outcome.ALIAS, Outcome.EXCLUDED, Outcome.QUARANTINED)  # by a rule or a person
FAILED = (Outcome.ERROR, Outcome.UNREACHABLE)
SUMS = r"""sed -E 's/.*"path": ?"([^"]*)".*"sha256": ?"([0-9a-f]{64})".*/\2  \1/'"""  # a line of the manifest
UNKNOWABLE = (
    "没有任何来源（网页链接、列表、网站地图、跳转、网址清单、访问日志）提到的页面，无从得知；",
    "登录之后才能看到的内容、凭表单提交（POST）才能查到的数据，只采到了列表翻页所需的部分；",
    "由脚本在浏览器里临时生成的内容，除台账注明由浏览器打开的以外，不在采集之内；",
    "不同时间、不同访问者看到的内容可能不同，这里保存的是采集当时服务器给出的内容。",
)


def sections(connection: Connection, work: Work, site: Row[Any]) -> list[Section]:
    """Give the page's sections in their order."""
    return [
        _capture(connection, site),
        _addresses(connection, site),
        *_outcomes(connection, site),
        _rules(connection, site),
        *_again(connection, site),
        _screening(connection, work, site),
        _stamp(),
        _limits(connection, site),
        *_warcs(connection, work, site),
    ]


def _capture(connection: Connection, site: Row[Any]) -> Section:
    rows = tuple(
        (
            f"第 {run.id} 次（migrate {run.command}）",
            run.operator.partition("@")[0],  # the account; the machine's name is nobody else's business
            run.version,
            moment(run.first),
            moment(run.last),
            run.captured,
        )
        for run in archiving.capturing_runs(connection, site.site_key)
    )
    headings = ("运行", "操作账号", "软件版本", "第一条应答", "最后一条应答", "应答数")
    texts = ("由 gov-site-migrate 采集，服务器的应答原样写入 WARC 文件。",)
    return Section("采集的时间与软件", texts, (), headings, rows)


def _addresses(connection: Connection, site: Row[Any]) -> Section:
    hosts = Counter(host_of(url) or "—" for url, _ in archiving.asked_urls(connection, site.site_key))
    rows = tuple(sorted(hosts.items(), key=lambda one: (-one[1], one[0])))
    started = "、".join([site.url or "无", *site.other_urls])
    return Section("来自哪些地址", (), (("起始网址", started),), ("主机", "有应答的网址"), rows)


def _outcomes(connection: Connection, site: Row[Any]) -> Iterator[Section]:
    outcomes = count_outcomes(connection, site.site_key)
    rows = tuple((OUTCOMES.get(name, name), outcomes[Outcome(name)]) for name in OUTCOMES if name in outcomes)
    texts = (f"各来源提到的网址共 {sum(outcomes.values()):,} 个，每个网址恰有一个结果。",)
    yield Section("网址与结果", texts, (), ("结果", "网址数"), rows)
    sources = archiving.count_sources(connection, site.site_key)
    told = tuple((SOURCES.get(name, name), number) for name, number in sources.items())
    yield Section("网址由谁提到", ("同一网址可由几个来源提到，各计一次。",), (), ("来源", "网址数"), told)
    reasons = archiving.count_reasons(connection, site.site_key, tuple(map(str, FAILED)))
    if reasons:
        yield Section("没有得到内容的网址", (), (), ("结果", "原因", "网址数"), tuple(map(_reason, reasons)))


def _reason(row: Row[Any]) -> tuple[str, str, int]:
    words = reason_words(row.reason) if row.reason else "服务器答复错误，应答已存"
    return OUTCOMES.get(row.outcome, row.outcome), words, row.number


def _rules(connection: Connection, site: Row[Any]) -> Section:
    terms = last_entry(connection, site.site_key, "capture", "terms") or {}
    if terms.get("http.robots") == "ignore":
        robots = f"未按 robots.txt 限制采集，授权依据：{terms.get('http.robots_authorisation') or '未写明'}"
    else:
        robots = "遵守各主机的 robots.txt"
    reasons = archiving.count_reasons(connection, site.site_key, tuple(map(str, LEFT_OUT)))
    own = [("单位自己的规则", name) for name in sorted(terms) if name.startswith("mappings/")]
    text = "下列网址按所列规则没有请求或没有归入，规则和责任人记在台账里。" if reasons else "没有按规则略过的网址。"
    rows = tuple(map(_reason, reasons))
    return Section("采集规则", (text,), (("robots.txt", robots), *own), ("结果", "规则或原因", "网址数"), rows)


def _again(connection: Connection, site: Row[Any]) -> Iterator[Section]:
    rows = []
    for row in archiving.rounds_of(connection, site.site_key):
        found = count_differences(connection, site.site_key, row.number)
        told = "，".join(f"{DIFFERENCES.get(kind, kind)} {number}" for kind, number in sorted(found.items()))
        ended = moment(row.ended_at) if row.ended_at else "尚未完成"
        rows.append((f"第 {row.number} 次", moment(row.began_at), ended, told or "—"))
    texts = ("冻结期内对全站再次采集，与前一次逐个网址比较，用来说明采集期间网站有没有变化。",)
    if rows:
        yield Section("再次采集", texts, (), ("次数", "开始", "结束", "与前一次比较"), tuple(rows))
    else:
        yield Section("再次采集", ("没有再次采集，采集期间网站有没有变化未作比较。",))


def _screening(connection: Connection, work: Work, site: Row[Any]) -> Section:
    kinds = read_screening(work.workspace / MAPPINGS).kinds
    held = kinds_of_held_pages(connection, site.site_key)
    found = Counter(kind for one in held.values() for kind in one)
    released = archiving.released_findings(connection, site.site_key)
    texts = (
        f"有 {len(held)} 个页面或附件经内容审查暂不公开，这里只放说明页，原始记录留在 WARC 中。"
        if held
        else "没有经内容审查暂不公开的页面。",
    )
    rows = tuple((kinds[kind].title if kind in kinds else kind, number) for kind, number in sorted(found.items()))
    points = tuple(f"放行 {number} 处：{said}" for said, number in released.items())
    return Section("内容审查", texts, (), ("暂不公开的原因", "页面或附件"), rows, points)


def _stamp() -> Section:
    return Section("归档标识与还原", (STAMP_TOLD,))


def _limits(connection: Connection, site: Row[Any]) -> Section:
    numbers = archiving.count_limits(connection, site.site_key)
    counted = (
        f"以表单（POST）方式采到的应答 {numbers['posted']:,} 个：没有可以打开的网址，只存在 WARC 中，不在归档页面里；",
        f"没有收全的应答 {numbers['truncated']:,} 个，请求没有得到应答 {numbers['failed']:,} 次，均记在台账里。",
    )
    return Section("哪些无法得知", (), points=(*UNKNOWABLE, *counted))


def _warcs(connection: Connection, work: Work, site: Row[Any]) -> Iterator[Section]:
    files = archiving.warc_files(connection, site.site_key)
    rows = tuple((one.warc, readable_size(one.end), one.captured, moment(one.first), moment(one.last)) for one in files)
    texts = ("采集到的全部应答存在下列文件里，路径相对于工作目录；移交包中在 data/ 之下。",)
    yield Section("WARC 文件", texts, (), ("文件", "大小", "记录数", "第一条", "最后一条"), rows)
    names = " ".join(one.warc for one in files)
    code = "\n".join(
        [
            "# 1 清单没有改动：下面的摘要应等于 seal/seal.json 中的 manifest_sha256",
            "sha256sum seal/manifest.jsonl",
            "# 2 文件没有改动：逐个列出摘要，应与 seal/manifest.jsonl 中同一路径的 sha256 相同",
            f"sha256sum {names}",
            "# 3 或一次核对清单中的全部文件",
            f"{SUMS} seal/manifest.jsonl | sha256sum -c --quiet",
            "# 移交包另有通用的校验清单，在包的文件夹里运行",
            "sha256sum -c --quiet manifest-sha256.txt",
        ]
    )
    said = (
        "封存（migrate seal）在归档之后进行，因此摘要不写在本页，而在工作目录或移交包的 seal/ 文件夹里。",
        "在该文件夹的上一级目录里运行下面的命令，不需要本软件；有签名的，再用 seal/public-key.pem 验证 seal/seal.sig。",
    )
    yield Section("怎样核验", said, code=code)
