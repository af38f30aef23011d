"""Key-value forms: labels left, values right, several pairs a row, ticks in all styles; one or two forms a sheet."""

from tests.sheet.gallery.case import (
    CHANNEL,
    EXCEPTION,
    MERGED,
    SELF_CLOSE,
    Case,
    Sheet,
    also,
    blank,
    site,
    skip,
)  # fmt: skip

TICKED = Case("a form with several pairs a row, labels over two cells, boxes of all styles", (Sheet([
    skip("网站安全情况自查表"),
    site(["网站中文名", "栖云统计网", None, "网址", "http://tjj.qiyun.gov.example"],
         "栖云统计网", "http://tjj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县统计局"),
    also("网站责任单位", "栖云县统计局", None, "网站责任单位负责", "人及职务", "子 局长"),
    also("所在地", "栖云县", None, "工信部ICP备案号", "无"),
    also("IP地址", "192.0.2.40", None, "网站运行单位", "栖云某科技公司"),
    also("隶属关系", "□中央□省□地(区、市、州、盟)■县(区、市、旗)□其他___", None,
         "单位类型", "■政府机关□事业单位□国企□互联网□其他"),
    also("等级保护", "□二级□三级□四级■未定级", None, "等级测评", "□已开展■未开展"),
    also("是否纳入全国政府网站", "信息报送系统", "○是●否", "最后更新时间", "2015年3月"),
    also("内容保障能力", "□有 √无", None, "技术保障能力", "有□ 无☑"),
    also("分类意见", "□保留 □迁移 ☑关停", None, "需保留内容", "无"),
    skip("单位负责人签字：            （盖章）          年   月   日"),
], merges=("A1:F1", "A11:F11")),), MERGED)  # fmt: skip

FORM_A_SHEET = Case("one form a sheet", (
    Sheet([
        skip("政府网站主办单位自查清理表"),
        site(["网站名称", "栖云就业网"], "栖云就业网", "http://jyw.qiyun.gov.example/", CHANNEL,
             owner="栖云县人社局", code="1399000041"),
        also("网址", "jyw.qiyun.gov.example"),
        also("网站标识码", "1399000041"),
        also("主办单位", "栖云县人社局"),
        also("是否纳入报送系统", "■是 □否"),
        also("运行现状", "□正常 ■无法访问 □已关停"),
        also("最后更新时间", "2014年底"),
        also("内容保障能力", "■有 □无"),
        also("技术保障能力", "□有 ■无"),
        also("特殊情况类型", "无"),
        also("分类意见", "□保留 ■迁移 □关停"),
    ], title="就业网"),
    Sheet([
        skip("政府网站主办单位自查清理表"),
        site(["网站名称", "栖云考试网"], "栖云考试网", "http://ksw.qiyun.gov.example/", EXCEPTION,
             owner="栖云县教育局", code="1399000042"),
        also("网址", "ksw.qiyun.gov.example"),
        also("网站标识码", "1399000042"),
        also("主办单位", "栖云县教育局"),
        also("是否纳入报送系统", "●是 ○否"),
        also("运行现状", "●正常 ○无法访问 ○已关停"),
        also("最后更新时间", "2017-02-15"),
        also("内容保障能力", "[√]有 [ ]无"),
        also("技术保障能力", "（√）有 （ ）无"),
        also("特殊情况类型", "招生考试"),
        also("分类意见", "√例外 □迁移 □关停"),
    ], title="考试网"),
))  # fmt: skip

COLONS = Case("a form with its labels and values in one cell, parted by a colon", (Sheet([
    skip("网站情况登记表"),
    site(["网站名称：栖云文化网", "网址：http://whj.qiyun.gov.example"],
         "栖云文化网", "http://whj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县文化局"),
    also("主办单位：栖云县文化局", "是否纳入报送系统：否"),
    also("最后更新时间：2014年1月", "分类意见：关停"),
]),), MERGED)  # fmt: skip

TWO_FORMS = Case("two forms in one sheet", (Sheet([
    skip("网站自查表"),
    site(["网站名称", "栖云环保网", "网址", "hbj.qiyun.gov.example"],
         "栖云环保网", "http://hbj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县环保局"),
    also("主办单位", "栖云县环保局", "是否纳入报送系统", "□是■否"),
    also("最后更新时间", "2014年1月", "分类意见", "□保留□迁移■关停"),
    skip("负责人签字：          （盖章）"),
    blank(),
    skip("网站自查表"),
    site(["网站名称", "栖云国土网", "网址", "gtj.qiyun.gov.example"],
         "栖云国土网", "http://gtj.qiyun.gov.example/", CHANNEL, owner="栖云县国土局"),
    also("主办单位", "栖云县国土局", "是否纳入报送系统", "■是□否"),
    also("最后更新时间", "2014年1月", "分类意见", "□保留■迁移□关停"),
    skip("负责人签字：          （盖章）"),
], merges=("A1:D1", "A7:D7")),), MERGED)  # fmt: skip

CASES = [TICKED, FORM_A_SHEET, COLONS, TWO_FORMS]
