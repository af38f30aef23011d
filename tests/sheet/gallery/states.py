"""What the state, freshness, content and type columns say: closed, dormant, thin, the portal."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    CLOSED,
    PORTAL,
    SELF_CLOSE,
    UNDECIDED,
    Case,
    Sheet,
    site,
    skip,
)  # fmt: skip

CLOSED_OR_NOT = Case("closed already, or only on the way, for sites outside the system without update since 2014",
(Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间", "运行状态"),
    site(["甲网", "a01.example", "否", "2014年", "关停"], "甲网", "http://a01.example/", CLOSED),
    site(["乙网", "a02.example", "否", "2014年", "已关停"], "乙网", "http://a02.example/", CLOSED),
    site(["丙网", "a03.example", "否", "2014年", "永久关停"], "丙网", "http://a03.example/", CLOSED),
    site(["丁网", "a04.example", "否", "2014年", "永久下线"], "丁网", "http://a04.example/", CLOSED),
    site(["戊网", "a05.example", "否", "2014年", "已注销"], "戊网", "http://a05.example/", CLOSED),
    site(["己网", "a06.example", "否", "2014年", "已于2015年关停注销"], "己网", "http://a06.example/", CLOSED),
    site(["庚网", "a07.example", "否", "2014年", None], "庚网", "http://a07.example/", SELF_CLOSE),
    site(["辛网", "a08.example", "否", "2014年", "已申请关停"], "辛网", "http://a08.example/", SELF_CLOSE),
    site(["壬网", "a09.example", "否", "2014年", "整改中"], "壬网", "http://a09.example/", SELF_CLOSE),
    site(["癸网", "a10.example", "否", "2014年", "升级改版或者临时关停"], "癸网", "http://a10.example/", SELF_CLOSE),
    site(["子网", "a11.example", "否", "2014年", "网站打开失败"], "子网", "http://a11.example/", SELF_CLOSE),
    site(["丑网", "a12.example", "否", "2014年", "域名解析失败"], "丑网", "http://a12.example/", SELF_CLOSE),
    site(["寅网", "a13.example", "否", "2014年", "暂不检测"], "寅网", "http://a13.example/", SELF_CLOSE),
    site(["卯网", "a14.example", "否", "2014年", "未关停"], "卯网", "http://a14.example/", SELF_CLOSE),
    site(["辰网", "a15.example", "否", "2014年", "拟关停"], "辰网", "http://a15.example/", SELF_CLOSE),
    site(["巳网", "a16.example", "否", "2014年", "正常"],
         "巳网", "http://a16.example/", SELF_CLOSE, flags=["normal_but_stale"], review=True),
    site(["午网", "a17.example", "否", "2014年", "运行正常"],
         "午网", "http://a17.example/", SELF_CLOSE, flags=["normal_but_stale"], review=True),
    site(["未网", "a18.example", "否", "2014年", "不正常"], "未网", "http://a18.example/", SELF_CLOSE),
    site(["申网", "a19.example", None, None, "已关停"], "申网", "http://a19.example/", CLOSED),
]),), ANY)  # fmt: skip

DORMANT = Case("dormant and thin in words, and neither", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "更新情况", "内容情况"),
    site(["甲网", "a01.example", "否", "内容长期没有更新", None], "甲网", "http://a01.example/", SELF_CLOSE),
    site(["乙网", "a02.example", "是", "超过六个月逾期未更新", None], "乙网", "http://a02.example/", CHANNEL),
    site(["丙网", "a03.example", "是", "超过一年逾期未更新", None], "丙网", "http://a03.example/", CHANNEL),
    site(["丁网", "a04.example", "是", "近两年没有更新", None], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "否", "超过6年未更新", None], "戊网", "http://a05.example/", SELF_CLOSE),
    site(["己网", "a06.example", "否", "僵尸网站", None], "己网", "http://a06.example/", SELF_CLOSE),
    site(["庚网", "a07.example", "否", "睡眠网站", None], "庚网", "http://a07.example/", SELF_CLOSE),
    site(["辛网", "a08.example", "是", "正常更新", "内容单一、更新数量少"], "辛网", "http://a08.example/", CHANNEL),
    site(["壬网", "a09.example", "否", "正常更新", "内容单一"], "壬网", "http://a09.example/", SELF_CLOSE),
    site(["癸网", "a10.example", "否", None, "更新数量少"], "癸网", "http://a10.example/", SELF_CLOSE),
    site(["子网", "a11.example", "是", "每日更新", "内容丰富"], "子网", "http://a11.example/", CHANNEL, review=True),
    site(["丑网", "a12.example", "否", "正常更新", None], "丑网", "http://a12.example/", CHANNEL, review=True),
    site(["寅网", "a13.example", "是", None, "内容丰富"],
         "寅网", "http://a13.example/", UNDECIDED, missing=["freshness"], review=True),
    site(["卯网", "a14.example", "否", "未知", None],
         "卯网", "http://a14.example/", UNDECIDED, missing=["freshness", "volume"], review=True),
]),), ANY)  # fmt: skip

PORTALS = Case("the portal by its type or by its name, and sites that only sound like it", (Sheet([
    skip("网站名称", "网址", "主办单位", "网站类型", "是否纳入报送系统", "最后更新时间"),
    site(["中国栖云", "www.qiyun.gov.example", "栖云县人民政府办公室", "县级政府门户", "是", "2017-02-01"],
         "中国栖云", "http://www.qiyun.gov.example/", PORTAL, owner="栖云县人民政府办公室"),
    site(["栖云县人民政府门户网站", "www2.qiyun.gov.example", "栖云县人民政府办公室", None, "是", "2017-02-01"],
         "栖云县人民政府门户网站", "http://www2.qiyun.gov.example/", PORTAL, owner="栖云县人民政府办公室"),
    site(["栖云县教育局门户网站", "jyj.qiyun.gov.example", "栖云县教育局", "县级政府部门网站（含参公事业单位）", "是",
          "2017-02-01"],
         "栖云县教育局门户网站", "http://jyj.qiyun.gov.example/", CHANNEL, owner="栖云县教育局", review=True),
    site(["流水镇人民政府门户网站", "lsz.qiyun.gov.example", "流水镇人民政府", "乡镇街道网站", "是", "2017-02-01"],
         "流水镇人民政府门户网站", "http://lsz.qiyun.gov.example/", CHANNEL, owner="流水镇人民政府", review=True),
    site(["东门街道办事处网", "dmjd.qiyun.gov.example", "东门街道办事处", None, "否", "2014年"],
         "东门街道办事处网", "http://dmjd.qiyun.gov.example/", SELF_CLOSE, owner="东门街道办事处"),
]),), ANY)  # fmt: skip

CASES = [CLOSED_OR_NOT, DORMANT, PORTALS]
