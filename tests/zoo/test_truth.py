"""The truth files: how they are read, and that every site of the zoo has one of its own."""

from pathlib import Path

import pytest

from tests.zoo import truth
from tests.zoo.sites import ZOO
from tests.zoo.table import behaviours
from tests.zoo.truth import expanded, told


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/a_{08..10}.htm", ["/a_08.htm", "/a_09.htm", "/a_10.htm"]),
        ("/{1..2}/{5..6}", ["/1/5", "/1/6", "/2/5", "/2/6"]),
        ("/{0x09..0x0b}", ["/09", "/0a", "/0b"]),
        ("/d={2020-02-28..2020-03-01}", ["/d=2020-02-28", "/d=2020-02-29", "/d=2020-03-01"]),
        ("{ab*3}", ["ababab"]),
        ("/plain{}.html", ["/plain{}.html"]),
    ],
)
def test_ranges_stand_for_every_address(text: str, meant: list[str]) -> None:
    assert list(expanded(text)) == meant


@pytest.mark.parametrize(
    "text",
    [
        'shows = "a"\n[outcomes]\nkept = ["/"]\n',
        'shows = "a"\n[outcomes]\nstored = ["/", "/"]\n',
        'shows = "a"\n[outcome]\nstored = ["/"]\n',
        '[outcomes]\nstored = ["/"]\n',
        'shows = "a"\n[outcomes]\nstored = ["/"]\n[beyond]\nstored = ["/b"]\n',
    ],
)
def test_a_faulty_truth_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(truth, "FOLDER", tmp_path)
    (tmp_path / "made_for_this_test.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"made_for_this_test\.toml"):
        told("made_for_this_test")


def test_every_site_has_a_truth_file_of_its_own() -> None:
    names = [site.name for site in ZOO.values()]
    assert [name for name, site in ZOO.items() if not site.name] == []
    assert len(names) == len(set(names))


def test_sites_stand_for_numbers_that_are_known() -> None:
    assert {one for site in ZOO.values() for one in site.stands_for} <= set(behaviours())
