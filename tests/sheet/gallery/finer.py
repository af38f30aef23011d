"""Finer points of cells: ticks among special cases, remarks beside addresses, names with breaks, numbers as names."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    EXCEPTION,
    MERGED,
    SELF_CLOSE,
    UNDECIDED,
    Case,
    Sheet,
    site,
    skip,
)

TICKED_FACTS = Case("ticked options in the columns of special cases, demands and contents", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间", "内容保障能力", "技术保障能力", "特殊情况类型",
         "上级要求",
         "需保留内容"),
    site(["甲网", "a01.example", "■是 □否", "2017-02-01", "■有 □无", "■有 □无", "■招生考试 □服务热线 □其他", "□有 ■无",
          "■有 □无"],
         "甲网", "http://a01.example/", EXCEPTION, keep=True),
    site(["乙网", "a02.example", "■是 □否", "2017-02-01", "■有 □无", "■有 □无", "□招生考试 □服务热线 □其他", "□有 ■无",
          "□有 ■无"],
         "乙网", "http://a02.example/", CHANNEL, review=True),
    site(["丙网", "a03.example", "是☑ 否□", "2017-02-01", "有☑ 无□", "有□ 无☑", "□招生考试□服务热线", "■有□无",
          "□有■无"],
         "丙网", "http://a03.example/", CHANNEL),
    site(["丁网", "a04.example", "1.是（√） 2.否（ ）", "2014年", None, None, None, None, None],
         "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "①是 ②否√", "2014年", None, None, None, None, None],
         "戊网", "http://a05.example/", SELF_CLOSE),
]),), ANY)  # fmt: skip

BESIDE_ADDRESSES = Case("remarks beside addresses", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    site(["甲网", "www.a01.example（已停用）", "否", "2014年"], "甲网", "http://www.a01.example/", SELF_CLOSE),
    site(["乙网", "http://a02.example/ （内网）", "否", "2014年"], "乙网", "http://a02.example/", SELF_CLOSE),
    site(["丙网", "域名：www.a03.example", "否", "2014年"], "丙网", "http://www.a03.example/", SELF_CLOSE),
    site(["丁网", "原网址http://a04.example", "否", "2014年"], "丁网", "http://a04.example/", SELF_CLOSE),
    site(["戊网", "“http://a05.example”", "否", "2014年"], "戊网", "http://a05.example/", SELF_CLOSE),
    site(["己网", "1、a06.example；2、b06.example", "否", "2014年"],
         "己网", "http://a06.example/", SELF_CLOSE, others=["http://b06.example/"]),
    site(["庚网", "http://a07.example/index.php?m=1；a=2", "否", "2014年"],
         "庚网", "http://a07.example/index.php?m=1", SELF_CLOSE),
]),), ANY)  # fmt: skip

NAMES = Case("names with breaks, quotation marks, Latin letters, and a number for a name", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([1.0, "栖云县\n农业网", "a01.example", "栖云县\n农业局", "否", "2014年"],
         "栖云县农业网", "http://a01.example/", SELF_CLOSE, owner="栖云县农业局"),
    site([2.0, "“栖云统计信息网”", "a02.example", "栖云县统计局", "否", "2014年"],
         "“栖云统计信息网”", "http://a02.example/", SELF_CLOSE, owner="栖云县统计局"),
    site([3.0, "Qiyun Online", "a03.example", "栖云县外办", "否", "2014年"],
         "Qiyun Online", "http://a03.example/", SELF_CLOSE, owner="栖云县外办"),
    site([4.0, 12345, "a04.example", "栖云县信访局", "否", "2014年"],
         "12345", "http://a04.example/", SELF_CLOSE, owner="栖云县信访局"),
]),), MERGED)  # fmt: skip

FRESHNESS = Case("how often, in a column of frequencies", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "更新频率"),
    site(["甲网", "a01.example", "是", "每日"], "甲网", "http://a01.example/", CHANNEL, review=True),
    site(["乙网", "a02.example", "是", "每周2-3次"], "乙网", "http://a02.example/", CHANNEL, review=True),
    site(["丙网", "a03.example", "是", "每月一次"], "丙网", "http://a03.example/", CHANNEL, review=True),
    site(["丁网", "a04.example", "是", "不更新"], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "是", "长期不更新"], "戊网", "http://a05.example/", CHANNEL),
    site(["己网", "a06.example", "是", "无更新"], "己网", "http://a06.example/", CHANNEL),
    site(["庚网", "a07.example", "是", "偶尔"],
         "庚网", "http://a07.example/", UNDECIDED, missing=["freshness", "volume"], review=True),
    site(["辛网", "a08.example", "是", "不定期"],
         "辛网", "http://a08.example/", UNDECIDED, missing=["freshness", "volume"], review=True),
]),), ANY)  # fmt: skip

UNTOUCHED = Case("options of the blank form that nobody has chosen from, and words that only sound like fresh", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "更新情况"),
    site(["甲网", "a01.example", "是/否", "长期未更新"],
         "甲网", "http://a01.example/", UNDECIDED, missing=["listed"], review=True),
    site(["乙网", "a02.example", "已纳入　未纳入", "长期未更新"],
         "乙网", "http://a02.example/", UNDECIDED, missing=["listed"], review=True),
    site(["丙网", "a03.example", "是 否", "长期未更新"],
         "丙网", "http://a03.example/", UNDECIDED, missing=["listed"], review=True),
    site(["丁网", "a04.example", "是", "不及时"],
         "丁网", "http://a04.example/", UNDECIDED, missing=["freshness", "volume"], review=True),
    site(["戊网", "a05.example", "是", "不正常"],
         "戊网", "http://a05.example/", UNDECIDED, missing=["freshness", "volume"], review=True),
    site(["己网", "a06.example", "是", "三个月未更新"], "己网", "http://a06.example/", CHANNEL, review=True),
    site(["庚网", "a07.example", "是", "181天未更新"], "庚网", "http://a07.example/", CHANNEL),
]),), ANY)  # fmt: skip

CASES = [TICKED_FACTS, BESIDE_ADDRESSES, NAMES, FRESHNESS, UNTOUCHED]
