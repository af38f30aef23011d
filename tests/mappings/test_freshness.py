"""How long a channel may stand without a new article: data with its basis, refused whole when it cannot be used."""

from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.freshness import read_freshness


@pytest.mark.parametrize(
    ("column_type", "days"),
    [("工作动态", 14), ("通知公告", 183), ("政策文件", 183), ("人事信息", 366), ("专题专栏", None)],
)
def test_a_channel_has_the_limit_of_its_kind(column_type: str, days: int | None) -> None:
    limit = read_freshness().limit_of(column_type)
    assert (limit.days if limit else None) == days


def test_every_limit_and_total_names_its_basis() -> None:
    freshness = read_freshness()
    assert all(one.basis for one in (*freshness.limits, *freshness.totals))
    assert sorted(total.most for total in freshness.totals) == [5, 5, 10]


def test_an_office_may_say_it_otherwise(tmp_path: Path) -> None:
    text = '[[limit]]\nname = "甲"\ncolumn_types = ["工作动态"]\ndays = 30\nsaid = "1个月"\nbasis = "本地办法"\n'
    (tmp_path / "freshness.toml").write_text("total = []\n" + text, "utf-8")
    freshness = read_freshness(tmp_path)
    assert [(one.name, one.days) for one in freshness.limits] == [("甲", 30)]
    assert freshness.totals == ()


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "freshness.toml").write_text(
        'x = 1\n[[limit]]\nname = "甲"\ncolumn_types = "工作动态"\ndays = 0\nsaid = "2周"\n'
        '[[total]]\nlimits = ["没有"]\nmost = 5\nbasis = "乙"\n',
        "utf-8",
    )
    with pytest.raises(MappingError) as caught:
        read_freshness(tmp_path)
    for said in ["键 x", "column_types 的值", "days 的值", "缺少 basis", "“没有”"]:
        assert said in caught.value.problem
