"""The channel tree and the sites' maps: reviewable files whose faults are all named at once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.channels import SHIPPED, ChannelRule, add_channels, named_channel, read_channels
from mappings.errors import MappingError
from mappings.site_maps import ColumnRow, read_site_map, replace_site_map, write_site_map

TREE = read_channels()


def test_the_shipped_tree_is_sound_and_every_channel_has_a_type() -> None:
    assert {"通知公告", "政策文件", "政策解读", "机构职能", "工作动态"} <= {rule.name for rule in TREE}
    assert all(rule.column_type and len(rule.trail) == rule.path.count("/") + 1 for rule in TREE)
    assert "栖云" not in SHIPPED.read_text("utf-8")


def test_an_office_overrides_the_tree_key_by_key(tmp_path: Path) -> None:
    own = tmp_path / "channels.toml"
    own.write_text(
        '[[channel]]\npath = "zjdf"\nname = "走进栖云"\n[[channel]]\npath = "zjdf/sc"\nname = "栖云山茶"\n', "utf-8"
    )
    rules = {rule.path: rule for rule in read_channels(own, tmp_path / "not-there.toml")}
    old = {rule.path: rule for rule in TREE}
    assert (rules["zjdf"].name, rules["zjdf"].synonyms) == ("走进栖云", old["zjdf"].synonyms)
    assert rules["zjdf/sc"].trail == ("走进栖云", "栖云山茶")
    assert rules["zjdf/dfz"].trail[0] == "走进栖云"
    assert rules["zjdf/sc"].order == len(TREE)


def test_all_faults_of_a_tree_are_named_at_once(tmp_path: Path) -> None:
    own = tmp_path / "channels.toml"
    own.write_text(
        'stray = 1\n[[channel]]\npath = "Zwgk"\nname = "坏路径"\n[[channel]]\npath = "a/b"\nname = "没有上级"\n'
        '[[channel]]\npath = "c"\nsynonyms = ["公告公示"]\ncolour = "red"\n'
        '[[channel]]\npath = "d"\nname = 3\n[[channel]]\npath = "d"\nname = "重复"\n',
        "utf-8",
    )
    with pytest.raises(MappingError) as caught:
        read_channels(own)
    for said in ["stray", "Zwgk", "a/b 的上级", "c 没有 name", "公告公示", "colour", "name 的值不可用", "d 重复"]:
        assert said in caught.value.problem
    assert caught.value.remedy


def test_new_channels_stand_below_what_the_office_wrote_and_its_own_words_stay(tmp_path: Path) -> None:
    own = tmp_path / "mappings" / "channels.toml"
    added = [ChannelRule("lyw", "栖云旅游", ("栖云旅游",)), ChannelRule("lyw/c1", "通知公告", ("栖云旅游", "通知公告"))]
    assert add_channels(own, []) is False and not own.exists()
    assert add_channels(own, added[:1]) is True
    own.write_text(own.read_text("utf-8") + "# 办公室的批注\n", "utf-8")
    assert add_channels(own, added[1:]) is True
    rules = {rule.path: rule for rule in read_channels(own)}
    assert rules["lyw/c1"].trail == ("栖云旅游", "通知公告")  # the same name elsewhere in the tree is no fault
    assert "# 办公室的批注" in own.read_text("utf-8")


def test_words_that_speak_for_two_channels_and_twins_below_one_parent_are_faults(tmp_path: Path) -> None:
    own = tmp_path / "channels.toml"
    own.write_text(
        '[[channel]]\npath = "a"\nname = "甲"\nendings = ["动态"]\ntitle_words = ["解读"]\n'
        '[[channel]]\npath = "zwgk/b"\nname = "通知公告"\nendings = "动态"\n',
        "utf-8",
    )
    with pytest.raises(MappingError) as caught:
        read_channels(own)
    for said in ["词尾“动态”", "标题用词“解读”", "两个频道名为“通知公告”", "endings 的值不可用"]:
        assert said in caught.value.problem


@pytest.mark.parametrize("text", ["[[channel", "channel = 1", "channel = [1]"])
def test_a_tree_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "channels.toml").write_text(text, "utf-8")
    with pytest.raises(MappingError, match="channel"):
        read_channels(tmp_path / "channels.toml")


@pytest.mark.parametrize("text", ["zwgk/tzgg", "政务公开/通知公告", " 政务公开 / 通知公告 "])
def test_a_person_may_name_a_channel_by_path_or_names(text: str) -> None:
    found = named_channel(text, TREE)
    assert found is not None and found.path == "zwgk/tzgg"


def test_a_name_that_is_no_channel_names_none() -> None:
    assert named_channel("政务公开/没有", TREE) is None


ROW = ColumnRow(("政务公开", "通知公告"), "zwgk/tzgg", ("政务公开", "通知公告"), articles=12, why="名称相同")


def test_a_map_is_read_as_it_was_written_and_writing_it_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sites" / "9900000002.toml"
    assert write_site_map(path, [ROW], site_name="栖云县农业农村局网站") is True
    assert read_site_map(path, TREE) == (ROW,)
    assert "confirmed = true" in path.read_text("utf-8").split("[[column]]")[0]
    assert write_site_map(path, [ROW], site_name="栖云县农业农村局网站") is False


def test_no_file_is_an_empty_map(tmp_path: Path) -> None:
    assert read_site_map(tmp_path / "none.toml", TREE) == ()


def test_a_confirmed_row_is_never_changed_by_a_rewrite(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    write_site_map(path, [ROW, ColumnRow(("动态",), "xwdt/gzdt", articles=1)])
    text = path.read_text("utf-8").replace('channel = "zwgk/tzgg"', 'channel = "政务公开/政策文件"')
    head, _, rest = text.rpartition("confirmed = false")
    path.write_text(head + "confirmed = true" + rest, "utf-8")
    assert [row.confirmed for row in read_site_map(path)] == [False, True]
    write_site_map(path, [ColumnRow(ROW.path, "xwdt", articles=99), ColumnRow(("新栏目",), "xwdt")])
    rows = {row.path: row for row in read_site_map(path, TREE)}
    assert rows[ROW.path] == ColumnRow(ROW.path, "zwgk/zcwj", ("政务公开", "政策文件"), True, 12, "名称相同")
    assert set(rows) == {ROW.path, ("新栏目",)}


def test_a_map_with_faults_is_not_overwritten_and_all_are_named(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    text = (
        'x = 1\n[[column]]\npath = ["甲"]\nchannel = "没有的频道"\nconfirmed = true\n'
        '[[column]]\npath = ["乙"]\nchannel = "bmpd/d1/c1"\nconfirmed = false\n'
        '[[column]]\npath = ["丙"]\nchannel = "xwdt"\nconfirmed = "yes"\n'
        '[[column]]\npath = ["丁"]\nconfirmed = true\n'
        '[[column]]\npath = ["甲"]\nchannel = "xwdt"\nconfirmed = true\ncolour = "red"\n'
        '[[column]]\npath = ["甲"]\nchannel = "xwdt"\nconfirmed = true\n'
    )
    path.write_text(text, "utf-8")
    with pytest.raises(MappingError) as caught:
        read_site_map(path, TREE)
    for said in ["x 不是", "没有的频道", "bmpd/d1/c1", "confirmed 的值不可用", "缺少 channel", "colour", "甲 重复"]:
        assert said in caught.value.problem
    with pytest.raises(MappingError, match="有误"):
        write_site_map(path, [ROW])
    assert path.read_text("utf-8") == text


def test_an_answer_not_to_place_a_column_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('[[column]]\npath = ["测试"]\nchannel = ""\nconfirmed = true\n', "utf-8")
    assert read_site_map(path, TREE) == (ColumnRow(("测试",), "", confirmed=True),)


names = st.lists(st.text(min_size=1, max_size=10).filter(str.strip), max_size=3).map(tuple)


@given(st.dictionaries(names, st.integers(0, 9999), max_size=5))
def test_any_column_names_survive_the_file(tmp_path_factory: pytest.TempPathFactory, columns: dict) -> None:
    path = tmp_path_factory.mktemp("map") / "site.toml"
    rows = [ColumnRow(column, "xwdt", articles=count) for column, count in sorted(columns.items())]
    write_site_map(path, rows)
    assert list(read_site_map(path)) == rows


SPLIT = (
    ColumnRow(("公告",), "zwgk/cgzb", confirmed=True, title_has=("招标", "中标")),
    ColumnRow(("公告",), "", confirmed=True, since="2010-01-01", until="2015-12-31"),
    ColumnRow(("公告",), "zwgk/tzgg"),
)


def test_a_split_keeps_its_order_and_conditions_through_the_file_and_through_new_suggestions(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    assert replace_site_map(path, [("公告",)], SPLIT) is True
    assert read_site_map(path) == SPLIT
    assert replace_site_map(path, [("公告",)], SPLIT) is False
    write_site_map(path, [ColumnRow(("公告",), "xwdt", articles=3)])
    assert read_site_map(path) == (*SPLIT[:2], ColumnRow(("公告",), "xwdt", articles=3))


def test_replacing_one_columns_rows_leaves_the_others_alone(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    other = ColumnRow(("动态",), "xwdt/gzdt", confirmed=True, articles=4)
    replace_site_map(path, [("公告",), ("动态",)], [*SPLIT, other])
    replace_site_map(path, [("公告",)], [ColumnRow(("公告",), "zwgk", confirmed=True)])
    assert read_site_map(path) == (ColumnRow(("公告",), "zwgk", confirmed=True), other)


def test_a_split_that_a_person_wrote_is_not_lost_while_it_is_unconfirmed(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    row = '[[column]]\npath = ["甲"]\nuntil = "2015-12-31"\nchannel = "xwdt"\nconfirmed = false\n'
    path.write_text(row, "utf-8")
    write_site_map(path, [ColumnRow(("甲",), "zwgk")])
    assert [(one.channel, one.until) for one in read_site_map(path)] == [("xwdt", "2015-12-31"), ("zwgk", "")]


def test_conditions_that_cannot_be_meant_are_faults(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    row = '[[column]]\npath = ["{}"]\nchannel = "xwdt"\nconfirmed = true\n{}\n'
    path.write_text(
        "".join(row.format(*one) for one in [
            ("甲", 'from = "春天"'), ("乙", "from = 2020-01-02\nuntil = 2020-01-01"), ("丙", 'title_has = "招标"'),
            ("丁", ""), ("丁", 'title_has = ["招标"]'), ("戊", "until = 20151231"),
        ]),
        "utf-8",
    )  # fmt: skip
    with pytest.raises(MappingError) as caught:
        read_site_map(path)
    for said in ["from 应是日期", "from 晚于 until", "title_has 的值", "永远不起作用", "until 应是日期"]:
        assert said in caught.value.problem
