"""Channel maps at the desk: suggested in a workbook, taken back, checked, and kept by what is published."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from mappings.channels import read_channels
from migrate.errors import SheetError, StageError
from migrate.ledger.book import open_ledger
from migrate.ledger.schema import entries
from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
from migrate.run.channel_check import check_channels
from migrate.run.channels import site_map_of
from migrate.run.whole import run_stage
from migrate.run.work import Order, Silent
from migrate.settings import Settings
from migrate.sheet.channel_lines import CHANNEL_SHEET, TITLES
from tests.run.column_maps import (
    COLUMNS,
    FARM,
    TOUR,
    at_desk,
    copy_line,
    fill,
    imported,
    line_of,
    rows_of,
    suggested,
    workspace,
)

NOTICES, CROPS, NEWS, SIGHTS = ("政务公开", "通知公告"), ("种植业",), ("工作动态",), ("景区景点",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path)


@pytest.fixture
def book(folder: Path) -> Path:
    return suggested(folder)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted((folder / "mappings").rglob("*.toml"))}


def entered(folder: Path) -> list[tuple[str, str | None, str | None]]:
    with open_ledger("", folder) as ledger, ledger.begin() as connection:
        query = select(entries).where(entries.c.stage == "channels").order_by(entries.c.id)
        return [(row.event, row.site_key, row.item) for row in connection.execute(query)]


def checked(folder: Path, today: date = date(2026, 1, 5)) -> tuple[str, int]:
    done = check_channels(folder, Settings(), Silent(), today=today)
    return "\n".join(done.result.waiting), done.result.exit_code


def test_every_column_has_a_line_with_its_count_days_titles_and_suggestion(book: Path) -> None:
    sheet = load_workbook(book)[CHANNEL_SHEET]
    line = [sheet.cell(line_of(book, FARM, NOTICES), column).value for column in range(1, len(TITLES) + 1)]
    told = dict(zip(TITLES, line, strict=True))
    assert (told["文章数"], told["最新文章"], told["最早文章"]) == (3, "2020-09-01", "2016-03-01")
    assert told["标题样本"].split("\n") == ["关于春耕的通知", "农机招标公告", "关于秋收的通知"]
    assert told["建议频道"] == "政务公开 / 通知公告"
    assert told["其他建议一"] and told["其他建议二"] and told["建议理由"]
    assert sheet.max_row == 2 + sum(map(len, COLUMNS.values()))


def test_a_blank_line_confirms_nothing(folder: Path, book: Path) -> None:
    before = files(folder)
    done = imported(folder, book)
    assert (done.counts, done.exit_code) == ({"未填写": 6}, 0)
    assert files(folder) == before
    assert entered(folder) == []


def test_only_what_was_filled_in_changes_and_the_ledger_says_so(folder: Path, book: Path) -> None:
    fill(book, line_of(book, FARM, NOTICES), 决定="同意", 决定人="王某", 说明="与办公室商定")
    fill(book, line_of(book, FARM, CROPS), 决定="另选", 另选频道="办事服务 / 科普知识")
    fill(book, line_of(book, TOUR, ()), 决定="不迁移")
    imported(folder, book)
    farm, tour = rows_of(folder, FARM), rows_of(folder, TOUR)
    assert [(row.channel, row.confirmed) for row in farm[NOTICES]] == [("zwgk/tzgg", True)]
    assert [(row.channel, row.confirmed) for row in farm[CROPS]] == [("bsfw/kpzs", True)]
    assert [row.confirmed for row in farm[NEWS]] == [False]
    assert [(row.channel, row.confirmed) for row in tour[()]] == [("", True)]
    assert entered(folder) == [
        ("confirmed", FARM, "政务公开 / 通知公告"), ("confirmed", FARM, "种植业"), ("confirmed", TOUR, ""),
    ]  # fmt: skip


def test_the_same_workbook_a_second_time_changes_nothing(folder: Path, book: Path) -> None:
    fill(book, line_of(book, FARM, NEWS), 决定="新建频道", 新频道名称="三农动态", 新频道上级="新闻动态")
    assert imported(folder, book).counts["新建频道"] == 1
    before, said = files(folder), entered(folder)
    done = imported(folder, book)
    assert done.counts == {"与现有对应一致": 1, "未填写": 5}
    assert (files(folder), entered(folder)) == (before, said)


def test_what_was_confirmed_stands_filled_in_the_next_workbook_and_means_the_same(folder: Path, book: Path) -> None:
    fill(book, line_of(book, FARM, NOTICES), 决定="另选", 另选频道="zwgk/cgzb", 标题含="招标、中标")
    fill(book, line_of(book, FARM, CROPS), 决定="同意")
    fill(book, line_of(book, TOUR, CROPS), 决定="新建频道", 新频道名称="乡村旅游", 新频道上级="地方概况")
    imported(folder, book)
    before = files(folder)
    done = imported(folder, suggested(folder))
    assert done.counts == {"与现有对应一致": 3, "未填写": 3}
    assert files(folder) == before


def test_departments_columns_are_merged_into_one_new_channel(folder: Path, book: Path) -> None:
    first = line_of(book, FARM, CROPS)
    number = load_workbook(book)[CHANNEL_SHEET].cell(first, 1).value
    fill(book, first, 决定="新建频道", 新频道名称="特色农业", 新频道上级="专题专栏")
    fill(book, line_of(book, TOUR, CROPS), 决定="合并", 合并到序号=number)
    imported(folder, book)
    [farm], [tour] = rows_of(folder, FARM)[CROPS], rows_of(folder, TOUR)[CROPS]
    rule = next(one for one in read_channels(folder / "mappings/channels.toml") if one.path == farm.channel)
    assert rule.trail == ("专题专栏", "特色农业")
    assert farm.channel == tour.channel


def test_a_new_channel_may_stand_below_one_that_a_later_line_makes(folder: Path, book: Path) -> None:
    fill(book, line_of(book, FARM, CROPS), 决定="新建频道", 新频道名称="粮油", 新频道上级="栖云特产")
    fill(book, line_of(book, TOUR, CROPS), 决定="新建频道", 新频道名称="栖云特产")
    imported(folder, book)
    [row] = rows_of(folder, FARM)[CROPS]
    assert row.trail == ("栖云特产", "粮油")


def test_a_sub_site_keeps_the_columns_of_its_site(folder: Path, book: Path) -> None:
    for column in (SIGHTS, CROPS):
        fill(book, line_of(book, TOUR, column), 决定="迁入子站", 新频道名称="栖云旅游")
    imported(folder, book)
    tour = rows_of(folder, TOUR)
    assert [tour[column][0].trail for column in (SIGHTS, CROPS)] == [("栖云旅游", "景区景点"), ("栖云旅游", "种植业")]


def split(book: Path) -> None:
    """通知公告: tenders by their titles, what is old is left, the rest as suggested."""
    row = line_of(book, FARM, NOTICES)
    copy_line(book, row, 2)
    fill(book, row, 决定="另选", 另选频道="政务公开/采购招标", 标题含="招标；中标")
    fill(book, row + 1, 决定="不迁移", 截止日期="2016年")
    fill(book, row + 2, 决定="同意")


def test_a_column_is_split_by_words_and_days_in_the_order_of_the_lines(folder: Path, book: Path) -> None:
    split(book)
    imported(folder, book)
    rows = rows_of(folder, FARM)[NOTICES]
    assert [(row.channel, row.until, row.title_has) for row in rows] == [
        ("zwgk/cgzb", "", ("招标", "中标")), ("", "2016-12-31", ()), ("zwgk/tzgg", "", ()),
    ]  # fmt: skip


def test_a_split_without_a_last_line_leaves_the_rest_unconfirmed(folder: Path, book: Path) -> None:
    fill(book, line_of(book, FARM, NOTICES), 决定="另选", 另选频道="zwgk/cgzb", 标题含="招标")
    imported(folder, book)
    assert [(row.channel, row.confirmed) for row in rows_of(folder, FARM)[NOTICES]] == [
        ("zwgk/cgzb", True), ("zwgk/tzgg", False),
    ]  # fmt: skip


def test_a_publish_that_follows_keeps_a_split_as_it_is(folder: Path, book: Path) -> None:
    split(book)
    imported(folder, book)
    before = files(folder)
    with at_desk(folder) as work:
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        for site in sites:
            site_map_of(work, site, read_channels(*work.own("channels.toml")))
    assert files(folder) == before


def test_all_faults_are_named_at_once_with_row_and_remedy_and_nothing_changes(folder: Path, book: Path) -> None:
    rows = {name: line_of(book, *at) for name, at in {
        "notices": (FARM, NOTICES), "crops": (FARM, CROPS), "news": (FARM, NEWS), "sights": (TOUR, SIGHTS),
        "tea": (TOUR, CROPS), "none": (TOUR, ()),
    }.items()}  # fmt: skip
    fill(book, rows["notices"], 决定="随便")
    fill(book, rows["crops"], 决定="另选", 另选频道="没有的频道")
    fill(book, rows["news"], 决定="另选")
    fill(book, rows["sights"], 决定="合并", 合并到序号=999)
    fill(book, rows["tea"], 决定="同意", 起始日期="春天")
    fill(book, rows["none"], 说明="再议")
    before = files(folder)
    with pytest.raises(SheetError) as caught:
        imported(folder, book)
    said = caught.value.problem
    assert all(f"第 {row} 行" in said for row in rows.values())
    for word in [
        "决定“随便”",
        "没有的频道",
        "没有填写另选频道",
        "序号“999”",
        "不是日期",
        "没有填写决定",
        CHANNEL_SHEET,
        str(book),
    ]:
        assert word in said
    assert (files(folder), entered(folder)) == (before, [])
    assert not (folder / "mappings" / "channels.toml").exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"决定": "同意", "另选频道": "政务公开"}, "却填写了另选频道"),
        ({"决定": "新建频道", "新频道名称": "甲/乙"}, "不可用"),
        ({"决定": "新建频道", "新频道名称": "甲", "新频道上级": "没有"}, "新频道上级“没有”"),
        ({"决定": "同意", "起始日期": "2020-01-01", "截止日期": "2019-01-01"}, "晚于"),
        ({"决定": "同意", "栏目键（勿改）": "x"}, "不是本表发出的"),
        ({"决定": "同意", "栏目键（勿改）": None}, "没有栏目键"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(folder: Path, book: Path, cells: dict, said: str) -> None:
    fill(book, line_of(book, FARM, NEWS), **cells)
    with pytest.raises(SheetError, match=said):
        imported(folder, book)


def test_lines_of_one_column_that_can_never_matter_are_refused(folder: Path, book: Path) -> None:
    row = line_of(book, FARM, NOTICES)
    copy_line(book, row, 2)
    for at, words in ((row, None), (row + 1, "招标"), (row + 2, None)):
        fill(book, at, 决定="同意", 标题含=words)
    with pytest.raises(SheetError) as caught:
        imported(folder, book)
    assert "永远不起作用" in caught.value.problem and "条件相同" in caught.value.problem


def test_columns_merged_with_each_other_are_refused(folder: Path, book: Path) -> None:
    one, other = line_of(book, FARM, CROPS), line_of(book, TOUR, CROPS)
    sheet = load_workbook(book)[CHANNEL_SHEET]
    numbers = sheet.cell(one, 1).value, sheet.cell(other, 1).value
    fill(book, one, 决定="合并", 合并到序号=numbers[1])
    fill(book, other, 决定="合并", 合并到序号=numbers[0])
    with pytest.raises(SheetError, match="互相合并"):
        imported(folder, book)


def test_a_file_that_is_not_ours_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(SheetError, match="不是本工具生成的"):
        imported(folder, tmp_path / "a.csv")


def test_a_workspace_without_articles_has_nothing_to_suggest(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="还没有提取到文章"):
        suggested(workspace(tmp_path, {FARM: {}}))


def test_check_names_what_nobody_confirmed_and_what_has_no_map(folder: Path) -> None:
    said, code = checked(folder)
    assert code == 1
    assert "3 个栏目没有对应（6 篇文章）" in said and "3 个栏目没有对应（3 篇文章）" in said
    suggested(folder)
    said, _ = checked(folder)
    assert "3 个栏目的频道尚未确认（6 篇文章暂不发布）" in said and "没有对应" not in said


def test_check_names_every_fault_of_every_file(folder: Path, book: Path) -> None:
    sites = folder / "mappings" / "sites"
    text = (sites / f"{FARM}.toml").read_text("utf-8")
    (sites / f"{FARM}.toml").write_text(text.replace("zwgk/tzgg", "Zwgk/TZGG"), "utf-8")
    (sites / "nobody.toml").write_text("", "utf-8")
    with (sites / f"{TOUR}.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[column]]\npath = ["没有了"]\nchannel = "xwdt"\nconfirmed = true\n')
    said, code = checked(folder)
    assert code == 1
    for word in ["Zwgk/TZGG", "nobody.toml", "没有了"]:
        assert word in said


def test_check_counts_what_a_split_leaves_over(folder: Path, book: Path) -> None:
    path = folder / "mappings" / "sites" / f"{FARM}.toml"
    blocks = path.read_text("utf-8").split("\n[[column]]\n")
    at = next(n for n, block in enumerate(blocks) if '"种植业"' in block)
    blocks[at] = blocks[at].replace("channel =", "from = 2016-01-01\nchannel =").replace("false", "true")
    path.write_text("\n[[column]]\n".join(blocks), "utf-8")
    said, _ = checked(folder)
    assert "种植业 的拆分条件漏下 2 篇文章，其中 1 篇没有发布时间" in said


def test_check_warns_of_empty_and_stale_channels_with_their_basis(folder: Path, book: Path) -> None:
    office = folder / "mappings" / "channels.toml"
    office.write_text('[[channel]]\npath = "ztzl/kxc"\nname = "空栏"\ncolumn_type = "专题专栏"\n', "utf-8")
    said, _ = checked(folder, date(2020, 9, 20))
    assert "频道 专题专栏/空栏（ztzl/kxc）会是空白频道" in said
    assert "频道 新闻动态/工作动态 迁入 1 篇，最新一篇 2019-01-02，超过2周" in said
    assert "检查指标" in said
    assert "频道 政务公开/通知公告" not in said  # its newest is 19 days old, the limit 6 months
    said, _ = checked(folder, date(2021, 9, 20))
    assert "频道 政务公开/通知公告 迁入 3 篇，最新一篇 2020-09-01，超过6个月" in said


def test_check_is_content_when_everything_is_said_and_fresh(folder: Path, book: Path) -> None:
    for key, columns in COLUMNS.items():
        for column in columns:
            fill(book, line_of(book, key, column), 决定="同意")
    imported(folder, book)
    assert checked(folder, date(2019, 1, 5)) == ("", 0)


def test_two_columns_of_one_name_in_one_channel_are_pointed_out(tmp_path: Path) -> None:
    one = [("县局通知", "2019-01-01")]
    folder = workspace(tmp_path, {FARM: {("办公室", "通知"): one, ("农机站", "通知"): [("农机通知", "2019-01-02")]}})
    suggested(folder)
    said, _ = checked(folder)
    assert "2 个同名栏目迁入同一频道 zwgk/tzgg" in said


def channels_of(folder: Path) -> dict[str, str | None]:
    with open_ledger("", folder) as ledger, ledger.begin() as connection:
        return {line["title"]: line["channel"] for line in article_lines(connection, "")}


def publish(folder: Path, *, unreviewed: bool = False) -> None:
    run_stage(folder, Settings(), Silent(), "publish", Order(unreviewed=unreviewed))


def test_a_changed_map_moves_what_was_published_and_takes_back_what_shall_not_be(folder: Path) -> None:
    publish(folder, unreviewed=True)
    before = channels_of(folder)
    assert before["农机招标公告"] == before["关于春耕的通知"] == "zwgk/tzgg"
    book = suggested(folder)
    split(book)
    fill(book, line_of(book, FARM, NEWS), 决定="另选", 另选频道="政务公开")
    imported(folder, book)
    publish(folder)
    after = channels_of(folder)
    assert {title: after[title] for title in ("农机招标公告", "关于秋收的通知", "县局召开会议")} == {
        "农机招标公告": "zwgk/cgzb", "关于秋收的通知": "zwgk/tzgg", "县局召开会议": "zwgk",
    }  # fmt: skip
    assert after["关于春耕的通知"] is None  # it is of 2016 and was not to be moved
    assert after["早稻长势良好"] is None  # nobody confirmed its column
    publish(folder)
    assert channels_of(folder) == after


def test_a_dry_run_sees_the_map_as_it_would_be_and_writes_none(folder: Path) -> None:
    with at_desk(folder) as work:
        with work.ledger.begin() as connection:
            site = next(one for one in known_sites(connection) if one.site_key == FARM)
        tree = read_channels()
        seen = site_map_of(work, site, tree, write=False)
        assert files(folder) == {}
        assert [(row.path, row.channel) for row in site_map_of(work, site, tree)] == [
            (row.path, row.channel) for row in seen
        ]
    assert {row.path for row in seen} == set(COLUMNS[FARM])
