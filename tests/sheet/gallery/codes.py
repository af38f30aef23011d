"""Site codes as spreadsheets damage them; the sites are listed and stale, so each moves to the portal."""

from tests.sheet.gallery.case import ANY, CHANNEL, XLSX, Case, Sheet, site, skip

HEADER = ("网站名称", "网址", "网站标识码", "是否纳入报送系统", "最后更新时间")

TEXT = Case("site codes as text, whole and damaged", (Sheet([
    skip(*HEADER),
    site(["完整网", "a01.qiyun.gov.example", "1399000201", "是", "2014年"],
         "完整网", "http://a01.qiyun.gov.example/", CHANNEL, code="1399000201"),
    site(["前导零网", "a02.qiyun.gov.example", "0199000202", "是", "2014年"],
         "前导零网", "http://a02.qiyun.gov.example/", CHANNEL, code="0199000202"),
    site(["撇号网", "a03.qiyun.gov.example", "'1399000203", "是", "2014年"],
         "撇号网", "http://a03.qiyun.gov.example/", CHANNEL, code="1399000203"),
    site(["全角网", "a04.qiyun.gov.example", "１３９９０００２０４", "是", "2014年"],
         "全角网", "http://a04.qiyun.gov.example/", CHANNEL, code="1399000204"),
    site(["空格网", "a05.qiyun.gov.example", " 13990 00205\u3000", "是", "2014年"],
         "空格网", "http://a05.qiyun.gov.example/", CHANNEL, code="1399000205"),
    site(["部委网", "a06.qiyun.gov.example", "BM99000206", "是", "2014年"],
         "部委网", "http://a06.qiyun.gov.example/", CHANNEL, code="bm99000206"),
    site(["指数网", "a07.qiyun.gov.example", "1.40E+09", "是", "2014年"],
         "指数网", "http://a07.qiyun.gov.example/", CHANNEL, flags=["bad_code"], review=True),
    site(["字母网", "a08.qiyun.gov.example", "13990OO208", "是", "2014年"],
         "字母网", "http://a08.qiyun.gov.example/", CHANNEL, flags=["bad_code"], review=True),
    site(["九位网", "a09.qiyun.gov.example", "199000209", "是", "2014年"],
         "九位网", "http://a09.qiyun.gov.example/", CHANNEL, flags=["bad_code"], review=True),
    site(["十一位网", "a10.qiyun.gov.example", "13990002100", "是", "2014年"],
         "十一位网", "http://a10.qiyun.gov.example/", CHANNEL, flags=["bad_code"], review=True),
    site(["无码网", "a11.qiyun.gov.example", "无", "是", "2014年"],
         "无码网", "http://a11.qiyun.gov.example/", CHANNEL),
    site(["空码网", "a12.qiyun.gov.example", None, "是", "2014年"],
         "空码网", "http://a12.qiyun.gov.example/", CHANNEL),
]),), ANY)  # fmt: skip

NUMBERS = Case("site codes as numbers", (Sheet([
    skip(*HEADER),
    site(["整数网", "a01.qiyun.gov.example", 1399000221, "是", "2014年"],
         "整数网", "http://a01.qiyun.gov.example/", CHANNEL, code="1399000221"),
    site(["浮点网", "a02.qiyun.gov.example", 1399000222.0, "是", "2014年"],
         "浮点网", "http://a02.qiyun.gov.example/", CHANNEL, code="1399000222"),
    site(["丢零网", "a03.qiyun.gov.example", 199000223, "是", "2014年"],
         "丢零网", "http://a03.qiyun.gov.example/", CHANNEL, flags=["bad_code"], review=True),
]),), XLSX)  # fmt: skip

INFERRED = Case("a valid code speaks for the system where no column does", (Sheet([
    skip("网站名称", "网址", "网站标识码", "最后更新时间"),
    site(["有码网", "a01.qiyun.gov.example", "1399000231", "2014年"],
         "有码网", "http://a01.qiyun.gov.example/", CHANNEL, code="1399000231", flags=["inferred"]),
    site(["无码网", "a02.qiyun.gov.example", None, "2014年"],
         "无码网", "http://a02.qiyun.gov.example/", ("undecided", None), missing=["listed"], review=True),
    site(["坏码网", "a03.qiyun.gov.example", "139900023", "2014年"],
         "坏码网", "http://a03.qiyun.gov.example/", ("undecided", None), flags=["bad_code"], missing=["listed"],
         review=True),
]),), ANY)  # fmt: skip

CASES = [TEXT, NUMBERS, INFERRED]
