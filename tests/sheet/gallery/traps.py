"""Words that mean something only at their own place: names that begin like notes or like nothing, negated opinions."""

from datetime import date

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    EXCEPTION,
    SELF_CLOSE,
    UNDECIDED,
    Case,
    Sheet,
    also_of,
    site,
    skip,
)  # fmt: skip

BEGIN_LIKE_NOTES = Case("names and owners that begin like a note, a total or a signature", (Sheet([
    skip("网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site(["注册会计师协会网", "a01.example", "栖云县财政局", "否", "2014年"],
         "注册会计师协会网", "http://a01.example/", SELF_CLOSE, owner="栖云县财政局"),
    site(["审核中心网站", "a02.example", "审核中心", "否", "2014年"],
         "审核中心网站", "http://a02.example/", SELF_CLOSE, owner="审核中心"),
    site(["负责人培训网", "a03.example", "栖云县党校", "是", "2014年"],
         "负责人培训网", "http://a03.example/", CHANNEL, owner="栖云县党校"),
    site(["备注册登记网", "a04.example", "栖云县工商局", "否", "2014年"],
         "备注册登记网", "http://a04.example/", SELF_CLOSE, owner="栖云县工商局"),
    skip("（以下空白）"),
    skip("共计4家网站"),
], merges=("A6:E6",)),), ANY)  # fmt: skip

BEGIN_LIKE_NOTHING = Case("names, owners and contents that begin with 无, 未 and 不", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "内容保障能力", "技术保障能力",
         "特殊情况类型",
         "需保留内容"),
    site([1, "无线电管理网", "a01.example", "无线电管理处", "否", "2014年", "无", "无", "无", "无线电管理文件"],
         "无线电管理网", "http://a01.example/", SELF_CLOSE, owner="无线电管理处", keep=True),
    site([2, "未成年人保护网", "a02.example", "未保办", "是", "2017-02-01", "有", "有", "未成年人保护热线", "无"],
         "未成年人保护网", "http://a02.example/", EXCEPTION, owner="未保办"),
    site([3, "不动产登记网", "a03.example", "不动产登记中心", "是", "2017-02-01", "有", "有", "无偿献血查询",
          "不动产登记指南"],
         "不动产登记网", "http://a03.example/", EXCEPTION, owner="不动产登记中心", keep=True),
]),), ANY)  # fmt: skip

NEGATED = Case("opinions with a negation, collective words, mixed words", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间", "需保留内容", "主办单位意见", "县政府办意见"),
    site(["甲网", "a01.example", "是", "2014年", "无", "不同意关停，建议保留", "关停"],
         "甲网", "http://a01.example/", CHANNEL,
         flags=["keep_for_township_or_department", "owner_office_differ"], review=True),
    site(["乙网", "a02.example", "是", "2014年", "历年年报", "关停并转", "关停并转"],
         "乙网", "http://a02.example/", CHANNEL, keep=True),
    site(["丙网", "a03.example", "是", "2014年", "无", "不再保留，关停", "关停"],
         "丙网", "http://a03.example/", CHANNEL),
    site(["丁网", "a04.example", "是", "2014年", "无", "不保留", "关停"], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "是", "2014年", "无", "拟保留", "不同意保留，关停"],
         "戊网", "http://a05.example/", CHANNEL,
         flags=["keep_for_township_or_department", "owner_office_differ"], review=True),
]),), ANY)  # fmt: skip

LIMITS = Case("time limits that are past, today, this month, or no date", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间", "完成时限"),
    site(["甲网", "a01.example", "否", "2014年", "2017-02-21"],
         "甲网", "http://a01.example/", SELF_CLOSE, flags=["date_past"], review=True),
    site(["乙网", "a02.example", "否", "2014年", "2017-02-22"], "乙网", "http://a02.example/", SELF_CLOSE),
    site(["丙网", "a03.example", "否", "2014年", "2017年2月底"], "丙网", "http://a03.example/", SELF_CLOSE),
    site(["丁网", "a04.example", "否", "2014年", "2017.1"],
         "丁网", "http://a04.example/", SELF_CLOSE, flags=["date_past"], review=True),
    site(["戊网", "a05.example", "否", "2014年", "2016年12月底前"],
         "戊网", "http://a05.example/", SELF_CLOSE, flags=["date_past"], review=True),
    site(["己网", "a06.example", "否", "2014年", "长期"], "己网", "http://a06.example/", SELF_CLOSE),
    site(["庚网", "a07.example", "否", "2014年", "2017年上半年"], "庚网", "http://a07.example/", SELF_CLOSE),
    site(["辛网", "a08.example", "否", "2014年", date(2017, 1, 31)],
         "辛网", "http://a08.example/", SELF_CLOSE, flags=["date_past"], review=True),
]),), ANY)  # fmt: skip

PEOPLE_APART = Case("one person a row, sorted by the kind of person", (Sheet([
    skip("序号", "标识码", "网站名称", "单位", "人员类别", "姓名", "手机"),
    site([1, "1399000601", "甲网", "栖云县甲局", "负责人", "子", "00000000001"],
         "甲网", None, UNDECIDED, owner="栖云县甲局", code="1399000601",
         flags=["bad_url", "inferred"], missing=["freshness", "volume"], review=True),
    site([2, "1399000602", "乙网", "栖云县乙局", "负责人", "丑", "00000000002"],
         "乙网", None, UNDECIDED, owner="栖云县乙局", code="1399000602",
         flags=["bad_url", "inferred"], missing=["freshness", "volume"], review=True),
    also_of(2, 3, "1399000601", "甲网", "栖云县甲局", "联系人", "寅", "00000000003"),
    also_of(3, 4, "1399000602", "乙网", "栖云县乙局", "联系人", "卯", "00000000004"),
]),), ANY)  # fmt: skip

OTHER_ABILITIES = Case("content and technology in one column, the system's state, true and false", (Sheet([
    skip("网站名称", "网址", "报送系统状态", "最后更新时间", "保障能力", "上级部门是否要求"),
    site(["甲网", "a01.example", "例外", "2017-02-01", "有", "否"], "甲网", "http://a01.example/", EXCEPTION),
    site(["乙网", "a02.example", "正常", "2017-02-01", "内容有保障，技术无保障", "是"],
         "乙网", "http://a02.example/", CHANNEL),
    site(["丙网", "a03.example", "未纳入", "2014年", "无", "未要求"], "丙网", "http://a03.example/", SELF_CLOSE),
    site(["丁网", "a04.example", True, "2014年", None, None], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", False, "2014年", None, None], "戊网", "http://a05.example/", SELF_CLOSE),
]),))  # fmt: skip

CASES = [BEGIN_LIKE_NOTES, BEGIN_LIKE_NOTHING, NEGATED, LIMITS, PEOPLE_APART, OTHER_ABILITIES]
