"""More lists: other exports, lists of problems, counts by unit, columns of sites, chapters and continuations."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    SELF_CLOSE,
    UNDECIDED,
    Case,
    Sheet,
    blank,
    site,
    skip,
)  # fmt: skip

NO_DATE = ["freshness", "volume"]

CONNECTED = Case("the export of connection rates, and that of update counts", (
    Sheet([
        skip("网站标识码", "网站名称", "首页url", "监测频率", "连接总次数", "连通次数", "连通率", "连不通次数",
             "不连通率"),
        site(["1399000801", "甲网", "http://a01.example/", "每日", 100, 98, "98.00%", 2, "2.00%"],
             "甲网", "http://a01.example/", UNDECIDED, code="1399000801", flags=["inferred"], missing=NO_DATE,
             review=True),
    ], title="连通率"),
    Sheet([
        skip("序号", "网站标识码", "网站名称", "首页URL", "更新数量"),
        site([1, "1399000802", "乙网", "http://a02.example/", 3],  # of which period nobody says
             "乙网", "http://a02.example/", UNDECIDED, code="1399000802", flags=["inferred"], missing=NO_DATE,
             review=True),
    ], title="更新量"),
    Sheet([
        skip("序号", "网站标识码", "网站名称", "网站地址", "省", "市", "县", "首页不连通率", "网站死链个数",
             "网站不更新",
             "空白栏目个数"),
        site([1, "1399000803", "丙网", "http://a03.example/", "某省", "某市", "栖云县", "9.43%", 12, None, 2],
             "丙网", "http://a03.example/", UNDECIDED, code="1399000803", flags=["inferred"], missing=NO_DATE,
             review=True),
    ], title="汇总"),
))  # fmt: skip

PROBLEMS = Case("problems in words: of the whole site, of its columns, denied", (Sheet([
    skip("网站名称", "网址", "是否纳入报送系统", "存在的问题"),
    site(["甲网", "a01.example", "是", "首页面长时间未更新"], "甲网", "http://a01.example/", CHANNEL),
    site(["乙网", "a02.example", "是", "内容单一，更新数量少"], "乙网", "http://a02.example/", CHANNEL),
    site(["丙网", "a03.example", "否", "该网站长期没有更新，为僵尸网站"], "丙网", "http://a03.example/", SELF_CLOSE),
    site(["丁网", "a04.example", "是", "网站自2014年起停止更新"], "丁网", "http://a04.example/", CHANNEL),
    site(["戊网", "a05.example", "是", "应更新但长期不更新栏目3个"],
         "戊网", "http://a05.example/", UNDECIDED, missing=NO_DATE, review=True),
    site(["己网", "a06.example", "是", "通知公告类栏目不更新"],
         "己网", "http://a06.example/", UNDECIDED, missing=NO_DATE, review=True),
    site(["庚网", "a07.example", "是", "空白栏目2个"],
         "庚网", "http://a07.example/", UNDECIDED, missing=NO_DATE, review=True),
    site(["辛网", "a08.example", "是", "不存在长期未更新问题"],
         "辛网", "http://a08.example/", UNDECIDED, missing=NO_DATE, review=True),
    site(["壬网", "a09.example", "是", "无"], "壬网", "http://a09.example/", UNDECIDED, missing=NO_DATE, review=True),
]),), ANY)  # fmt: skip

NOT_SITES = Case("counts by unit and columns of a site beside the table of sites", (
    Sheet([
        skip("网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
        site(["甲网", "a01.example", "否", "2014年"], "甲网", "http://a01.example/", SELF_CLOSE),
    ]),
    Sheet([
        skip("序号", "组织单位名称/编码", "上报站点", "关停站点", "例外站点", "暂不监测站点", "全面监测站点"),
        skip(1, "栖云县", 20, 3, 1, 2, 14),
        skip(2, "流水镇", 2, 1, 0, 0, 1),
    ], title="数量统计"),
    Sheet([
        skip("栏目（系统）基本信息表"),
        skip("序号", "名称", "URL", "跳转URL", "更新期限", "类别", "子类"),
        skip(1, "工作动态", "http://a01.example/gzdt/", None, "两周", "栏目", "动态要闻类"),
        skip(2, "通知公告", "http://a01.example/tzgg/", None, "六个月", "栏目", "通知公告类"),
    ], title="栏目"),
))  # fmt: skip

CHAPTERS = Case("chapters without numbers, a continuation line, rows after a subtotal", (Sheet([
    skip("序号", "单位", "网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    skip("县直部门（2个）"),
    site([1, "栖云县甲局", "甲网", "a01.example", "否", "2014年"],
         "甲网", "http://a01.example/", SELF_CLOSE, owner="栖云县甲局"),
    skip("小计", 1, "--", "--", "---", "--"),
    site([2, "栖云县乙局", "乙网", "a02.example", "是", "2014年"],
         "乙网", "http://a02.example/", CHANNEL, owner="栖云县乙局"),
    skip("（续表）"),
    skip("序号", "单位", "网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    skip("乡镇街道"),
    site([3, "丙镇人民政府", "丙镇网", "a03.example", "否", "2014年"],
         "丙镇网", "http://a03.example/", SELF_CLOSE, owner="丙镇人民政府"),
    blank(),
    blank(),
    site([4, "丁街道办事处", "丁街道网", "a04.example", "否", "2014年"],
         "丁街道网", "http://a04.example/", SELF_CLOSE, owner="丁街道办事处"),
    skip("总计", 4, None, None, None, None),
    skip("制表：子", None, "审核：丑", None, "2017年2月22日"),
]),), ANY)  # fmt: skip

SUMMARY_TOO = Case("a summary sheet that repeats the sites of the towns' sheets", (
    Sheet([
        skip("网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
        site(["流水镇网", "http://lsz.example/", "流水镇人民政府", "否", "2014年"],
             "流水镇网", "http://lsz.example/", SELF_CLOSE, owner="流水镇人民政府", flags=["duplicate_site"],
             review=True),
        site(["青石乡网", "http://qsx.example/", "青石乡人民政府", "否", "2014年"],
             "青石乡网", "http://qsx.example/", SELF_CLOSE, owner="青石乡人民政府"),
    ], title="汇总"),
    Sheet([
        skip("网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
        site(["流水镇政府网", "www.lsz.example", "流水镇人民政府", "否", "2014年"],
             "流水镇政府网", "http://www.lsz.example/", SELF_CLOSE, owner="流水镇人民政府", flags=["duplicate_site"],
             review=True),
    ], title="流水镇"),
))  # fmt: skip

DOMAINS = Case("a list of domains to correct", (Sheet([
    skip("不规范域名清单及域名更正计划时限情况汇总"),
    skip("序号", "单位", "网站名称", "域名", "存在的问题", "更正计划时限"),
    site([1, "栖云县甲局", "甲网", "a01.example", "未使用规范后缀", "2017年6月底前"],
         "甲网", "http://a01.example/", UNDECIDED, owner="栖云县甲局", missing=["listed", *NO_DATE], review=True),
    site([2, "栖云县乙局", "乙网", "192.0.2.77:8081", "使用IP地址", "2017年12月"],
         "乙网", "http://192.0.2.77:8081/", UNDECIDED, owner="栖云县乙局", missing=["listed", *NO_DATE], review=True),
], merges=("A1:F1",)),), ANY)  # fmt: skip

CASES = [CONNECTED, PROBLEMS, NOT_SITES, CHAPTERS, SUMMARY_TOO, DOMAINS]
