"""Dates, spans and counts, on 2017-02-22: 2016-08-26 is 180 days before and fresh, the day before it is stale.

The sites are listed: a stale one moves to the portal by the sheet's own facts, a fresh one because one portal is
enough (a person confirms that), one that cannot be told is undecided.
"""

from datetime import date, datetime

from tests.sheet.gallery.case import ANY, CHANNEL, UNDECIDED, Case, Sheet, site, skip

HEADER = ("网站名称", "网址", "是否纳入报送系统", "最后更新时间")
UNKNOWN = ["freshness", "volume"]

STALE = Case("dates that are stale in every spelling", (Sheet([
    skip(*HEADER),
    site(["甲网", "a01.example", "是", "2016.3"], "甲网", "http://a01.example/", CHANNEL),
    site(["乙网", "a02.example", "是", "2016-3"], "乙网", "http://a02.example/", CHANNEL),
    site(["丙网", "a03.example", "是", "2016/3/5"], "丙网", "http://a03.example/", CHANNEL),
    site(["丁网", "a04.example", "是", "2016年3月"], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "是", "2016年3月5日"], "戊网", "http://a05.example/", CHANNEL),
    site(["己网", "a06.example", "是", "20160305"], "己网", "http://a06.example/", CHANNEL),
    site(["庚网", "a07.example", "是", "二○○七年十月十日"], "庚网", "http://a07.example/", CHANNEL),
    site(["辛网", "a08.example", "是", "二〇一五年六月"], "辛网", "http://a08.example/", CHANNEL),
    site(["壬网", "a09.example", "是", 42000], "壬网", "http://a09.example/", CHANNEL),  # 2014-12-27
    site(["癸网", "a10.example", "是", "2016- 01- 01 08: 56"], "癸网", "http://a10.example/", CHANNEL),
    site(["子网", "a11.example", "是", "201633日"], "子网", "http://a11.example/", CHANNEL),
    site(["丑网", "a12.example", "是", "2015 5 月底前"], "丑网", "http://a12.example/", CHANNEL),
    site(["寅网", "a13.example", "是", "2016年上半年"], "寅网", "http://a13.example/", CHANNEL),
    site(["卯网", "a14.example", "是", "无更新"], "卯网", "http://a14.example/", CHANNEL),
    site(["辰网", "a15.example", "是", "两年前"], "辰网", "http://a15.example/", CHANNEL),
    site(["巳网", "a16.example", "是", "2015年底"], "巳网", "http://a16.example/", CHANNEL),
    site(["午网", "a17.example", "是", "２０１６．０８．２５"], "午网", "http://a17.example/", CHANNEL),
    site(["未网", "a18.example", "是", "前年"], "未网", "http://a18.example/", CHANNEL),
    site(["申网", "a19.example", "是", "长期未更新"], "申网", "http://a19.example/", CHANNEL),
    site(["酉网", "a20.example", "是", "2014"], "酉网", "http://a20.example/", CHANNEL),
]),), ANY)  # fmt: skip

FRESH = Case("dates that are fresh in every spelling", (Sheet([
    skip(*HEADER),
    site(["甲网", "a01.example", "是", "2016.08.26"], "甲网", "http://a01.example/", CHANNEL, review=True),
    site(["乙网", "a02.example", "是", "2017-02"], "乙网", "http://a02.example/", CHANNEL, review=True),
    site(["丙网", "a03.example", "是", "3个月前"], "丙网", "http://a03.example/", CHANNEL, review=True),
    site(["丁网", "a04.example", "是", "今年1月"], "丁网", "http://a04.example/", CHANNEL, review=True),
    site(["戊网", "a05.example", "是", "2017年2月20日"], "戊网", "http://a05.example/", CHANNEL, review=True),
    site(["己网", "a06.example", "是", "二〇一七年一月十五日"], "己网", "http://a06.example/", CHANNEL, review=True),
    site(["庚网", "a07.example", "是", 42780], "庚网", "http://a07.example/", CHANNEL, review=True),  # 2017-02-14
    site(["辛网", "a08.example", "是", "2017/1/5 9:30"], "辛网", "http://a08.example/", CHANNEL, review=True),
    site(["壬网", "a09.example", "是", "去年12月"], "壬网", "http://a09.example/", CHANNEL, review=True),
    site(["癸网", "a10.example", "是", "2016年第四季度"], "癸网", "http://a10.example/", CHANNEL, review=True),
]),), ANY)  # fmt: skip

UNDECIDABLE = Case("dates that straddle the limit, have two readings or are none", (Sheet([
    skip(*HEADER),
    site(["甲网", "a01.example", "是", "2016年8月"],
         "甲网", "http://a01.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["乙网", "a02.example", "是", "2016年"],
         "乙网", "http://a02.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["丙网", "a03.example", "是", "2016年下半年"],
         "丙网", "http://a03.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["丁网", "a04.example", "是", "去年"], "丁网", "http://a04.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["戊网", "a05.example", "是", "2016111日"],
         "戊网", "http://a05.example/", UNDECIDED, missing=UNKNOWN, review=True),  # 1月11日 or 11月1日
    site(["己网", "a06.example", "是", "至今"], "己网", "http://a06.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["庚网", "a07.example", "是", None], "庚网", "http://a07.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["辛网", "a08.example", "是", "不详"], "辛网", "http://a08.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["壬网", "a09.example", "是", "/"], "壬网", "http://a09.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["癸网", "a10.example", "是", "2016年13月"],
         "癸网", "http://a10.example/", UNDECIDED, missing=UNKNOWN, review=True),
]),), ANY)  # fmt: skip

ODD = Case("dates in rarer spellings", (Sheet([
    skip(*HEADER),
    site(["甲网", "a01.example", "是", "二O一六年三月"], "甲网", "http://a01.example/", CHANNEL),
    site(["乙网", "a02.example", "是", "二零一六年三月五日"], "乙网", "http://a02.example/", CHANNEL),
    site(["丙网", "a03.example", "是", "2016年3月份"], "丙网", "http://a03.example/", CHANNEL),
    site(["丁网", "a04.example", "是", "2014.12.31"], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "是", "10个月前"], "戊网", "http://a05.example/", CHANNEL),
    site(["己网", "a06.example", "是", "2016年 3 月 5 日"], "己网", "http://a06.example/", CHANNEL),
    site(["庚网", "a07.example", "是", "上周"], "庚网", "http://a07.example/", CHANNEL, review=True),
    site(["辛网", "a08.example", "是", "昨天"], "辛网", "http://a08.example/", CHANNEL, review=True),
    site(["壬网", "a09.example", "是", "每日"], "壬网", "http://a09.example/", CHANNEL, review=True),
    site(["癸网", "a10.example", "是", "2016年9月至今"], "癸网", "http://a10.example/", CHANNEL, review=True),
    site(["子网", "a11.example", "是", "不定期"],
         "子网", "http://a11.example/", UNDECIDED, missing=UNKNOWN, review=True),
    site(["丑网", "a12.example", "是", "长期"], "丑网", "http://a12.example/", UNDECIDED, missing=UNKNOWN, review=True),
]),), ANY)  # fmt: skip

TYPED = Case("dates as the spreadsheet's own dates and numbers", (Sheet([
    skip(*HEADER),
    site(["甲网", "a01.example", "是", datetime(2016, 8, 25, 23, 59)], "甲网", "http://a01.example/", CHANNEL),
    site(["乙网", "a02.example", "是", date(2016, 8, 26)], "乙网", "http://a02.example/", CHANNEL, review=True),
    site(["丙网", "a03.example", "是", 20160305], "丙网", "http://a03.example/", CHANNEL),
    site(["丁网", "a04.example", "是", 2016.3], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "是", 2014], "戊网", "http://a05.example/", CHANNEL),
    site(["己网", "a06.example", "是", 2016.1],  # 2016.10 has lost its zero, or January
         "己网", "http://a06.example/", UNDECIDED, missing=UNKNOWN, review=True),
]),))  # fmt: skip

COUNTS = Case("yearly counts with units, and days without update", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间", "2016年更新条数"),
    site(["甲网", "a01.example", "是", "2017-02-01", "12条"], "甲网", "http://a01.example/", CHANNEL),
    site(["乙网", "a02.example", "是", "2017-02-01", 25], "乙网", "http://a02.example/", CHANNEL),
    site(["丙网", "a03.example", "是", "2017-02-01", 26], "丙网", "http://a03.example/", CHANNEL, review=True),
    site(["丁网", "a04.example", "是", "2017-02-01", "约1,200余条"],
         "丁网", "http://a04.example/", CHANNEL, review=True),
    site(["戊网", "a05.example", "是", "2017-02-01", 0], "戊网", "http://a05.example/", CHANNEL),
    site(["己网", "a06.example", "是", "2017-02-01", "１２ 个"], "己网", "http://a06.example/", CHANNEL),
    site(["庚网", "a07.example", "是", "2017-02-01", "1.2万条"], "庚网", "http://a07.example/", CHANNEL, review=True),
    site(["辛网", "a08.example", "是", "2017-02-01", "无"], "辛网", "http://a08.example/", CHANNEL),
    site(["壬网", "a09.example", "是", "2017-02-01", None], "壬网", "http://a09.example/", CHANNEL, review=True),
    site(["癸网", "a10.example", "是", "2017-02-01", "—"], "癸网", "http://a10.example/", CHANNEL, review=True),
    site(["子网", "a11.example", "是", None, "8条"], "子网", "http://a11.example/", CHANNEL),
    site(["丑网", "a12.example", "是", None, "800条"],
         "丑网", "http://a12.example/", UNDECIDED, missing=["freshness"], review=True),
]),), ANY)  # fmt: skip

CASES = [STALE, FRESH, UNDECIDABLE, ODD, TYPED, COUNTS]
