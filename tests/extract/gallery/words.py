# ruff: noqa: E501  (word lists)
"""Invented official Chinese of 栖云县: titles, sentences, tables; the same for a seed, and nobody real."""

from random import Random

OFFICES = (
    "栖云县农业农村局", "栖云县教育体育局", "栖云县水务局", "栖云县卫生健康局", "栖云县住房和城乡建设局", "栖云县文化旅游局",
    "栖云县交通运输局", "栖云县民政局", "栖云县林业局", "栖云县市场监督管理局", "栖云县统计局", "栖云县审计局",
)  # fmt: skip
PAPERS = ("栖云日报", "栖云县融媒体中心", "栖云县人民政府办公室", "云岭晨报", "县防汛办", "本站原创", "栖云发布")
PENS = ("某甲", "某乙", "云小禾", "栖小宣", "陆某某", "通讯员 某丙")
TOWNS = ("云岭镇", "石桥镇", "柳溪乡", "白塘镇", "桂坪乡", "青石镇", "龙潭街道", "梨花乡")
TOPICS = (
    "春季农业生产", "森林防火", "安全生产隐患排查", "饮用水源地保护", "农村危房改造", "义务教育阶段招生", "地质灾害防治",
    "城乡居民医疗保险参保缴费", "病媒生物防制", "道路交通安全整治", "基层公共文化服务", "高标准农田建设", "河道清淤疏浚",
    "食品安全监督抽检", "退役军人就业服务", "农产品质量安全", "小微企业帮扶", "村级财务公开", "古树名木保护", "防汛抗旱",
)  # fmt: skip
DEEDS = ("做好", "进一步加强", "全面推进", "认真开展", "切实抓好", "规范", "印发", "组织实施")
PAPERS_OF_OFFICE = (
    "工作的通知",
    "工作方案的通知",
    "专项行动的公告",
    "有关事项的通告",
    "情况的通报",
    "工作的实施意见",
    "补助资金的公示",
)
WHO = (
    "各乡镇人民政府", "县直各有关单位", "全县农技人员", "各村民委员会", "有关企业负责人", "县水利工程管理站", "驻村工作队",
    "督查组一行", "各学校（园）", "与会人员", "县级河长", "基层网格员",
)  # fmt: skip
HOW = (
    "要提高政治站位", "深入田间地头", "按照职责分工", "坚持问题导向", "结合本地实际", "采取有力措施", "逐户逐项登记造册", "实地查看现场",
    "通过座谈交流、查阅资料等方式", "严格落实责任制", "在前期摸底的基础上", "充分利用广播、宣传栏和微信群",
)  # fmt: skip
DONE = (
    "明确了时间表和路线图", "抓紧补齐短板弱项", "确保各项任务按期完成", "将发现的问题逐一反馈并限期整改", "把惠民政策送到群众家门口",
    "建立健全长效管理机制", "详细了解项目进度和资金使用情况", "做到早部署、早动员、早落实", "引导群众自觉参与监督", "排查各类风险点",
    "努力提升服务水平", "形成齐抓共管的良好局面",
)  # fmt: skip
ENDS = (
    "取得了阶段性成效",
    "受到群众好评",
    "为下一步工作打下了坚实基础",
    "请认真贯彻执行",
    "逾期不予受理",
    "有关情况及时上报",
    "此项工作将持续到年底",
)
HEADS = ("指导思想", "工作目标", "主要任务", "保障措施", "时间安排", "有关要求", "申报条件", "办理流程")
COLUMNS = ("单位", "项目名称", "建设地点", "投资额（万元）", "完成时限", "责任单位", "联系电话", "备注", "数量", "等次")
RARE = "喆镕㙍䶮𠮷"
PLAIN = "喆镕囍彧珺"


def topic(draw: Random) -> str:
    """Give what a text is about."""
    return draw.choice(TOPICS)


def official_title(draw: Random) -> str:
    """Give the title of a notice."""
    year = draw.choice(("", "", f"{draw.randint(2009, 2018)}年", f"{draw.randint(2009, 2018)}年度"))
    head = draw.choice(("", "", draw.choice(OFFICES), draw.choice(TOWNS)))
    return f"{head}关于{draw.choice(DEEDS)}{year}{topic(draw)}{draw.choice(PAPERS_OF_OFFICE)}"


def news_title(draw: Random) -> str:
    """Give the title of a piece of news."""
    return draw.choice((
        f"{draw.choice(OFFICES)}召开{topic(draw)}工作推进会",
        f"我县{topic(draw)}工作取得新成效",
        f"{draw.choice(TOWNS)}：{topic(draw)}暖民心",
        f"县领导到{draw.choice(TOWNS)}调研{topic(draw)}工作",
        f"“{topic(draw)}”主题宣传活动走进{draw.choice(TOWNS)}",
        f"{draw.choice(OFFICES)}{draw.randint(2010, 2018)}年第{draw.choice('一二三四')}季度{topic(draw)}工作总结",
    ))  # fmt: skip


def sentence(draw: Random) -> str:
    """Give one sentence."""
    number = draw.choice((
        "", "", f"，累计投入资金{draw.randint(12, 980)}.{draw.randint(1, 9)}万元", f"，惠及群众{draw.randint(120, 9800)}人次",
        f"，共完成{draw.randint(3, 96)}处", f"，同比增长{draw.randint(1, 19)}.{draw.randint(1, 9)}%",
    ))  # fmt: skip
    return f"{draw.choice(WHO)}{draw.choice(HOW)}，围绕{topic(draw)}{draw.choice(DONE)}{number}，{draw.choice(ENDS)}。"


def passage(draw: Random, least: int = 1, most: int = 4) -> str:
    """Give a paragraph; some of them name a date, as texts do."""
    text = "".join(sentence(draw) for _ in range(draw.randint(least, most)))
    if draw.random() < 0.3:
        text = f"{draw.randint(2008, 2018)}年{draw.randint(1, 12)}月{draw.randint(1, 28)}日，{text}"
    return text


def grid(draw: Random, rows: int, width: int) -> list[list[str]]:
    """Give a table's texts, its heading row first."""
    heads = draw.sample(COLUMNS, width)
    return [heads, *[[_entry(draw, head, row) for head in heads] for row in range(1, rows)]]


def _entry(draw: Random, head: str, row: int) -> str:
    if "额" in head or "数量" in head:
        return f"{draw.randint(1, 900)}.{draw.randint(0, 99):02}"
    if "时限" in head:
        return f"{draw.randint(2010, 2018)}年{draw.randint(1, 12)}月"
    if "电话" in head:
        return f"0000-{draw.randint(1000000, 9999999)}"
    return draw.choice((draw.choice(TOWNS), draw.choice(OFFICES), topic(draw), f"{row}标段", "合格"))
