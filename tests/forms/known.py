"""Facts of the invented county, as full as they can be and as empty as they can be, for every kind of document."""

from dataclasses import replace
from datetime import UTC, datetime

from migrate.forms.facts import Accounting, site_facts
from migrate.model import Action, Decision, Reason, Site, Verdict

AS_OF = datetime(2026, 3, 11, 1, 5, tzinfo=UTC)
CELLS = {
    "网站类型": "县级政府部门网站",
    "负责人/姓名": "甲某",
    "负责人/职务": "局长",
    "负责人/电话": "0000-0000001",
    "联系人": "乙某",
    "联系人电话": "0000-0000002",
    "联系人邮箱": "yi@nyncj.qiyun.gov.example",
    "办公地址": "栖云县城关镇人民路1号",
    "拟关停时间": "2026-06-30",
    "工信部ICP备案号": "栖ICP备00000001号-1",
    "国际联网备案号": "栖公网安备00000000000001号",
    "党政机关网站标识": "CA000000000000000000001",
    "IP地址": "192.0.2.7",
    "接入方式": "托管主机",
    "承办单位": "栖云县信息中心",
    "主管单位": "栖云县人民政府办公室",
    "是否纳入全国政府网站信息报送系统": "是",
    "运行现状/运行状态": "内容单一、更新数量少",
    "运行现状/最后更新时间": "2026-02-20",
    "更新数量": "10",
    "内容保障能力": "一般，信息来源少",
    "技术保障能力": "有",
    "特殊情况类型": "承担网上业务系统",
    "上级部门要求或绩效考评要求": "有，上级主管部门统一对接要求",
    "需保留的内容": "工作动态、通知公告、政策文件、政策解读",
    "拟迁入栏目": "部门频道—农业农村",
    "省": "某省",
    "市": "某市",
    "县": "栖云县",
    "级别": "3",
    "门户": "0",
}
THIN = "清理工作实施方案：内容单一、更新数量少的，迁移后按程序申请永久关停、注销"
SITE = Site(
    "9901230012",
    "栖云县农业农村局网站",
    "http://nyncj.qiyun.gov.example/",
    "清理表.xlsx",
    "清理表",
    7,
    other_urls=("http://www.nyncj.qiyun.gov.example/index.asp",),
    site_code="9901230012",
    owner="栖云县农业农村局",
    original=CELLS,
    target="部门频道—农业农村",
)
DECISION = Decision(
    "9901230012",
    Verdict.MIGRATE,
    Action.MIGRATE_CHANNEL,
    True,
    (
        Reason("listed_thin", THIN, "更新数量少", ("更新数量 I7",)),
        Reason("operator", "县政府办复核意见", "同意关停"),
    ),
    (),
    (),
    False,
)
ACCOUNTING = Accounting(
    outcomes={"stored": 58, "revisit": 3, "error": 4},
    articles=23,
    channels={"通知公告": 12, "工作动态": 10},
    attachments=6,
    archived_pages=30,
    redirects=31,
    waiting=("1 篇文章含身份证号，等待人工确定", "1 个附件原网站已无法下载"),
)
ADDRESSES = [
    {"channel": "部门频道 > 农业农村 > 通知公告", "url": "http://www.qiyun.gov.example/nync/tzgg/", "articles": 12},
    {"channel": "部门频道 > 农业农村 > 工作动态", "url": "http://www.qiyun.gov.example/nync/gzdt/", "articles": 10},
]
STEPS = {
    "applied": "2026-03-02",
    "approved": "2026-03-20",
    "notice": "2026-03-23",
    "offline": "2026-06-30",
    "icp": "2026-07-02",
    "domain_cancelled": "2026-07-09",
    "rows": [
        {
            "name": "采集完毕",
            "duty": "旧网站全部网址采集完毕",
            "who": "政府办公室",
            "due": "",
            "done": "2026-02-27",
            "person": "丙某",
        },
        {
            "name": "提出关停申请",
            "duty": "主办单位负责人同意后提出永久下线申请",
            "who": "主办单位",
            "due": "",
            "done": "2026-03-02",
            "person": "甲某",
        },
        {
            "name": "公告期满",
            "duty": "公告保留期满，截图留存后撤下",
            "who": "主办单位",
            "due": "2026-04-22",
            "done": "",
            "person": "乙某",
        },
    ],
}
OFFICE = {
    "name": "栖云县人民政府办公室",
    "phone": "0000-0000000",
    "contact": "丙某",
    "address": "栖云县城关镇人民路2号",
    "email": "office@qiyun.gov.example",
    "police_office": "栖云县公安局",
    "badge_office": "中共栖云县委机构编制委员会办公室",
    "superior": "某市人民政府办公室",
    "addressees": "各镇人民政府，县政府各部门",
    "next_steps": "督促未申请关停的单位尽快报送申请，对已迁移的内容逐项核对",
    "finish_by": "2026-04-10",
    "archive_url": "http://archive.qiyun.gov.example/9901230012/",
}
PORTAL = {
    "name": "栖云县人民政府门户网站",
    "base_url": "http://www.qiyun.gov.example/",
    "url": "http://www.qiyun.gov.example/nync/",
    "addresses": ADDRESSES,
}
SUPPLIED = {
    "document": "某厅〔2025〕8号",
    "holder": "栖云县农业农村局",
    "difference": "无",
    "years": "6",
    "registrar": "某域名注册服务机构",
    "approval": "某办函〔2026〕12号",
    "reason": "机房供电线路改造",
    "down_from": "2026-05-01",
    "down_until": "2026-05-10",
    "services": "办事服务由栖云县人民政府门户网站和办事大厅窗口提供",
}
CLAUSES = (
    (1, "网址集合", "任何来源提到过的网址都在台账中", "holds", 65, []),
    (2, "一址一果", "每个网址有且只有一个结果", "holds", 65, []),
    (3, "正文完整", "记为已存的正文都已收全", "holds", 61, []),
    (4, "先存后记", "台账记到的记录都在磁盘上", "holds", 12, []),
    (5, "逐条复读", "每条记录读出的摘要与台账相符", "broken", 65, [{"item": "x"}]),
    (6, "可还原", "归档页面可以还原成采集到的字节", "holds", 30, []),
    (7, "已封存", "封存清单与磁盘上的文件相符", "unasked", 0, []),
    (8, "如实收尾", "以上各条都成立才称完成", "broken", 2, [{"item": "逐条复读"}]),
)
VERIFY = {
    "at": "2026-03-10",
    "holds": False,
    "estimate": "按链接和网站地图两个来源估计，未见页面约 2 个（95% 区间 0–5 个）",
    "second": "二次采集新增 0 个、消失 0 个、变化 1 个网址",
    "limits": ["需要登录的页面没有采集", "只凭提交表单才能到达的内容无从得知"],
    "clauses": [
        {"number": number, "name": name, "says": says, "state": state, "checked": checked, "faults": faults}
        for number, name, says, state, checked, faults in CLAUSES
    ],
}
TOTALS = {
    "sites": 6,
    "confirmed": 5,
    "captured": 3,
    "migrated": 2,
    "archived": 2,
    "closed": 1,
    "articles": 61,
    "moved": 40,
    "pages": 88,
    "dead": 7,
    "waiting": 3,
    "overdue": 2,
}
PROGRESS = {
    "month": "2026-03",
    "as_of": "2026-03-20",
    "total": TOTALS,
    "by_stage": {"保留": 2, "已迁移": 2, "意见待确定": 1, "已关停注销": 1},
    "by_verdict": {"保留": 2, "迁移": 2, "关停": 2},
    "units": [
        {
            "unit": "栖云县农业农村局",
            "sites": 1,
            "confirmed": 1,
            "captured": 1,
            "migrated": 1,
            "archived": 1,
            "closed": 0,
            "moved": 22,
            "overdue": 0,
        },
        {
            "unit": "栖云县旅游局",
            "sites": 1,
            "confirmed": 1,
            "captured": 1,
            "migrated": 1,
            "archived": 1,
            "closed": 0,
            "moved": 18,
            "overdue": 2,
        },
    ],
    "difficulties": ["栖云县旅游局：2 个网址无法访问", "栖云县地方志办公室：原开发公司已停止维护"],
}
OVERDUE = [
    {"unit": "栖云县旅游局", "site_name": "栖云旅游网", "what": "迁移建设、关停并转", "due": "2026-03-10", "days": 10},
    {"unit": "栖云县旅游局", "site_name": "", "what": "每月进度", "due": "2026-03-19", "days": 1},
]
PERIODS = {"closure_notice": {"value": 30, "unit": "天", "mark": "V"}}


RULES = {"listed_thin": "已纳入但内容单薄"}


def full_facts(scope: str = "site", **changes: object) -> dict[str, object]:
    """Everything that anybody could know, for a document about a site, a unit or all."""
    site = {**site_facts(SITE, DECISION, ACCOUNTING, "archive/9901230012/index.html", AS_OF, RULES), "supplied": {}}
    other = replace(
        SITE, site_key="k2", site_code=None, site_name="栖云县水产站网", url="http://scz.qiyun.gov.example/"
    )
    second = {
        **site_facts(other, DECISION, ACCOUNTING, None, AS_OF, RULES),
        "supplied": {"cause": "机构撤销，无力维护"},
    }
    sites = [site, second]
    facts: dict[str, object] = dict(site) if scope == "site" else {"sites": sites, "cells": CELLS, "as_of": AS_OF}
    facts |= {
        "unit": {"name": "栖云县农业农村局", "sites": sites, "siblings": ["栖云县水产站网"]},
        "office": OFFICE,
        "portal": PORTAL,
        "new_addresses": ADDRESSES,
        "steps": STEPS,
        "periods": PERIODS,
        "verify": VERIFY,
        "supplied": SUPPLIED,
        "paper": {"number": "栖政办〔2026〕3号", "date": "2026-03-12"},
        "progress": PROGRESS,
        "overdue": OVERDUE,
    }
    return {**facts, **changes}


def empty_facts(scope: str = "site") -> dict[str, object]:
    """Nothing known but the time."""
    nobody = Site("x", " \u200b", None, "", None, 1)
    undecided = Decision("x", Verdict.UNDECIDED, None, False, (), (), (), True)
    return site_facts(nobody, undecided, Accounting(), None, AS_OF) if scope == "site" else {"as_of": AS_OF}
