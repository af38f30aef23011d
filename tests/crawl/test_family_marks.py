"""Fingerprints: which content systems a site looks like."""

from mappings.families import read_families
from migrate.crawl.families import likenesses

FAMILIES = read_families().families
HOST = "http://nyncj.qiyun.gov.example"


def test_the_likeliest_family_is_told_with_its_signs_and_one_far_behind_is_not() -> None:
    home = '<div class="TRS_Editor"></div><script>createPageHTML(3, 0, "index", "html")</script>'
    urls = [f"{HOST}/gk/201706/t20170608_2964829.html", f"{HOST}/col/col12/index.html"]
    (first,) = likenesses([home], urls, FAMILIES)
    assert (first.family_id, first.score, len(first.signs)) == ("F01", 8, 3)


def test_a_second_family_that_is_near_is_told_too() -> None:
    urls = [f"{HOST}/gk/201706/t20170608_2964829.html", f"{HOST}/col/col12/index.html"]
    assert [(one.family_id, one.score) for one in likenesses([], urls, FAMILIES)] == [("F01", 2), ("F05", 2)]


def test_marks_are_found_in_any_case_and_a_plain_site_looks_like_none() -> None:
    assert [one.family_id for one in likenesses(["powered BY jeecms"], [], FAMILIES)] == ["F22"]
    assert likenesses(["<p>text</p>"], [f"{HOST}/a.html"], FAMILIES) == []


def test_a_site_that_mixes_systems_shows_both() -> None:
    shell = "Produced By 大汉网络 大汉版通发布系统 <datastore></datastore>"
    found = likenesses([shell, '<div class="TRS_Editor">'], [f"{HOST}/gk/201706/t20170608_2964829.html"], FAMILIES)
    assert [one.family_id for one in found] == ["F05", "F01"]
