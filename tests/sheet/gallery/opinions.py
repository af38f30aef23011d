"""The owner's and the office's opinions: one cell, two columns, ticked options; they never decide."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    SELF_CLOSE,
    SUBSITE,
    UNDECIDED,
    Case,
    Sheet,
    site,
    skip,
)  # fmt: skip

KEEP, DIFFER = "keep_for_township_or_department", "owner_office_differ"

TICKED_COLUMNS = Case("options as columns with ticks", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", None, "最后更新时间", "分类意见", None, None),
    skip(None, None, None, None, "是", "否", None, "保留", "迁移", "关停"),
    site([1, "栖云党史网", "dsb.qiyun.gov.example", "栖云县党史办", None, "√", "2014年", None, None, "√"],
         "栖云党史网", "http://dsb.qiyun.gov.example/", SELF_CLOSE, owner="栖云县党史办"),
    site([2, "栖云移民网", "ymj.qiyun.gov.example", "栖云县移民局", "√", None, "2014年", None, "√", None],
         "栖云移民网", "http://ymj.qiyun.gov.example/", CHANNEL, owner="栖云县移民局"),
    site([3, "栖云畜牧网", "xmj.qiyun.gov.example", "栖云县畜牧局", "√", None, "2014年", "√", None, None],
         "栖云畜牧网", "http://xmj.qiyun.gov.example/", CHANNEL, owner="栖云县畜牧局", flags=[KEEP], review=True),
    site([4, "栖云水产网", "scj.qiyun.gov.example", "栖云县水产局", None, None, "2014年", None, None, None],
         "栖云水产网", "http://scj.qiyun.gov.example/", UNDECIDED, owner="栖云县水产局",
         missing=["listed"], review=True),
], merges=("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2", "H1:J1")),), ANY)  # fmt: skip

TWO_OPINIONS = Case("the owner's opinion and the office's, alike and not", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间", "主办单位意见", "县政府办意见"),
    site(["甲网", "a01.example", "否", "2014年", "关停", "关停"], "甲网", "http://a01.example/", SELF_CLOSE),
    site(["乙网", "a02.example", "否", "2014年", "迁移", "关停"],
         "乙网", "http://a02.example/", SELF_CLOSE, flags=[DIFFER], review=True),
    site(["丙网", "a03.example", "是", "2014年", "关停", "迁移至门户网站"],
         "丙网", "http://a03.example/", CHANNEL, flags=[DIFFER], review=True),
    site(["丁网", "a04.example", "否", "2014年", "拟关停", "永久下线"], "丁网", "http://a04.example/", SELF_CLOSE),
    site(["戊网", "a05.example", "否", "2014年", "自主关停、注销", "同意"], "戊网", "http://a05.example/", SELF_CLOSE),
    site(["己网", "a06.example", "是", "2014年", "关停并转", "迁移"], "己网", "http://a06.example/", CHANNEL),
    site(["庚网", "a07.example", "是", "2014年", None, "迁移"], "庚网", "http://a07.example/", CHANNEL),
    site(["辛网", "a08.example", "是", "2014年", "整合", "并入政务公开栏目"], "辛网", "http://a08.example/", CHANNEL),
]),), ANY)  # fmt: skip

FORM_OF_MIGRATION = Case("subsite or channel, as the opinions ask, where the site is demanded and has no technicians",
(Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间", "内容保障能力", "技术保障能力", "上级要求",
         "分类意见"),
    site(["甲网", "a01.example", "是", "2017-02-01", "有", "无", "省厅要求开设", "以子站形式迁移"],
         "甲网", "http://a01.example/", SUBSITE),
    site(["乙网", "a02.example", "是", "2017-02-01", "有", "无", "省厅要求开设", "作为栏目、频道迁移"],
         "乙网", "http://a02.example/", CHANNEL),
    site(["丙网", "a03.example", "是", "2017-02-01", "有", "无", "省厅要求开设", "迁移"],
         "丙网", "http://a03.example/", CHANNEL),
    site(["丁网", "a04.example", "是", "2017-02-01", "有", "无", "省厅要求开设", None],
         "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "否", "2017-02-01", "有", "无", "省厅要求开设", "迁移为子站"],
         "戊网", "http://a05.example/", SUBSITE),
    # no demand: the form asked for changes nothing
    site(["己网", "a06.example", "是", "2014年", "有", "无", "无", "迁移为子站"],
         "己网", "http://a06.example/", CHANNEL),
]),), ANY)  # fmt: skip

CASES = [TICKED_COLUMNS, TWO_OPINIONS, FORM_OF_MIGRATION]
