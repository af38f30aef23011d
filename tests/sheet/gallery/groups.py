"""Merged groups of headings whose members mean something else outside their group, and headings nobody knows."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    CLOSED,
    MERGED,
    SELF_CLOSE,
    Case,
    Sheet,
    site,
    skip,
)  # fmt: skip

NAMES_TWICE = Case("名称 under 网站 and under 主办单位", (Sheet([
    skip("序号", "主办单位", None, None, "网站", None, None, "报送系统", "更新"),
    skip(None, "名称", "联系人", "电话", "名称", "网址", "标识码", "是否纳入报送系统", "最后更新时间"),
    site([1, "栖云县科协", "子", "0000-0000001", "栖云科普网", "kx.qiyun.gov.example", "1399000501", "是", "2014年"],
         "栖云科普网", "http://kx.qiyun.gov.example/", CHANNEL, owner="栖云县科协", code="1399000501"),
    site([2, "栖云县文联", "丑", "0000-0000002", "栖云文艺网", "wl.qiyun.gov.example", None, "否", "2014年"],
         "栖云文艺网", "http://wl.qiyun.gov.example/", SELF_CLOSE, owner="栖云县文联"),
], merges=("A1:A2", "B1:D1", "E1:G1")),), MERGED)  # fmt: skip

WHERE_TO = Case("name and address of the site, and again of where it goes", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "需保留内容", "分类意见",
         "迁移去向", None, None),
    skip(None, None, None, None, None, None, None, None, "网站名称", "栏目", "网址"),
    site([1, "栖云地震网", "dzj.qiyun.gov.example", "栖云县地震局", "否", "2014年", "应急知识", "关停",
          "栖云县人民政府网", "应急管理", "www.qiyun.gov.example"],
         "栖云地震网", "http://dzj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县地震局", keep=True),
    site([2, "栖云烟草网", "ycj.qiyun.gov.example", "栖云县烟草局", "否", "2014年", "烟草政策", "关停", None, None,
          None],
         "栖云烟草网", "http://ycj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县烟草局", keep=True,
         flags=["close_without_target"], review=True),
], merges=("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:F2", "G1:G2", "H1:H2", "I1:K1")),), MERGED)  # fmt: skip

STATES_TICKED = Case("state, system and guarantees as ticked options", (Sheet([
    skip("网站名称", "网址", "运行现状", None, None, "是否纳入报送系统", None, "最后更新时间", "内容保障能力", None,
         "技术保障能力", None),
    skip(None, None, "正常", "无法访问", "已关停", "是", "否", None, "有", "无", "有", "无"),
    site(["甲网", "a01.example", "√", None, None, "√", None, "2017-02-01", "√", None, None, "√"],
         "甲网", "http://a01.example/", CHANNEL, review=True),
    site(["乙网", "a02.example", None, "√", None, None, "√", "2014年", None, "√", None, "√"],
         "乙网", "http://a02.example/", SELF_CLOSE),
    site(["丙网", "a03.example", None, None, "√", None, "√", "2014年", None, "√", None, "√"],
         "丙网", "http://a03.example/", CLOSED),
    site(["丁网", "a04.example", "●", None, None, "■", None, "2014年", "☑", None, "✓", None],
         "丁网", "http://a04.example/", CHANNEL, flags=["normal_but_stale"], review=True),
], merges=("A1:A2", "B1:B2", "C1:E1", "F1:G1", "H1:H2", "I1:J1", "K1:L1")),), MERGED)  # fmt: skip

MOSTLY_UNKNOWN = Case("a header most of whose columns mean nothing to the tool", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "品牌", "型号", "采购年份",
         "年租金", "合同编号",
         "到期日", "日均流量", "数据库", "操作系统", "中间件", "防火墙", "带宽", "页面数", "字体", "配色", "语种",
         "经费来源", "评分"),
    site([1, "甲网", "a01.example", "栖云县甲局", "否", "2014年", "某牌", "X1", 2012, 3000, "HT-01", "2018年", 20,
          "某库",
          "某系统", "某件", "有", "10M", 300, "宋体", "蓝", "中文", "自筹", 61],
         "甲网", "http://a01.example/", SELF_CLOSE, owner="栖云县甲局"),
]),), ANY)  # fmt: skip

TITLE_OF_HEADINGS = Case("a title made of heading words, and every column filled down by merges", (Sheet([
    skip("网站名称、网址、主办单位一览表"),
    skip("填报单位：栖云县", None, None, "填报日期：2017年2月22日", None),
    skip("主办单位", "网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    site(["栖云县广电局", "栖云广电网", "gdj.qiyun.gov.example", "否", "2014年"],
         "栖云广电网", "http://gdj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县广电局"),
    site([None, "栖云电视台网", "tv.qiyun.gov.example", None, "2013年"],
         "栖云电视台网", "http://tv.qiyun.gov.example/", SELF_CLOSE, owner="栖云县广电局"),
    site([None, "栖云电台网", "radio.qiyun.gov.example", None, "2012年"],
         "栖云电台网", "http://radio.qiyun.gov.example/", SELF_CLOSE, owner="栖云县广电局"),
], merges=("A1:E1", "A2:C2", "D2:E2", "A4:A6", "D4:D6")),), MERGED)  # fmt: skip

CASES = [NAMES_TWICE, WHERE_TO, STATES_TICKED, MOSTLY_UNKNOWN, TITLE_OF_HEADINGS]
