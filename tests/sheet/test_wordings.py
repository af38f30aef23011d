"""Wordings of clerks: what each says of a fact, an opinion, a date or an address."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model import Answer, Verdict
from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.codes import read_code
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.durations import read_days, read_idle_days, read_recent_days
from migrate.sheet.cells.numerals import amount
from migrate.sheet.cells.words import Words, read_number, read_yearly_count
from migrate.sheet.opinions import primary
from tests.sheet.building import AS_OF, one_site, shipped

WORDS = Words(shipped()[1].words)
CLERKS = st.text(
    alphabet="零〇○一二三十百千万两半几年月日号季度上中下旬初底末至到去前今大元-—.,/0123456789超近过未内", max_size=16
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016年九月", "2016-09-01", "2016-09-30"),
        ("二0一六年十一月", "2016-11-01", "2016-11-30"),
        ("一五年三月", "2015-03-01", "2015-03-31"),
        ("2017年元月5日", "2017-01-05", "2017-01-05"),
        ("2016,11,1", "2016-11-01", "2016-11-01"),
        ("2016。11。1", "2016-11-01", "2016-11-01"),
        ("2016\\10\\5", "2016-10-05", "2016-10-05"),
        ("2016/10/", "2016-10-01", "2016-10-31"),
        ("16.11.5", "2016-11-05", "2016-11-05"),
        ("'15-6-1", "2015-06-01", "2015-06-01"),
        ("14年底", "2014-12-01", "2014-12-31"),
        ("去年底", "2016-12-01", "2016-12-31"),
        ("去年上半年", "2016-01-01", "2016-06-30"),
        ("大前年", "2014-01-01", "2014-12-31"),
        ("上个月", "2017-01-01", "2017-01-31"),
        ("2016年国庆", "2016-10-01", "2016-10-31"),
        ("2017年2月上旬", "2017-02-01", "2017-02-10"),
        ("2017年2月中旬", "2017-02-11", "2017-02-20"),
        ("2017年1-3月", "2017-03-01", "2017-03-31"),
        ("2017年1月1日至2017年6月30日", "2017-06-30", "2017-06-30"),
        ("2016.12—2017.6", "2017-06-01", "2017-06-30"),
        ("2012-2013年", "2013-01-01", "2013-12-31"),
        ("2009年至今", "2017-02-22", "2017-02-22"),
        ("2014年至今未更新", "2014-01-01", "2014-12-31"),
    ],
)
def test_a_date_in_a_clerks_words_is_the_span_they_allow(text: str, first: str, last: str) -> None:
    span = read_span(text, AS_OF)
    assert span is not None
    assert (span.first, span.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["05/11/06", "99.11.5", "十年", "2016年13月", "栏目12.3.4", "十十月", "二二十日"])
def test_a_short_date_with_two_readings_is_none(text: str) -> None:
    assert read_span(text, AS_OF) is None


@given(CLERKS)
def test_numbers_and_dates_of_any_wording_never_raise(text: str) -> None:
    span = read_span(text, AS_OF)
    assert span is None or span.first <= span.last
    for read in (read_number, read_yearly_count, read_days, read_idle_days, read_recent_days):
        value = read(text)
        assert value is None or isinstance(value, float)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百余条", 100),
        ("2千余", 2000),
        ("近千条", 1000),
        ("二百三十条", 230),
        ("1.2万", 12000),
        ("十二", 12),
        ("零", 0),
        ("篇", None),
    ],
)
def test_an_amount_in_chinese_numerals_is_read(text: str, number: float | None) -> None:
    assert amount(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两条", 2),
        ("日均3条，全年1100条", 1100),
        ("每月更新约5条", 60),
        ("2016年共计发布36条", 36),
        ("周均2条", 104),
        ("350篇", 350),
    ],
)
def test_a_yearly_count_is_the_one_of_the_year(text: str, number: float) -> None:
    assert read_yearly_count(text) == number


@pytest.mark.parametrize(
    ("text", "stale"),
    [("超过180天未更新", True), ("180天未更新", False), ("半年以上未更新", True), ("三个月未更新", False)],
)
def test_more_than_the_threshold_is_more(text: str, stale: bool) -> None:
    days = read_idle_days(text)
    assert days is not None
    assert (days > 180) is stale


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("委托栖云软件公司运维", "yes"),
        ("由电信公司托管", "yes"),
        ("与公司签订运维协议", "yes"),
        ("配备技术人员3名", "yes"),
        ("有，2人", "yes"),
        ("完备", "yes"),
        ("本单位无技术人员，由县信息中心提供技术支持", "yes"),
        ("不间断维护", "yes"),
        ("能力有限", "no"),
        ("原由栖云科技有限公司建设", "unknown"),
        ("不好说", "unknown"),
        ("有（县信息中心）", "yes"),
        ("由公司维护（合同已到期）", "no"),
        ("难以保障", "no"),
        ("保障能力低", "no"),
        ("技术公司已撤离", "no"),
        ("省厅统一平台支撑", "yes"),
        ("人手紧张，难以保障", "no"),
        ("公司已倒闭，无人维护", "no"),
        ("由公司维护，合同已到期", "no"),
        ("兼职人员，无法保障", "no"),
        ("未签订运维合同", "no"),
        ("无，原公司已停止服务", "no"),
        ("(无)", "no"),
        ("有专人负责，但经费不足", "no"),
        ("拟委托公司运维", "unknown"),
        ("一般", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_ability_may_be_lent_broken_or_in_doubt(text: str, answer: str) -> None:
    assert WORDS.ability(text) == Answer(answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("有/无", "no"),
        ("無", "no"),
        ("均不符合", "no"),
        ("以上均无", "no"),
        ("非特殊情况", "no"),
        ("(无)", "no"),
        ("不是特殊情况", "no"),
        ("上级无明确要求", "no"),
        ("上级部门未要求", "no"),
        ("省农业厅不要求", "no"),
        ("不考核", "no"),
        ("未纳入绩效考评", "no"),
        ("不保留", "no"),
        ("不必保留", "no"),
        ("均不需保留", "no"),
        ("内容已全部迁移至门户，无需保留", "no"),
        ("内容陈旧，不需要保留", "no"),
        ("无特殊情况，但上级有要求", "yes"),
        ("新闻不保留，办事指南需保留", "yes"),
        ("办事指南，其余不保留", "yes"),
        ("不定期发布的公告", "yes"),
        ("未公开前的规划文本", "yes"),
        ("没有值得保留的内容", "no"),
        ("无障碍服务指南", "yes"),
        ("未成年人保护政策", "yes"),
        ("不动产登记指南", "yes"),
        ("非物质文化遗产名录", "yes"),
        ("无法迁移的业务系统", "yes"),
        ("不合格食品公示", "yes"),
        ("待县政府办确认", "unknown"),
        ("无法确定", "unknown"),
    ],
)
def test_a_refusal_names_nothing_and_a_compound_is_none(text: str, answer: str) -> None:
    assert WORDS.named(text) == Answer(answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("√纳入  未纳入", "yes"),
        ("纳入  √未纳入", "no"),
        ("是√ 否", "yes"),
        ("是 否√", "no"),
        ("√ 已纳入（2015年）", "yes"),
        ("是/否√", "no"),
        ("是 √ 否", "unknown"),
        ("是/否", "unknown"),
        ("已纳入　未纳入", "unknown"),
        ("已納入", "yes"),
        ("未納入", "no"),
        ("否（拟关停）", "no"),
        ("是（待核实）", "unknown"),
        ("×（未纳入）", "no"),
        ("Ｙ（已录入）", "yes"),
        ("情况不明", "unknown"),
        ("无法确认", "unknown"),
        ("不知道", "unknown"),
        ("属于", "yes"),
    ],
)
def test_one_mark_among_printed_options_chooses_one(text: str, answer: str) -> None:
    assert WORDS.answer(text) == Answer(answer)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("不同意关停，建议保留", Verdict.KEEP),
        ("不同意保留，建议迁移", Verdict.MIGRATE),
        ("不同意迁移，应予保留", Verdict.KEEP),
        ("暂缓关停", None),
        ("不同意保留", None),
        ("停止使用", Verdict.CLOSE),
        ("融合到门户", Verdict.MIGRATE),
        ("以保留独立网站（或子站）方式迁移", Verdict.MIGRATE),
        ("不申请例外，关停", Verdict.CLOSE),
        ("关停（内容并入栏目）", Verdict.CLOSE),
    ],
)
def test_a_negated_verdict_word_is_no_verdict(text: str, verdict: Verdict | None) -> None:
    assert primary(text, WORDS) is verdict


@pytest.mark.parametrize(
    ("cells", "fact", "answer"),
    [
        ({"更新情况": "随时更新"}, "freshness", "yes"),
        ({"更新情况": "每季度一次"}, "freshness", "yes"),
        ({"更新情况": "更新不及时"}, "freshness", "unknown"),
        ({"最后更新时间": "近一个月内有更新"}, "freshness", "yes"),
        ({"最后更新时间": "去年底"}, "freshness", "yes"),
        ({"未更新天数": "一年以上"}, "freshness", "no"),
        ({"最后更新时间": "没有更新时间"}, "freshness", "unknown"),
        ({"最后更新时间": "2016年第4季"}, "freshness", "yes"),
        ({"更新情况": "不及时"}, "freshness", "unknown"),
        ({"运行现状": "已關停"}, "closed", "yes"),
        ({"更新情况": "每2天"}, "freshness", "yes"),
        ({"更新情况": "一月一次"}, "freshness", "yes"),
        ({"更新情况": "每年一次"}, "freshness", "unknown"),
        ({"最后更新时间": "4个多月前"}, "freshness", "yes"),
        ({"最后更新时间": "一年半前"}, "freshness", "no"),
        ({"最后更新时间": "很久以前"}, "freshness", "no"),
        ({"运行现状": "2016年6月关停"}, "closed", "yes"),
        ({"运行现状": "2017年6月关停"}, "closed", "no"),
        ({"运行现状": "网站于去年注销"}, "closed", "yes"),
        ({"运行现状": "关停已完成"}, "closed", "yes"),
        ({"2016年更新条数": "两条"}, "volume", "no"),
        ({"内容情况": "无内容单一情况", "最后更新时间": "2017-02-01"}, "volume", "yes"),
        ({"运行现状": "已自主关停"}, "closed", "yes"),
        ({"运行现状": "已关停（域名未注销）"}, "closed", "yes"),
        ({"运行现状": "已将网站关停"}, "closed", "yes"),
        ({"运行现状": "评论功能已关闭"}, "closed", "no"),
        ({"运行现状": "打不开，拟关停"}, "closed", "no"),
        ({"状态": "3关停", "网站标识码": "1304000001"}, "closed", "yes"),
        ({"门户": "1门户"}, "portal", "yes"),
        ({"门户": "0非门户"}, "portal", "no"),
    ],
)
def test_a_wording_settles_its_fact(tmp_path: Any, cells: dict[str, Any], fact: str, answer: str) -> None:
    assert one_site(tmp_path, **cells)[0].evidence[fact].answer == answer


@pytest.mark.parametrize(
    ("cells", "flag", "flagged"),
    [
        ({"特殊情况类型": None, "分类意见": "不申请例外，关停"}, "exception_without_reason", False),
        ({"特殊情况类型": None, "运行状态": "非例外"}, "exception_without_reason", False),
        ({"需保留内容": "政策", "分类意见": "关停", "迁移栏目": "待定"}, "close_without_target", True),
        ({"完成时限": "2017年2月中旬"}, "date_past", True),
        ({"完成时限": "2017年1月至6月"}, "date_past", False),
    ],
)
def test_a_wording_raises_or_spares_its_flag(tmp_path: Any, cells: dict[str, Any], flag: str, flagged: bool) -> None:
    assert (flag in one_site(tmp_path, **cells)[0].flags) is flagged


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("1.http://a.example 2.http://b.example", ("http://a.example/", "http://b.example/")),
        ("1. a.gov.example 2. b.gov.example", ("http://a.gov.example/", "http://b.gov.example/")),
        ("http://a.examplehttp://b.example", ("http://a.example/", "http://b.example/")),
        ("http://a.example/ ; 203.0.113.9:81", ("http://a.example/", "http://203.0.113.9:81/")),
        ("a.gov.example / b.gov.example", ("http://a.gov.example/", "http://b.gov.example/")),
        ("www nyj.gov.example", ("http://www.nyj.gov.example/",)),
        ("http://www,nyj.gov.example", ("http://nyj.gov.example/",)),
        ("http://www.栖云.政务", ("http://www.xn--9kqy53d.xn--zfr164b/",)),
        ("http://栖云.政务、http://b.example", ("http://xn--9kqy53d.xn--zfr164b/", "http://b.example/")),
        ("http://www.", ()),
        ("htttps://a.example", ("https://a.example/",)),
        ("http://a.example/ (政务外网)", ("http://a.example/",)),
        ("http://a.example/(政务外网)", ("http://a.example/",)),
        ("http://a.example/?url=http://b.example/", ("http://a.example/?url=http://b.example/",)),
    ],
)
def test_addresses_are_told_apart_however_they_stand(text: str, urls: tuple[str, ...]) -> None:
    assert read_addresses(text).urls == urls


def test_a_code_loses_the_stop_behind_it() -> None:
    assert read_code("1306000011。") == ("1306000011", False)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("上级要求：无；绩效考评：无；业务系统：无", "no"),
        ("上级要求：无；绩效考评：无；业务系统：有（学籍管理）", "yes"),
        ("1.上级要求（无）2.绩效考评（无）3.其他（无）", "no"),
        ("其他（说明）：无", "no"),
        ("其他（说明）：承担对台宣传任务", "yes"),
        ("其他：", "no"),
        ("有无特殊情况：无", "no"),
        ("已取消", "no"),
        ("曾有，2015年机构改革后不再适用", "no"),
        ("原有要求，现已取消", "no"),
        ("以前有，现在没有", "no"),
        ("已取消的行政审批事项目录", "yes"),
        ("申报特殊情况未获批准", "no"),
        ("上级无要求，绩效考评有", "yes"),
        ("该网站不属于僵尸网站，承担农产品价格发布任务", "yes"),
        ("无特殊情况，不再承担审批业务", "no"),
        ("请见附件说明", "unknown"),
        ("正在向市局请示是否属于特殊情况", "unknown"),
        ("是否属于特殊情况尚不明确", "unknown"),
        ("有无要求待查", "unknown"),
        ("可能有", "unknown"),
        ("按区政府办意见办理", "unknown"),
        ("没有该网站无法完成省厅考核", "unknown"),
        ("可全部删除", "no"),
        ("除机构概况外均可删除", "yes"),
        ("工作动态、图片新闻等均不保留", "no"),
        ("政策文件需保留、新闻动态均不保留", "yes"),
        ("未更新栏目无需保留，领导讲话、规划计划保留", "yes"),
        ("无（图片除外）", "yes"),
        ("不予公开目录", "yes"),
        ("经清查无确需保留内容", "no"),
        ("不能随意关停", "yes"),
        ("上级要求：待定", "unknown"),
        ("正在向市民提供服务", "yes"),
        ("已取消收费项目清单", "yes"),
        ("不得擅自关闭，上级有批文", "yes"),
        ("没有其他平台可以代替", "yes"),
        ("自查无此情况", "no"),
        ("见备注", "unknown"),
        ("公告、图片均不保留，法规保留", "yes"),
        ("2013年以前内容可删除，以后的保留", "yes"),
        ("经领导研究，不属于特殊情况", "no"),
        ("未成年人保护热线", "yes"),
    ],
)
def test_a_list_a_lapse_and_a_doubt_are_told_from_a_name(text: str, answer: str) -> None:
    assert WORDS.named(text) == Answer(answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("计划2017年配备", "unknown"),
        ("有短期技术保障", "unknown"),
        ("暂由志愿者维护", "unknown"),
        ("有，但不可靠", "no"),
        ("有，但有外包公司支持", "yes"),
        ("曾有", "no"),
        ("原有专人，2016年调走后无人接手", "no"),
        ("原建站公司已倒闭", "no"),
        ("原则上可以保障", "yes"),
        ("计划科专人负责", "yes"),
        ("准备充分", "yes"),
        ("没有问题", "yes"),
        ("无困难", "yes"),
        ("自主", "yes"),
    ],
)
def test_an_ability_is_one_of_today_and_lasting(text: str, answer: str) -> None:
    assert WORDS.ability(text) == Answer(answer)


@pytest.mark.parametrize(
    ("cells", "fact", "answer"),
    [
        ({"上级要求": "上级要求关停"}, "demanded", "no"),
        ({"上级要求": "市局发文要求撤销县级网站"}, "demanded", "no"),
        ({"上级要求": "上级要求不得关停"}, "demanded", "yes"),
        ({"上级要求": "要求保留内容，不要求保留网站"}, "demanded", "no"),
        ({"上级要求": "要求在门户网站开设专栏即可"}, "demanded", "no"),
        ({"上级要求": "上级建议保留"}, "demanded", "unknown"),
        ({"上级要求": "无，但网站承载业务系统"}, "demanded", "unknown"),
        ({"上级要求": "无明确要求，但市局考核网站信息量"}, "demanded", "yes"),
        ({"上级要求": "听说要求保留"}, "demanded", "unknown"),
        ({"上级要求": "2018年起拟列入考评"}, "demanded", "unknown"),
        ({"上级要求": "上级要求取消链接，保留网站"}, "demanded", "yes"),
        ({"上级要求": "县里要求整合到门户"}, "demanded", "unknown"),
        ({"上级要求": "考核办法中无网站项目"}, "demanded", "no"),
        ({"上级要求": "无线电管理局要求建站"}, "demanded", "yes"),
        ({"运行现状": "停止服务"}, "closed", "yes"),
        ({"运行现状": "已关闭，待恢复"}, "closed", "no"),
        ({"运行现状": "公众号已注销"}, "closed", "no"),
        ({"是否纳入报送系统": "已纳入，后台数据已删除重报"}, "listed", "yes"),
        ({"是否纳入报送系统": "未从系统移出"}, "listed", "unknown"),
        ({"是否纳入报送系统": "纳入省系统"}, "listed", "unknown"),
        ({"是否纳入报送系统": "已移出"}, "listed", "no"),
        ({"更新情况": "原来每周更新"}, "freshness", "unknown"),
        ({"更新情况": "没有及时更新"}, "freshness", "unknown"),
        ({"更新情况": "2年3个月未更新"}, "freshness", "no"),
        ({"更新数量": "几乎没有", "最后更新时间": "2017-02-01"}, "volume", "no"),
        ({"运行现状": "2016年12月关停并注销域名"}, "closed", "yes"),
        ({"运行现状": "2015年底停止服务，域名未续费"}, "closed", "yes"),
        ({"运行现状": "2017年6月停止运行"}, "closed", "no"),
        ({"运行现状": "2016年3月关停，同年9月重新开通"}, "closed", "no"),
        ({"运行现状": "已关停，无法恢复"}, "closed", "yes"),
        ({"运行现状": "手机版已下线"}, "closed", "no"),
        ({"运行现状": "英文版已关停，中文版正常"}, "closed", "no"),
        ({"运行现状": "旧版已关停，新版运行正常"}, "closed", "no"),
        ({"运行现状": "老站已关闭，新站在线"}, "closed", "no"),
        ({"运行现状": "已迁移至政府门户网站，原网站关停"}, "closed", "yes"),
        ({"是否纳入报送系统": "原已纳入，2016年从系统中删除"}, "listed", "no"),
        ({"是否纳入报送系统": "已从系统移除"}, "listed", "no"),
        ({"是否纳入报送系统": "已申请移出"}, "listed", "unknown"),
        ({"是否纳入报送系统": "纳入省级系统，未纳入全国系统"}, "listed", "no"),
        ({"是否纳入报送系统": "未纳入省级系统，已纳入全国系统"}, "listed", "yes"),
        ({"是否纳入报送系统": "漏报"}, "listed", "no"),
        ({"最后更新时间": "2016年3月改版，2017年2月更新"}, "freshness", "yes"),
        ({"最后更新时间": "2017年1月改版，2016年3月后未更新"}, "freshness", "no"),
        ({"最后更新时间": "3月24日以后未更新"}, "freshness", "no"),
        ({"更新情况": "除通知公告外均长期未更新"}, "freshness", "unknown"),
        ({"更新情况": "各栏目均超过一年未更新"}, "freshness", "no"),
        ({"更新情况": "个别栏目长期未更新"}, "freshness", "unknown"),
        ({"更新情况": "首页每日更新，人事栏目一年未更新"}, "freshness", "yes"),
        ({"更新情况": "未发现长期不更新"}, "freshness", "yes"),
        ({"更新情况": "没有长期未更新栏目"}, "freshness", "yes"),
        ({"更新情况": "曾长期不更新，现已恢复正常更新"}, "freshness", "yes"),
        ({"更新情况": "计划2017年3月起每周更新"}, "freshness", "unknown"),
        ({"更新情况": "拟2017年3月恢复更新"}, "freshness", "unknown"),
        ({"更新情况": "原每日更新，现已停更"}, "freshness", "no"),
        ({"未更新天数": "超过180天"}, "freshness", "no"),
        ({"未更新天数": "180天"}, "freshness", "yes"),
        ({"更新数量": "内容单一", "最后更新时间": "2017-02-01"}, "volume", "no"),
        ({"更新数量": "很少", "最后更新时间": "2017-02-01"}, "volume", "no"),
        ({"更新数量": "少", "最后更新时间": "2017-02-01"}, "volume", "no"),
        ({"更新数量": "3", "最后更新时间": "2017-02-01"}, "volume", "yes"),
        ({"空白栏目个数": "很少", "最后更新时间": "2017-02-01"}, "volume", "yes"),
        ({"内容情况": "曾内容单一，改版后内容丰富", "最后更新时间": "2017-02-01"}, "volume", "yes"),
    ],
)
def test_a_sentence_is_read_clause_by_clause(tmp_path: Any, cells: dict[str, Any], fact: str, answer: str) -> None:
    assert one_site(tmp_path, **cells)[0].evidence[fact].answer == answer


@pytest.mark.parametrize(
    ("cells", "flag", "flagged"),
    [
        ({"主办单位意见": "关停", "复核意见": "不同意"}, "owner_office_differ", True),
        ({"主办单位意见": "保留", "复核意见": "不保留"}, "owner_office_differ", True),
        ({"主办单位意见": "不同意关停", "复核意见": "关停"}, "owner_office_differ", True),
        ({"主办单位意见": "暂缓关停", "复核意见": "关停"}, "owner_office_differ", True),
        ({"主办单位意见": "关停", "复核意见": "不保留"}, "owner_office_differ", False),
        ({"主办单位意见": "关停", "复核意见": "待定"}, "owner_office_differ", False),
        ({"主办单位": "县林业局", "分类意见": "保留内容，网站关停"}, "keep_for_township_or_department", False),
        ({"特殊情况类型": None, "分类意见": "不符合例外条件，关停"}, "exception_without_reason", False),
        ({"完成时限": "3月24日前"}, "date_past", False),
        ({"完成时限": "15日前"}, "date_past", False),
        ({"完成时限": "2016年11月启动，2016年12月完成"}, "date_past", True),
        ({"主办单位意见": "关停", "复核意见": "不同意，补充材料后再报"}, "owner_office_differ", True),
        ({"主办单位意见": "关停", "复核意见": "无不同意见"}, "owner_office_differ", False),
        ({"完成时限": "2017年1月启动，2017年3月完成"}, "date_past", False),
        ({"完成时限": "2016年10月启动，2017年1月完成"}, "date_past", True),
        ({"运行现状": "可以打开", "最后更新时间": "2015-03"}, "normal_but_stale", True),
        ({"运行现状": "不可以打开", "最后更新时间": "2015-03"}, "normal_but_stale", False),
    ],
)
def test_a_refused_opinion_and_a_span_of_work_are_understood(
    tmp_path: Any, cells: dict[str, Any], flag: str, flagged: bool
) -> None:
    assert (flag in one_site(tmp_path, **cells)[0].flags) is flagged


def test_a_day_of_a_month_is_no_duration() -> None:
    assert read_span("3月24日前", AS_OF) is None
    assert read_idle_days("3月24日以后未更新") is None
