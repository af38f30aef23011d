"""Exports of the national system and its vendor, contact lists, progress sheets, university lists."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    CLOSED,
    PORTAL,
    UNDECIDED,
    Case,
    Sheet,
    also,
    site,
    skip,
)  # fmt: skip

CODES_123 = Case("a vendor export with level, portal and state as numbers", (Sheet([
    skip("网站标识码", "网站名称", "省", "市", "县", "级别(1省/2市/3县)", "门户(0非门户/1门户)", "url地址", "跳转url",
         "网站主办单位", "状态(1正常/2例外/3关停)", "负责人", "负责人办公电话", "联系人", "是否扫描",
         "备注(不扫描原因)"),
    site(["1399000101", "中国栖云", "某省", "某市", "栖云县", 3, 1, "http://www.qiyun.gov.example/", None,
          "栖云县人民政府办公室", 1, "子", "0000-0000001", "丑", 1, None],
         "中国栖云", "http://www.qiyun.gov.example/", PORTAL, owner="栖云县人民政府办公室", code="1399000101",
         flags=["inferred"]),
    site(["1399000102", "栖云公安网", "某省", "某市", "栖云县", 3, 0, "http://gaj.qiyun.gov.example/", None,
          "栖云县公安局", 2, "子", "0000-0000002", "丑", 1, None],
         "栖云公安网", "http://gaj.qiyun.gov.example/", UNDECIDED, owner="栖云县公安局", code="1399000102",
         flags=["inferred"], missing=["content_ability", "tech_ability", "freshness", "volume"], review=True),
    site(["1399000103", "栖云侨务网", "某省", "某市", "栖云县", 3, 0, "http://qwb.qiyun.gov.example/", None,
          "栖云县侨办", 3, "子", "0000-0000003", "丑", 0, None],
         "栖云侨务网", "http://qwb.qiyun.gov.example/", CLOSED, owner="栖云县侨办", code="1399000103",
         flags=["inferred"]),
    site(["bm99000104", "栖云海事网", "某省", "某市", "栖云县", 3, 0, "http://hsj.qiyun.gov.example/", None,
          "栖云海事处", 1, "子", "0000-0000004", "丑", 1, None],
         "栖云海事网", "http://hsj.qiyun.gov.example/", UNDECIDED, owner="栖云海事处", code="bm99000104",
         flags=["inferred"], missing=["freshness", "volume"], review=True),
]),), ANY)  # fmt: skip

DAYS = Case("a vendor export by days without update", (Sheet([
    skip("网站标识码", "网站名称", "首页url", "最后更新日期", "未更新天数", "首页不更新"),
    site(["1399000111", "栖云民政网", "http://mzj.qiyun.gov.example", "2016-01-15", 404, "是"],
         "栖云民政网", "http://mzj.qiyun.gov.example/", CHANNEL, code="1399000111", flags=["inferred"]),
    site(["1399000112", "栖云工商网", "http://gsj.qiyun.gov.example", "2017-02-21", 1, "否"],
         "栖云工商网", "http://gsj.qiyun.gov.example/", CHANNEL, code="1399000112", flags=["inferred"], review=True),
    site(["1399000113", "栖云质监网", "http://zjj.qiyun.gov.example", "2016-08-26", 180, None],
         "栖云质监网", "http://zjj.qiyun.gov.example/", CHANNEL, code="1399000113", flags=["inferred"], review=True),
    site(["1399000114", "栖云商务网", "http://swj.qiyun.gov.example", None, 181, None],
         "栖云商务网", "http://swj.qiyun.gov.example/", CHANNEL, code="1399000114", flags=["inferred"]),
    site(["1399000115", "栖云外事网", "http://wsb.qiyun.gov.example", None, None, None],
         "栖云外事网", "http://wsb.qiyun.gov.example/", UNDECIDED, code="1399000115", flags=["inferred"],
         missing=["freshness", "volume"], review=True),
    site(["1.40E+09", "栖云信访网", "http://xfj.qiyun.gov.example", "2015-01-15", 769, "是"],
         "栖云信访网", "http://xfj.qiyun.gov.example/", CHANNEL, flags=["bad_code", "inferred"], review=True),
]),), ANY)  # fmt: skip

CONTACTS = Case("the system's contact export: one person a row, no address", (Sheet([
    skip("序号", "标识码", "网站名称", "单位", "人员类别", "姓名", "职务", "工作电话", "手机", "邮箱"),
    site([1, "1399000121", "栖云编办网", "栖云县编办", "负责人", "子", "主任", "0000-0000001", "00000000001", "无"],
         "栖云编办网", None, UNDECIDED, owner="栖云县编办", code="1399000121",
         flags=["bad_url", "inferred"], missing=["freshness", "volume"], review=True),
    also(2, "1399000121", "栖云编办网", "栖云县编办", "联系人", "丑", "科员", "0000-0000002", "00000000002", "无"),
    also(3, "1399000121", "栖云编办网", "栖云县编办", "联系人2", "寅", "科员", "0000-0000003", "00000000003", "无"),
    site([4, "1399000122", "栖云法制网", "栖云县法制办", "负责人", "卯", "主任", "0000-0000004", "00000000004", "无"],
         "栖云法制网", None, UNDECIDED, owner="栖云县法制办", code="1399000122",
         flags=["bad_url", "inferred"], missing=["freshness", "volume"], review=True),
    also(5, "1399000122", "栖云法制网", "栖云县法制办", "联系人", "辰", "科员", "0000-0000005", "00000000005", "无"),
]),), ANY)  # fmt: skip

REPORTED = Case("the system's export of reported reasons", (Sheet([
    skip("网站标识码", "网站名称", "申请人", "报备原因", "详细说明", "报备日期", "影响日期", "状态"),
    site(["1399000131", "栖云人防网", "子", "升级改版或者临时关停", "机房搬迁", "2017-02-01", "2017-03-01", "正常"],
         "栖云人防网", None, UNDECIDED, code="1399000131",
         flags=["bad_url", "inferred"], missing=["freshness", "volume"], review=True),
    site(["1399000132", "栖云农机网", "丑", "永久关停", "已并入门户", "2016-02-01", "2016-03-01", "关停"],
         "栖云农机网", None, CLOSED, code="1399000132", flags=["bad_url", "inferred"], review=True),
]),), ANY)  # fmt: skip

PROGRESS = Case("a monthly progress sheet", (Sheet([
    skip("政府网站集约化进展情况表（2017年2月）"),
    skip("序号", "单位", "网站名称", "网址", "进展情况", "计划完成时间", "存在困难"),
    site([1, "栖云县供销社", "栖云供销网", "gxs.qiyun.gov.example", "已关停", None, "无"],
         "栖云供销网", "http://gxs.qiyun.gov.example/", CLOSED, owner="栖云县供销社"),
    site([2, "栖云县残联", "栖云残联网", "cl.qiyun.gov.example", "已注销", None, "无"],
         "栖云残联网", "http://cl.qiyun.gov.example/", CLOSED, owner="栖云县残联"),
    site([3, "栖云县妇联", "栖云妇女网", "fl.qiyun.gov.example", "正在迁移", "2017年6月", "缺少人手"],
         "栖云妇女网", "http://fl.qiyun.gov.example/", UNDECIDED, owner="栖云县妇联",
         missing=["listed", "freshness", "volume"], review=True),
    site([4, "栖云县团委", "栖云青年网", "tw.qiyun.gov.example", "未开展", "2017年1月20日", None],
         "栖云青年网", "http://tw.qiyun.gov.example/", UNDECIDED, owner="栖云县团委",
         flags=["date_past"], missing=["listed", "freshness", "volume"], review=True),
    site([5, "栖云县工会", "栖云工会网", "gh.qiyun.gov.example", "已申请关停", "2017年3月", None],
         "栖云工会网", "http://gh.qiyun.gov.example/", UNDECIDED, owner="栖云县工会",
         missing=["listed", "freshness", "volume"], review=True),
]),), ANY)  # fmt: skip

UNIVERSITY = Case("a university's list of second-level sites", (Sheet([
    skip("栖云学院二级网站自查登记表"),
    skip("序号", "单位", "网站名称", "域名", "IP", "责任人", "双非（非学校IP/非官方域名）", "错别字/敏感词", "隐私信息",
         "外链/暗链", "更新不及时栏目（六个月以上）", "空栏目", "多人共用账号"),
    site([1, "教务处", "教务处网站", "jwc.qyxy.example", "192.0.2.30", "子", "否", "无", "无", "无", "通知公告", "无",
          "否"],
         "教务处网站", "http://jwc.qyxy.example/", UNDECIDED, owner="教务处",
         missing=["listed", "freshness", "volume"], review=True),
    site([2, "图书馆", "图书馆主页", "lib.qyxy.example", "192.0.2.31", "丑", "是", "无", "无", "无", "无", "2个", "否"],
         "图书馆主页", "http://lib.qyxy.example/", UNDECIDED, owner="图书馆",
         missing=["listed", "freshness", "volume"], review=True),
    skip("领导签字：", None, None, None, "盖章："),
], merges=("A1:M1",)),), ANY)  # fmt: skip

CASES = [CODES_123, DAYS, CONTACTS, REPORTED, PROGRESS, UNIVERSITY]
