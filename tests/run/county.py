"""栖云县 in large: a clean-up sheet of 60 invented sites in 20 units, with every action and hostile names."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.schema import runs
from migrate.ledger.sites import enter_sites
from migrate.model import Action, Decision, Reason, Site, Verdict
from migrate.run.classify import classify
from migrate.run.work import Silent
from migrate.settings import Settings
from tests.sheet.building import save

DAY = date(2017, 2, 22)
UNITS, SITES = 20, 60
HEADS = [
    *("主办单位", "网站名称", "网址", "网站标识码", "是否纳入全国政府网站信息报送系统", "运行状态", "最后更新时间"),
    *("更新数量", "内容保障能力", "技术保障能力", "特殊情况类型", "上级部门要求或绩效考评要求", "拟迁入栏目"),
    *("网站类型", "负责人姓名", "联系人姓名", "联系电话", "ICP备案号"),
]
LONG = "栖云县" + "关于进一步加强和规范" * 12 + "办公室"  # more than 100 characters
# What a name must never do: leave its folder, become a formula, markup or a placeholder, break a line, name a device.
HOSTILE_NAMES = (
    "../../../etc/passwd", "CON", "栖云<b>网</b>", "{{ 7*7 }}{% raw %}", "+cmd|' /C calc'!A0", LONG,
    "名称\n带换行", "a|b*c?d:e", "aux.docx", "\u202e反写网",
)  # fmt: skip
HOSTILE_UNITS = {17: "县教育局（中小学/幼儿园）", 18: "县教育局（中小学／幼儿园）", 19: LONG + "单位"}


@dataclass(frozen=True)
class Row:
    """One line of the sheet and the action that the rules must find for it."""

    cells: list[object]
    action: str


# Facts of a line after the code, by the action that the rules of the interface give them.
_FACTS: dict[str, tuple[object, ...]] = {
    "self_close": ("否", "长期未更新", "2012年6月20日", 0, "无", "无", "无", "无", "—"),
    "migrate_channel": ("是", "内容单一、更新数量少", "2017-02-20", 10, "一般", "有", "无", "无", "部门频道"),
    "migrate_subsite": (
        "是", "正常", "2017-02-20", 400, "有保障", "无长期可靠技术保障", "无", "有，上级考评要求", "子站",
    ),
    "exception": ("是", "正常", "2017-02-21", 900, "有保障", "有保障", "承担网上招投标等专门业务系统", "无", "—"),
    "already_closed": ("否", "已注销", "2014年9月", 0, "无", "无", "无", "无", "—"),
}  # fmt: skip
_ORDER = ["self_close"] * 4 + ["migrate_channel"] * 4 + ["migrate_subsite", "exception", "exception", "already_closed"]


def rows() -> list[Row]:
    """Sixty lines: three a unit, actions in turn; every sixth has a hostile name, every fifth no contact."""
    made = []
    for number in range(SITES):
        action = _ORDER[number % len(_ORDER)]
        listed = _FACTS[action][0] == "是"
        name = HOSTILE_NAMES[number // 6] if number % 6 == 5 else f"栖云县第{number:02}网"
        unit = HOSTILE_UNITS.get(number % UNITS, f"栖云县第{number % UNITS:02}局")
        contact = ["", ""] if number % 5 == 0 else [f"联系人{number:02}", f"0000-00{number:05}"]
        code = f"99012300{number:02}" if listed else ""
        cells: list[object] = [unit, name, f"http://w{number:02}.qiyun.gov.example/", code]
        cells += [*_FACTS[action], "县级政府部门网站", f"负责人{number:02}", *contact, ""]
        made.append(Row(cells, action))
    return made


def sheet(folder: Path) -> Path:
    """Write the clean-up sheet."""
    return save(folder / "清理表.xlsx", [HEADS, *(row.cells for row in rows())])


def classified(workspace: Path, settings: Settings | None = None) -> Path:
    """Make a workspace in which the county is classified."""
    workspace.mkdir(parents=True, exist_ok=True)
    classify(workspace, settings or Settings(), Silent(), [str(sheet(workspace))], as_of=DAY)
    return workspace


def decided(ledger: Ledger, sites: list[tuple[Site, Action]]) -> None:
    """Enter sites with confirmed decisions, without a sheet."""
    verdicts = {Action.EXCEPTION: Verdict.KEEP, Action.PORTAL: Verdict.KEEP, Action.SELF_CLOSE: Verdict.CLOSE}
    verdicts[Action.ALREADY_CLOSED] = Verdict.CLOSE
    with ledger.begin() as connection:
        connection.execute(runs.insert().values(command="classify", started_at="x", operator="x", version="0"))
        ledger.run_id = 1
        enter_sites(connection, [site for site, _ in sites])
        made = (
            Made(
                Decision(
                    site.site_key, verdicts.get(action, Verdict.MIGRATE), action, False,
                    (Reason("listed_thin", "依据", "事实"),), (), (), False,
                ),
                confirmed=True,
            )
            for site, action in sites
        )  # fmt: skip
        enter_decisions(connection, ledger, made)


def small(workspace: Path, sites: list[tuple[Site, Action]]) -> Path:
    """Make a workspace with these sites."""
    workspace.mkdir(parents=True, exist_ok=True)
    with open_ledger("", workspace) as ledger:
        decided(ledger, sites)
    return workspace


def site(number: int, owner: str = "栖云县农业农村局", **more: object) -> Site:
    """Give an invented site."""
    values: dict[str, object] = {
        "site_key": f"99012300{number:02}", "site_code": f"99012300{number:02}", "site_name": f"栖云第{number}网",
        "url": f"http://w{number}.qiyun.gov.example/", "file": "清理表.xlsx", "sheet": "清理表", "row": number + 2,
        "owner": owner,
        "original": {"联系人姓名": f"联系人{number}", "联系电话": "0000-0000101"},
    }  # fmt: skip
    return Site(**{**values, **more})  # type: ignore[arg-type]
