"""Addresses in every form of the domain text; the sites are unlisted and stale, so each closes of its own accord."""

from tests.sheet.gallery.case import ANY, MERGED, SELF_CLOSE, Case, Sheet, site, skip

HEADER = ("网站名称", "网址", "是否纳入报送系统", "最后更新时间")

FORMS = Case("one address in every spelling", (Sheet([
    skip(*HEADER),
    site(["无协议网", "www.a01.qiyun.gov.example", "否", "2014年"],
         "无协议网", "http://www.a01.qiyun.gov.example/", SELF_CLOSE),
    site(["双协议网", "http://http://a02.qiyun.gov.example", "否", "2014年"],
         "双协议网", "http://a02.qiyun.gov.example/", SELF_CLOSE),
    site(["全角网", "ｈｔｔｐ：／／ｗｗｗ．ａ０３．ｑｉｙｕｎ．ｇｏｖ．ｅｘａｍｐｌｅ／", "否", "2014年"],
         "全角网", "http://www.a03.qiyun.gov.example/", SELF_CLOSE),
    site(["全角冒号网", "http：／／a04.qiyun.gov.example/index.html", "否", "2014年"],
         "全角冒号网", "http://a04.qiyun.gov.example/index.html", SELF_CLOSE),
    site(["地址带端口网", "192.0.2.14:80", "否", "2014年"], "地址带端口网", "http://192.0.2.14/", SELF_CLOSE),
    site(["另一端口网", "http://192.0.2.15:8080", "否", "2014年"], "另一端口网", "http://192.0.2.15:8080/", SELF_CLOSE),
    site(["路径子站网", "www.a06.qiyun.gov.example/jz/xxz/", "否", "2014年"],
         "路径子站网", "http://www.a06.qiyun.gov.example/jz/xxz/", SELF_CLOSE),
    site(["句号网", "http://a07.qiyun.gov.example。", "否", "2014年"],
         "句号网", "http://a07.qiyun.gov.example/", SELF_CLOSE),
    site(["逗号网", "http://a08.qiyun.gov.example，", "否", "2014年"],
         "逗号网", "http://a08.qiyun.gov.example/", SELF_CLOSE),
    site(["内网站", "http://10.20.30.40/portal", "否", "2014年"], "内网站", "http://10.20.30.40/portal", SELF_CLOSE),
    site(["中文域名网", "http://栖云.公益", "否", "2014年"],
         "中文域名网", "http://xn--9kqy53d.xn--55qw42g/", SELF_CLOSE),
    site(["大写网", "HTTPS://A11.Qiyun.Gov.Example:443/Index.ASPX?ID=1#top", "否", "2014年"],
         "大写网", "https://a11.qiyun.gov.example/Index.ASPX?ID=1", SELF_CLOSE),
    site(["参数网", "a13.qiyun.gov.example?id=1", "否", "2014年"],
         "参数网", "http://a13.qiyun.gov.example/?id=1", SELF_CLOSE),
    site(["有标签网", "网址：a14.qiyun.gov.example", "否", "2014年"],
         "有标签网", "http://a14.qiyun.gov.example/", SELF_CLOSE),
    site(["空格网", "http:// a16.qiyun.gov.example /", "否", "2014年"],
         "空格网", "http://a16.qiyun.gov.example/", SELF_CLOSE),
    site(["撇号网", "'http://a17.qiyun.gov.example", "否", "2014年"],
         "撇号网", "http://a17.qiyun.gov.example/", SELF_CLOSE),
    site(["没有网址的网", "无", "否", "2014年"], "没有网址的网", None, SELF_CLOSE, flags=["bad_url"], review=True),
    site(["空白网址的网", None, "否", "2014年"], "空白网址的网", None, SELF_CLOSE, flags=["bad_url"], review=True),
    site(["待定网", "待定", "否", "2014年"], "待定网", None, SELF_CLOSE, flags=["bad_url"], review=True),
    site(["邮箱网", "webmaster@a20.qiyun.gov.example", "否", "2014年"],
         "邮箱网", None, SELF_CLOSE, flags=["bad_url"], review=True),
]),), ANY)  # fmt: skip

SEVERAL = Case("several addresses in a cell, and names beside them", (Sheet([
    skip(*HEADER),
    site(["顿号网", "www.b01.qiyun.gov.example、www.b02.qiyun.gov.example", "否", "2014年"],
         "顿号网", "http://www.b01.qiyun.gov.example/", SELF_CLOSE, others=["http://www.b02.qiyun.gov.example/"]),
    site(["分号网", "http://b03.qiyun.gov.example；http://b04.qiyun.gov.example/x/", "否", "2014年"],
         "分号网", "http://b03.qiyun.gov.example/", SELF_CLOSE, others=["http://b04.qiyun.gov.example/x/"]),
    site(["换行网", "b05.qiyun.gov.example\nb06.qiyun.gov.example\nb07.qiyun.gov.example", "否", "2014年"],
         "换行网", "http://b05.qiyun.gov.example/", SELF_CLOSE,
         others=["http://b06.qiyun.gov.example/", "http://b07.qiyun.gov.example/"]),
    site(["和字网", "b08.qiyun.gov.example和b09.qiyun.gov.example", "否", "2014年"],
         "和字网", "http://b08.qiyun.gov.example/", SELF_CLOSE, others=["http://b09.qiyun.gov.example/"]),
    site(["带名网", "带名网（http://b10.qiyun.gov.example）", "否", "2014年"],
         "带名网", "http://b10.qiyun.gov.example/", SELF_CLOSE),
    site(["新旧网", "旧：b11.qiyun.gov.example，新：b12.qiyun.gov.example", "否", "2014年"],
         "新旧网", "http://b11.qiyun.gov.example/", SELF_CLOSE, others=["http://b12.qiyun.gov.example/"]),
]),), MERGED)  # fmt: skip

NAME_AND_ADDRESS = Case("name and address in one column", (Sheet([
    skip("序号", "网站名称及网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([1, "栖云蚕业网（www.c01.qiyun.gov.example）", "栖云县蚕业局", "否", "2014年"],
         "栖云蚕业网", "http://www.c01.qiyun.gov.example/", SELF_CLOSE, owner="栖云县蚕业局"),
    site([2, "栖云茶业网 http://c02.qiyun.gov.example/", "栖云县茶业局", "否", "2014年"],
         "栖云茶业网", "http://c02.qiyun.gov.example/", SELF_CLOSE, owner="栖云县茶业局"),
    site([3, "栖云果业网：c03.qiyun.gov.example", "栖云县果业局", "否", "2014年"],
         "栖云果业网", "http://c03.qiyun.gov.example/", SELF_CLOSE, owner="栖云县果业局"),
]),), ANY)  # fmt: skip

LINKS = Case("hyperlinks and HYPERLINK() beside texts that are and are not addresses", (Sheet([
    skip(*HEADER),
    site(["点击网", "点击进入", "否", "2014年"], "点击网", "http://d02.qiyun.gov.example/x", SELF_CLOSE),
    site(["空文字网", " ", "否", "2014年"], "空文字网", "http://d03.qiyun.gov.example/", SELF_CLOSE),
    site(["不同目标网", "d04.qiyun.gov.example", "否", "2014年"],
         "不同目标网", "http://d04.qiyun.gov.example/", SELF_CLOSE),
    site(["函数网", '=HYPERLINK("http://d05.qiyun.gov.example/","打开")', "否", "2014年"],
         "函数网", "http://d05.qiyun.gov.example/", SELF_CLOSE),
    site(["单参函数网", '=HYPERLINK("http://d06.qiyun.gov.example/a")', "否", "2014年"],
         "单参函数网", "http://d06.qiyun.gov.example/a", SELF_CLOSE),
    site(["邮件链接网", "联系我们", "否", "2014年"], "邮件链接网", None, SELF_CLOSE, flags=["bad_url"], review=True),
], links={
    "B2": "http://d02.qiyun.gov.example/x", "B3": "http://d03.qiyun.gov.example",
    "B4": "http://other.qiyun.gov.example/", "B7": "mailto:webmaster@d07.qiyun.gov.example",
}),))  # fmt: skip

MORE = Case("addresses with brackets, dots, fragments, Chinese paths", (Sheet([
    skip(*HEADER),
    site(["括号网", "（http://e01.qiyun.gov.example/）", "否", "2014年"],
         "括号网", "http://e01.qiyun.gov.example/", SELF_CLOSE),
    site(["末点网", "www.e02.qiyun.gov.example.", "否", "2014年"],
         "末点网", "http://www.e02.qiyun.gov.example/", SELF_CLOSE),
    site(["片段网", "e03.qiyun.gov.example/index.html#/home", "否", "2014年"],
         "片段网", "http://e03.qiyun.gov.example/index.html", SELF_CLOSE),
    site(["中文路径网", "http://WWW.E04.example/走进栖云/Index.html", "否", "2014年"],
         "中文路径网", "http://www.e04.example/走进栖云/Index.html", SELF_CLOSE),
    site(["分号尾网", "http://e05.qiyun.gov.example/;", "否", "2014年"],
         "分号尾网", "http://e05.qiyun.gov.example/", SELF_CLOSE),
    site(["半角逗号网", "e06.qiyun.gov.example,e07.qiyun.gov.example", "否", "2014年"],
         "半角逗号网", "http://e06.qiyun.gov.example/", SELF_CLOSE, others=["http://e07.qiyun.gov.example/"]),
    site(["中文加英文网", "http://栖云审计.政务、http://e08.qiyun.gov.example", "否", "2014年"],
         "中文加英文网", "http://xn--9kq513akvj7y9a.xn--zfr164b/", SELF_CLOSE, others=["http://e08.qiyun.gov.example/"]),
    site(["安全端口网", "https://e09.qiyun.gov.example:8443/a?b=1&c=栖", "否", "2014年"],
         "安全端口网", "https://e09.qiyun.gov.example:8443/a?b=1&c=栖", SELF_CLOSE),
    site(["八零网", "https://e10.qiyun.gov.example:80/", "否", "2014年"],
         "八零网", "https://e10.qiyun.gov.example:80/", SELF_CLOSE),
    site(["函数文字网", '=HYPERLINK("http://e11.qiyun.gov.example/","打开")', "否", "2014年"],
         "函数文字网", "http://e11.qiyun.gov.example/", SELF_CLOSE),
]),), ANY)  # fmt: skip

NAME_LINKED = Case("no column of addresses, the names are linked", (Sheet([
    skip("序号", "网站名称", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([1, "栖云蜂业网", "栖云县蜂业局", "否", "2014年"],
         "栖云蜂业网", "http://f01.qiyun.gov.example/", SELF_CLOSE, owner="栖云县蜂业局"),
    site([2, "栖云渔业网", "栖云县渔业局", "否", "2014年"],
         "栖云渔业网", None, SELF_CLOSE, owner="栖云县渔业局", flags=["bad_url"], review=True),
], links={"B2": "http://f01.qiyun.gov.example/"}),))  # fmt: skip

CASES = [FORMS, SEVERAL, NAME_AND_ADDRESS, LINKS, MORE, NAME_LINKED]
