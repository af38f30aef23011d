"""Layouts of one table: titles, headers of one to three rows, groups, page breaks, subtotals, notes, signatures."""

from tests.sheet.gallery.case import (
    ANY,
    CHANNEL,
    EXCEPTION,
    MERGED,
    PORTAL,
    SELF_CLOSE,
    UNDECIDED,
    Case,
    Sheet,
    also,
    blank,
    site,
    skip,
)  # fmt: skip

CLEAN = Case("twelve clean columns", (Sheet([
    skip("序号", "网站名称", "网址", "网站标识码", "主办单位", "是否纳入报送系统", "运行现状", "最后更新时间",
         "内容保障能力", "技术保障能力", "特殊情况类型", "分类意见"),
    site([1, "栖云县人民政府门户网站", "http://www.qiyun.gov.example", "1399000001", "栖云县人民政府办公室", "是",
          "正常", "2017-02-20", "有", "有", None, "保留"],
         "栖云县人民政府门户网站", "http://www.qiyun.gov.example/", PORTAL,
         owner="栖云县人民政府办公室", code="1399000001"),
    site([2, "栖云招生考试网", "http://zsks.qiyun.gov.example", "1399000002", "栖云县教育局", "是",
          "正常", "2017年1月5日", "有", "有", "招生考试", "例外"],
         "栖云招生考试网", "http://zsks.qiyun.gov.example/", EXCEPTION, owner="栖云县教育局", code="1399000002"),
    site([3, "栖云旅游网", "http://lyj.qiyun.gov.example", "1399000003", "栖云县旅游局", "是",
          "无法访问", "2015年3月", "有", "有", None, "迁移"],
         "栖云旅游网", "http://lyj.qiyun.gov.example/", CHANNEL, owner="栖云县旅游局", code="1399000003"),
    site([4, "栖云老干部网", "http://lgb.qiyun.gov.example", None, "栖云县老干部局", "否",
          "打不开", "2014-05-06", "无", "无", None, "关停"],
         "栖云老干部网", "http://lgb.qiyun.gov.example/", SELF_CLOSE, owner="栖云县老干部局"),
    site([5, "流水镇网", "http://lsz.qiyun.gov.example", "1399000005", "流水镇人民政府", "是",
          "正常", "2017-02-01", "有", "无", "无", "迁移"],
         "流水镇网", "http://lsz.qiyun.gov.example/", CHANNEL,
         owner="流水镇人民政府", code="1399000005", review=True),
    site([6, "栖云组工网", "http://zgw.qiyun.gov.example", "1399000006", "栖云县委组织部", "是",
          "正常", None, "有", "有", None, None],
         "栖云组工网", "http://zgw.qiyun.gov.example/", UNDECIDED, owner="栖云县委组织部", code="1399000006",
         missing=["freshness", "volume"], review=True),
]),), ANY)  # fmt: skip

THREE_ROW_HEADER = Case("title, unit and date line, a merged header of three rows, units filled down", (Sheet([
    skip("附件1"),
    skip("政府网站主办单位自查清理表"),
    skip("填报单位：栖云县（盖章）    填报日期：2017年2月22日    填表人：子    联系电话：0000-0000000"),
    skip("序号", "主办单位", "网站基本情况", None, None, None, "保障能力", None, "最后更新时间",
         "负责人", None, None, "分类意见", None),
    skip(None, None, "网站名称", "网址", "网站标识码", "是否纳入报送系统"),
    skip(None, None, None, None, None, None, "内容", "技术", None, "姓名", "职务", "电话", "主办单位", "县政府办"),
    site([1, "栖云县农业局", "栖云农业网", "http://nyj.qiyun.gov.example", "1399000011", "是", "有", "有", "2015-06-01",
          "子", "科长", "0000-0000001", "迁移", "迁移"],
         "栖云农业网", "http://nyj.qiyun.gov.example/", CHANNEL, owner="栖云县农业局", code="1399000011"),
    site([2, None, "栖云种子网", "http://zz.qiyun.gov.example", None, "否", "无", "无", "2013年",
          "丑", "科员", "0000-0000002", "关停", "关停"],
         "栖云种子网", "http://zz.qiyun.gov.example/", SELF_CLOSE, owner="栖云县农业局"),
    site([3, "栖云县卫生局", "栖云卫生网", "http://wsj.qiyun.gov.example", "1399000012", "是", "有", "无", "2017-01-01",
          "寅", "股长", "0000-0000003", "保留", "迁移"],
         "栖云卫生网", "http://wsj.qiyun.gov.example/", CHANNEL, owner="栖云县卫生局", code="1399000012",
         flags=["keep_for_township_or_department", "owner_office_differ"], review=True),
    skip("合计", None, 3),
    skip("注：1.网站名称填写全称；2.网站标识码为十位数字。"),
    skip("主要负责人签字：", None, None, "审核人：", None, None, "（盖章）"),
], merges=("A2:N2", "A3:N3", "A4:A6", "B4:B6", "C4:F4", "C5:C6", "D5:D6", "E5:E6", "F5:F6", "G4:H5", "I4:I6",
           "J4:L5", "M4:N5", "B7:B8", "A11:N11")),), MERGED)  # fmt: skip

GROUPS_WITHOUT_MERGES = Case("groups over a header of two rows without merges", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "保障能力", None,
         "负责人", None, None, "分类意见", None),
    skip(None, None, None, None, None, None, "内容", "技术", "姓名", "职务", "电话", "主办单位", "政府办"),
    site([1, "栖云气象网", "qxj.qiyun.gov.example", "栖云县气象局", "是", "2017-02-01", "有", "有", "子", "主任",
          "0000-0000001", "迁移", "迁移"],
         "栖云气象网", "http://qxj.qiyun.gov.example/", CHANNEL, owner="栖云县气象局", review=True),
    site([2, "栖云粮食网", "lsj.qiyun.gov.example", "栖云县粮食局", "否", "2014年", "无", "无", "丑", "主任",
          "0000-0000002", "关停", "迁移"],
         "栖云粮食网", "http://lsj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县粮食局",
         flags=["owner_office_differ"], review=True),
]),), ANY)  # fmt: skip

PAGE_BREAKS = Case("title and header again after each printed page", (Sheet([
    skip("政府网站清理汇总表"),
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([1, "栖云审计网", "sjj.qiyun.gov.example", "栖云县审计局", "否", "2012年"],
         "栖云审计网", "http://sjj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县审计局"),
    skip("第1页  共2页"),
    skip("政府网站清理汇总表"),
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    site([2, "栖云统计网", "tjj.qiyun.gov.example", "栖云县统计局", "是", "2012年"],
         "栖云统计网", "http://tjj.qiyun.gov.example/", CHANNEL, owner="栖云县统计局"),
    skip("第2页  共2页"),
]),), ANY)  # fmt: skip

SUBTOTALS = Case("chapters and subtotals by town, total, notes and signatures", (Sheet([
    skip("栖云县乡镇网站清理表"),
    skip("序号", "单位", "网站名称", "网址", "是否纳入报送系统", "最后更新时间"),
    skip("一、流水镇"),
    site([1, "流水镇人民政府", "流水镇网", "lsz.qiyun.gov.example", "否", "2013-05-01"],
         "流水镇网", "http://lsz.qiyun.gov.example/", SELF_CLOSE, owner="流水镇人民政府"),
    site([2, "流水镇中心小学", "流水镇中心小学网站", "lszx.qiyun.gov.example", "否", "2015-05-01"],
         "流水镇中心小学网站", "http://lszx.qiyun.gov.example/", SELF_CLOSE, owner="流水镇中心小学"),
    skip("小计", None, 2),
    skip("二、青石乡"),
    site([3, "青石乡人民政府", "青石乡之窗", "qsx.qiyun.gov.example", "是", "2013-05-01"],
         "青石乡之窗", "http://qsx.qiyun.gov.example/", CHANNEL, owner="青石乡人民政府"),
    skip(None, "青石乡小计", 1),
    skip("合　计", None, "3个"),
    blank(),
    skip("填表说明：1.网址须填写完整，如 http://www.qiyun.gov.example；"),
    skip("2.“是否纳入报送系统”填写是或否；"),
    skip("3.最后更新时间指网站首页最近一次更新信息的时间。"),
    skip("单位主要负责人签字：", None, None, "填表人：子", None, "联系电话：0000-0000000"),
    skip("填报日期：2017年2月20日"),
], merges=("A1:F1", "A3:F3", "A7:F7", "A12:F12")),), ANY)  # fmt: skip

DOWN_AND_RIGHT = Case("a table that begins at C4, with a row of column numbers under its header", (Sheet([
    skip(None, None, "栖云县网站情况"),
    blank(),
    skip(None, None, "单位：个"),
    skip(None, None, "序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"),
    skip(None, None, "1", "2", "3", "4", "5", "6"),
    site([None, None, 1, "栖云林业网", "lyj.qiyun.gov.example", "栖云县林业局", "否", "2011年"],
         "栖云林业网", "http://lyj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县林业局"),
    blank(),
    site([None, None, 2, "栖云水利网", "slj.qiyun.gov.example", "栖云县水利局", "是", "2011年"],
         "栖云水利网", "http://slj.qiyun.gov.example/", CHANNEL, owner="栖云县水利局"),
]),), ANY)  # fmt: skip

ODD_HEADINGS = Case("headings with breaks, marks, brackets and columns nobody knows", (Sheet([
    skip("序　号", "＊主办\n单位", "网站\n名称", "首页ＵＲＬ（必填）", "预算（万元）", "政府网站标识码（十位）",
         "是否上报国办系统", "最近更新时间", "栏目数量", "服务器位置"),
    site([1, "栖云县地税局", "栖云地税网", "dsj.qiyun.gov.example", 3.5, "1399000021", "已纳入", "2015-01-01", 12,
          "本地"],
         "栖云地税网", "http://dsj.qiyun.gov.example/", CHANNEL, owner="栖云县地税局", code="1399000021"),
]),), MERGED)  # fmt: skip

PERSON_ROWS = Case("one person a row, the site repeated on each", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "人员类别", "姓名", "电话"),
    site([1, "栖云司法网", "sfj.qiyun.gov.example", "栖云县司法局", "否", "2012-01-01", "负责人", "子", "0000-0000001"],
         "栖云司法网", "http://sfj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县司法局"),
    also(2, "栖云司法网", "sfj.qiyun.gov.example", "栖云县司法局", "否", "2012-01-01", "联系人", "丑", "0000-0000002"),
    also(3, "栖云司法网", "sfj.qiyun.gov.example", "栖云县司法局", "否", "2012-01-01", "联系人", "寅", "0000-0000003"),
    site([4, "栖云民政网", "mzj.qiyun.gov.example", "栖云县民政局", "是", "2012-01-01", "负责人", "卯", "0000-0000004"],
         "栖云民政网", "http://mzj.qiyun.gov.example/", CHANNEL, owner="栖云县民政局"),
]),), ANY)  # fmt: skip

MERGED_PERSONS = Case("one person a row, the site's cells merged over its people", (Sheet([
    skip("序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "姓名", "手机"),
    site([1, "栖云人社网", "rsj.qiyun.gov.example", "栖云县人社局", "否", "2012-01-01", "子", "00000000001"],
         "栖云人社网", "http://rsj.qiyun.gov.example/", SELF_CLOSE, owner="栖云县人社局"),
    also(None, None, None, None, None, None, "丑", "00000000002"),
    site([2, "栖云财政网", "czj.qiyun.gov.example", "栖云县财政局", "是", "2012-01-01", "寅", "00000000003"],
         "栖云财政网", "http://czj.qiyun.gov.example/", CHANNEL, owner="栖云县财政局"),
    also(None, None, None, None, None, None, "卯", "00000000004"),
    also(None, None, None, None, None, None, "辰", "00000000005"),
], merges=("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:F3", "A4:A6", "B4:B6", "C4:C6", "D4:D6", "E4:E6",
           "F4:F6")),), MERGED)  # fmt: skip

CASES = [CLEAN, THREE_ROW_HEADER, GROUPS_WITHOUT_MERGES, PAGE_BREAKS, SUBTOTALS, DOWN_AND_RIGHT, ODD_HEADINGS,
         PERSON_ROWS, MERGED_PERSONS]  # fmt: skip
