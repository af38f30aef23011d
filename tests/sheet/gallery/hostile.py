"""Rows and cells gone wrong: no name, no site, lost formulas, errors, endless texts, other scripts, the invisible."""

from tests.sheet.gallery.case import ANY, CHANNEL, CLOSED, MERGED, SELF_CLOSE, UNDECIDED, Case, Sheet, back, site, skip

NO_NAME = Case("rows without a name, and units that report no site", (Sheet([
    skip("序号", "主办单位", "网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    site([1, "栖云县甲局", "甲网", "a01.example", "否", "2014年"],
         "甲网", "http://a01.example/", SELF_CLOSE, owner="栖云县甲局"),
    back(2, "栖云县乙局", None, None, "否", "2014年"),
    back(3, "栖云县丙局", None, "见附件", "否", "2014年"),
    site([4, "栖云县丁局", None, "a04.example", "否", "2014年"],
         "", "http://a04.example/", SELF_CLOSE, owner="栖云县丁局"),
    skip(5, "栖云县戊局", "无", "无", "无", "无"),
    skip(6, "栖云县己局", "无网站", None, None, None),
    skip(7, "栖云县庚局", "未建网站", "/", "/", "/"),
    skip(8, "栖云县辛局", "本单位没有网站", None, None, None),
    skip(9, None, None, None, None, None),
    skip(10, None, None, None, None, None),
]),), ANY)  # fmt: skip

FORMULAS = Case("formulas whose results were lost, and error cells", (Sheet([
    skip("网站名称", "网址", "网站标识码", "主办单位", "是否纳入报送系统", "最后更新时间"),
    back("=VLOOKUP(A9,B:C,2,0)", None, None, "栖云县甲局", "否", "2014年"),
    site(["乙网", "=B9", None, "栖云县乙局", "否", "2014年"],
         "乙网", None, SELF_CLOSE, owner="栖云县乙局", flags=["bad_url"], review=True),
    site(["丙网", "a03.example", None, "栖云县丙局", "是", "=TODAY()-400"],
         "丙网", "http://a03.example/", UNDECIDED, owner="栖云县丙局", missing=["freshness", "volume"], review=True),
    site(["丁网", "#REF!", None, "栖云县丁局", "否", "2014年"],
         "丁网", None, SELF_CLOSE, owner="栖云县丁局", flags=["bad_url"], review=True),
    site(["戊网", "a05.example", None, "栖云县戊局", "#N/A", "2014年"],
         "戊网", "http://a05.example/", UNDECIDED, owner="栖云县戊局", missing=["listed"], review=True),
    site(["己网", "a06.example", None, "栖云县己局", "是", "#VALUE!"],
         "己网", "http://a06.example/", UNDECIDED, owner="栖云县己局", missing=["freshness", "volume"], review=True),
    back("#NAME?", "#REF!", None, "栖云县庚局", "否", "2014年"),
]),))  # fmt: skip

WIDE = Case("cells of thirty thousand characters, and a table of three hundred columns", (Sheet([
    skip("网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "备注", *["其他"] * 294),
    site(["甲网", "a01.example", "栖云县甲局", "否", "2014年", "栖云" * 15_000, *["无关"] * 294],
         "甲网", "http://a01.example/", SELF_CLOSE, owner="栖云县甲局"),
    site(["乙网" + "长" * 300, "a02.example", "栖云县乙局", "是", "2014年", "a" * 32_000],
         "乙网" + "长" * 300, "http://a02.example/", CHANNEL, owner="栖云县乙局"),
]),), ("xlsx",))  # fmt: skip

TRADITIONAL = Case("headings and cells in traditional characters", (Sheet([
    skip("序號", "網站名稱", "網址", "網站標識碼", "主辦單位", "是否納入報送系統", "運行狀態", "最後更新時間"),
    site([1, "棲雲農業網", "a01.example", "1399000401", "棲雲縣農業局", "已納入", "打不開", "2014年"],
         "棲雲農業網", "http://a01.example/", CHANNEL, owner="棲雲縣農業局", code="1399000401"),
    site([2, "棲雲林業網", "a02.example", None, "棲雲縣林業局", "未納入", "無法訪問", "長期未更新"],
         "棲雲林業網", "http://a02.example/", SELF_CLOSE, owner="棲雲縣林業局"),
    site([3, "棲雲水利網", "a03.example", None, "棲雲縣水利局", "未納入", "已關停", "2014年"],
         "棲雲水利網", "http://a03.example/", CLOSED, owner="棲雲縣水利局"),
    skip("合計", 3),
]),), ANY)  # fmt: skip

INVISIBLE = Case("zero-width characters, spaces within words, full-width letters and signs", (Sheet([
    skip("网 站 名 称", "\u200b网址", "主　办　单　位", "网站标识码\xa0", "是否纳入\u2028报送系统", "最后更新时间"),
    site(["栖 云　农\u200b业 网", "\ufeffｗｗｗ．ａ０１．ｅｘａｍｐｌｅ\xa0", "栖云县\u3000农业局",
          "\u200b1399000411", "　是　", "２０１４年３月"],
         "栖云农业网", "http://www.a01.example/", CHANNEL, owner="栖云县农业局", code="1399000411"),
    site(["  栖云林业网  ", "a02.example\u200b", "栖云县林业局", None, "否\u200b", "2014 年 3 月"],
         "栖云林业网", "http://a02.example/", SELF_CLOSE, owner="栖云县林业局"),
]),), MERGED)  # fmt: skip

FOOT = Case("a foot of long instructions that look like data", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([1, "甲网", "a01.example", "栖云县甲局", "否", "2014年"],
         "甲网", "http://a01.example/", SELF_CLOSE, owner="栖云县甲局"),
    skip("说明：", "一、“网站名称”填写网站全称，“网址”填写首页地址，如 http://www.qiyun.gov.example/。"),
    skip(None, "二、“是否纳入报送系统”指是否在全国政府网站信息报送系统中登记。"),
    skip(None, "三、本表由主办单位填写，于2017年2月28日前报县政府办公室。"),
    skip("主要负责人签字：", None, None, "审核人：", None, "填表日期：2017年2月22日"),
    skip("联系人：子", None, None, "联系电话：0000-0000000"),
]),), ANY)  # fmt: skip

FOOT_IN_CELLS = Case("notes and signatures spread over cells of the table", (Sheet([
    skip("政府网站清理表", None, None, None, "单位：个"),
    skip("序号", "网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    site([1, "甲网", "a01.example", "否", "2014年"], "甲网", "http://a01.example/", SELF_CLOSE),
    skip("合计", "共1个", None, None, None),
    skip("其中：", "未纳入系统", "1个", None, None),
    skip("注", "1.本表一式两份", None, None, None),
    skip(None, "2.本表于2017年2月28日前上报", None, None, None),
    skip("填表人", "子", "审核人", "丑", "2017.2.22"),
]),), ANY)  # fmt: skip

COUNTED = Case("totals counted by formulas", (Sheet([
    skip("序号", "网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    site([1, "甲网", "a01.example", "否", "2014年"], "甲网", "http://a01.example/", SELF_CLOSE),
    skip("小计", "=COUNTA(B2:B2)", None, None, None),
    site([2, "乙网", "a02.example", "否", "2014年"], "乙网", "http://a02.example/", SELF_CLOSE),
    skip("合计", "=COUNTA(B2:B4)-1", None, None, None),
]),))  # fmt: skip

HINTS = Case("a row of hints in brackets under the header", (Sheet([
    skip("网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    skip("（全称）", "（首页地址）", "（全称）", "（是/否）", "（年月日）"),
    site(["甲网", "a01.example", "甲局", "否", "2014年"], "甲网", "http://a01.example/", SELF_CLOSE, owner="甲局"),
]),), ANY)  # fmt: skip

CASES = [NO_NAME, FORMULAS, WIDE, TRADITIONAL, INVISIBLE, FOOT, FOOT_IN_CELLS, COUNTED, HINTS]
