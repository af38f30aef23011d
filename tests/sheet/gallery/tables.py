"""Several tables in one sheet, several sheets in one workbook, several files in one call."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    SELF_CLOSE,
    UNDECIDED,
    Case,
    Sheet,
    blank,
    site,
    skip,
)  # fmt: skip

OTHER_COLUMNS_BELOW = Case("a second table with other columns below the first", (Sheet([
    skip("网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site(["栖云体育网", "tyj.qiyun.gov.example", "栖云县体育局", "否", "2013年"],
         "栖云体育网", "http://tyj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县体育局"),
    skip("合计", 1),
    skip("备注：乡镇网站另列如下"),
    blank(),
    skip("编号", "报送系统状态", "单位名称", "网站名", "域名", "更新情况"),
    site([1, "未纳入", "青石乡人民政府", "青石乡之窗", "qsx.qiyun.gov.example", "长期未更新"],
         "青石乡之窗", "http://qsx.qiyun.gov.example/", SELF_CLOSE, owner="青石乡人民政府"),
]),), ANY)  # fmt: skip

TITLE_BETWEEN = Case("two tables with the same columns and a title between them", (Sheet([
    skip("一、县直部门网站"),
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([1, "栖云科技网", "kjj.qiyun.gov.example", "栖云县科技局", "是", "2013年"],
         "栖云科技网", "http://kjj.qiyun.gov.example/", CHANNEL, owner="栖云县科技局"),
    blank(),
    skip("二、乡镇网站"),
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([1, "白鹿镇网", "blz.qiyun.gov.example", "白鹿镇人民政府", "否", "2013年"],
         "白鹿镇网", "http://blz.qiyun.gov.example/", SELF_CLOSE, owner="白鹿镇人民政府"),
    site([2, "青石乡之窗", "qsx.qiyun.gov.example", "青石乡人民政府", "否", "2013年"],
         "青石乡之窗", "http://qsx.qiyun.gov.example/", SELF_CLOSE, owner="青石乡人民政府"),
], merges=("A1:F1", "A5:F5")),), ANY)  # fmt: skip

HEADER = ("序号", "单位", "网站名称", "网址", "是否纳入报送系统", "最后更新时间")

SHEET_A_TOWN = Case("one sheet a town, a cover, a town without a site", (
    Sheet([
        skip("栖云县乡镇网站清理表"),
        skip("流水镇、青石乡、白鹿镇各一张"),
    ], title="封面"),
    Sheet([
        skip("流水镇"),
        skip(*HEADER),
        site([1, "流水镇人民政府", "流水镇网", "lsz.qiyun.gov.example", "否", "2013-05-01"],
             "流水镇网", "http://lsz.qiyun.gov.example/", SELF_CLOSE, owner="流水镇人民政府"),
    ], title="流水镇", merges=("A1:F1",)),
    Sheet([
        skip("青石乡"),
        skip(*HEADER),
        site([1, "青石乡人民政府", "青石乡之窗", "qsx.qiyun.gov.example", "是", "2013-05-01"],
             "青石乡之窗", "http://qsx.qiyun.gov.example/", CHANNEL, owner="青石乡人民政府"),
        site([2, "青石乡卫生院", "青石乡卫生院网站", "qswsy.qiyun.gov.example", None, "2013-05-01"],
             "青石乡卫生院网站", "http://qswsy.qiyun.gov.example/", UNDECIDED, owner="青石乡卫生院",
             missing=["listed"], review=True),
    ], title="青石乡", merges=("A1:F1",)),
    Sheet([
        skip("白鹿镇"),
        skip(*HEADER),
        skip(1, "白鹿镇人民政府", "无", "无", None, None),
    ], title="白鹿镇", merges=("A1:F1",)),
))  # fmt: skip

HIDDEN = Case("hidden rows are read, a hidden sheet is named, a dictionary sheet is no data", (
    Sheet([
        skip("网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
        site(["栖云档案网", "daj.qiyun.gov.example", "栖云县档案局", "否", "2013年"],
             "栖云档案网", "http://daj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县档案局"),
        site(["栖云史志网", "szb.qiyun.gov.example", "栖云县史志办", "是", "2013年"],
             "栖云史志网", "http://szb.qiyun.gov.example/", CHANNEL, owner="栖云县史志办"),
    ], hidden_rows=(3,)),
    Sheet([
        skip("网站名称", "网址"),
        skip("旧档案网", "old.qiyun.gov.example"),
    ], title="去年的表", hidden=True),
    Sheet([
        skip("是否", "分类意见", "运行现状"),
        skip("是", "保留", "正常"),
        skip("否", "迁移", "无法访问"),
        skip(None, "关停", "已关停"),
    ], title="字典"),
))  # fmt: skip

TWO_FILES = Case("one site in the files of two units: www, https, the same code", (
    Sheet([
        skip("网站名称", "网址", "网站标识码", "主办单位", "是否纳入报送系统", "最后更新时间"),
        site(["栖云安监网", "http://ajj.qiyun.gov.example", None, "栖云县安监局", "否", "2013年"],
             "栖云安监网", "http://ajj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县安监局",
             flags=["duplicate_site"], review=True),
        site(["栖云食药监网", "http://syj.qiyun.gov.example", "1399000031", "栖云县食药监局", "是", "2013年"],
             "栖云食药监网", "http://syj.qiyun.gov.example/", CHANNEL, owner="栖云县食药监局", code="1399000031",
             flags=["duplicate_site"], review=True),
        site(["栖云物价网", "http://wjj.qiyun.gov.example", None, "栖云县物价局", "否", "2013年"],
             "栖云物价网", "http://wjj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县物价局"),
    ], file="甲单位"),
    Sheet([
        skip("网站名称", "网址", "网站标识码", "主办单位", "是否纳入报送系统", "最后更新时间"),
        site(["栖云安全生产网", "https://www.ajj.qiyun.gov.example/", None, "栖云县应急局", "否", "2013年"],
             "栖云安全生产网", "https://www.ajj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县应急局",
             flags=["duplicate_site"], review=True),
        site(["栖云市场监管网", "http://scjg.qiyun.gov.example", "1399000031", "栖云县市场监管局", "是", "2013年"],
             "栖云市场监管网", "http://scjg.qiyun.gov.example/", CHANNEL, owner="栖云县市场监管局", code="1399000031",
             flags=["duplicate_site"], review=True),
    ], file="乙单位"),
), ANY)  # fmt: skip

CASES = [OTHER_COLUMNS_BELOW, TITLE_BETWEEN, SHEET_A_TOWN, HIDDEN, TWO_FILES]
