"""The file of a site's page templates: learned rows are replaced, corrected ones stay, all faults are named at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.site_templates import TemplateRow, read_site_templates, write_site_templates

NOTICE = TemplateRow(
    "/tzgg/#/t#_#.html",
    "div.main",
    "#nr",
    "h1",
    "div.ly",
    "div.place",
    True,
    pages=5,
    learned_from=("http://a.example/1",),
)
NEWS = TemplateRow("/gzdt/#.html", "div.main", "div.TRS_Editor")


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "sites" / "a.templates.toml"
    assert write_site_templates(path, [NOTICE, NEWS], site_name="栖云县农业农村局")
    assert read_site_templates(path) == (NEWS, NOTICE)
    assert "栖云县农业农村局" in path.read_text("utf-8")
    assert not write_site_templates(path, [NEWS, NOTICE], site_name="栖云县农业农村局")


def test_no_file_means_no_templates(tmp_path: Path) -> None:
    assert read_site_templates(tmp_path / "none.toml") == ()


def test_a_corrected_template_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.templates.toml"
    corrected = replace(NOTICE, title="div.bt", confirmed=True)
    path.write_text("", "utf-8")
    write_site_templates(path, [NOTICE])
    path.write_text(
        path.read_text("utf-8")
        .replace('title = "h1"', 'title = "div.bt"')
        .replace("confirmed = false", "confirmed = true"),
        "utf-8",
    )
    write_site_templates(path, [replace(NOTICE, info="p.other"), NEWS])
    assert read_site_templates(path) == (NEWS, corrected)


def test_all_faults_of_a_file_are_named_at_once_and_it_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.templates.toml"
    text = (
        '[[template]]\nshape = "/a"\nbody = 3\nwhat = "x"\n[[template]]\nshape = ""\narea = "a"\nbody = "b"\n[other]\n'
    )
    path.write_text(text, "utf-8")
    with pytest.raises(MappingError) as caught:
        write_site_templates(path, [NEWS])
    for said in ("body 的值", "what 不是", "缺少 area", "第 2 个", "缺少 shape", "other 不是"):
        assert said in caught.value.problem
    assert path.read_text("utf-8") == text


def test_a_file_in_another_encoding_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.templates.toml"
    path.write_bytes("# 模板".encode("gb18030"))
    with pytest.raises(MappingError) as caught:
        read_site_templates(path)
    assert "UTF-8" in caught.value.remedy
