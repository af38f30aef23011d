"""Forms as offices draw them: groups at the left edge, numbered items, a column of explanations, labels left blank."""

from tests.sheet.gallery.case import CHANNEL, EXCEPTION, MERGED, SELF_CLOSE, Case, Sheet, also, site, skip

GROUPED = Case("a form with merged groups at its left edge", (Sheet([
    skip("政府网站主办单位自查清理表"),
    site(["基本情况", "网站名称", "栖云农经网", "网址", "http://njj.qiyun.gov.example"],
         "栖云农经网", "http://njj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县农经局"),
    also(None, "主办单位", "栖云县农经局", "网站标识码", "无"),
    also("运行情况", "是否纳入报送系统", "□是  ■否", "最后更新时间", "2014年3月"),
    also(None, "内容保障能力", "□有  ■无", "技术保障能力", "□有  ■无"),
    also("分类意见", "□保留  □迁移  ■关停", None, None, None),
    skip("主要负责人签字：", None, None, "（盖章）", None),
], merges=("A1:E1", "A2:A3", "A4:A5", "B6:E6")),), MERGED)  # fmt: skip

ITEMS = Case("a form of three columns: number, item, answer", (Sheet([
    skip("政府网站自查清理表"),
    skip("序号", "项目", "填写内容"),
    site([1, "网站名称", "栖云史料网"], "栖云史料网", "http://slw.qiyun.gov.example/", CHANNEL,
         owner="栖云县史志办", code="1399000701"),
    also(2, "网址", "slw.qiyun.gov.example"),
    also(3, "网站标识码", "1399000701"),
    also(4, "主办单位", "栖云县史志办"),
    also(5, "是否纳入报送系统", "是"),
    also(6, "最后更新时间", "2014年3月"),
    also(7, "分类意见", "迁移"),
], merges=("A1:C1",)),), MERGED)  # fmt: skip

EXPLAINED = Case("a form with a column of explanations at the right", (Sheet([
    skip("项目", "填写内容", "填写说明"),
    site(["网站名称", "栖云考录网", "填写网站全称"], "栖云考录网", "http://kl.qiyun.gov.example/", EXCEPTION,
         owner="栖云县人社局", code="1399000702"),
    also("网址", "kl.qiyun.gov.example", "填写首页地址，以http://开头"),
    also("网站标识码", "1399000702", "十位数字"),
    also("主办单位", "栖云县人社局", "填写单位全称"),
    also("是否纳入报送系统", "是", "填写是或否"),
    also("最后更新时间", "2017年2月10日", "首页最近一次更新信息的时间"),
    also("内容保障能力", "有", "填写有或无"),
    also("技术保障能力", "有", "填写有或无"),
    also("特殊情况类型", "公务员考试录用", "没有的填写无"),
    also("分类意见", "例外", "保留、迁移、关停、例外"),
]),), MERGED)  # fmt: skip

BLANK_VALUES = Case("a form whose labels stand beside each other because a value was left blank", (Sheet([
    skip("网站清理情况表"),
    site(["网站名称：", "栖云棋院网", "网址：", None], "栖云棋院网", None, SELF_CLOSE, owner="栖云县体育局",
         flags=["bad_url"], review=True),
    also("网站标识码：", None, "主办单位：", "栖云县体育局"),
    also("是否纳入报送系统：", "否", "最后更新时间：", "2013年"),
    also("需保留内容：", None, "分类意见：", "关停"),
], merges=("A1:D1",)),), MERGED)  # fmt: skip

CASES = [GROUPED, ITEMS, EXPLAINED, BLANK_VALUES]
