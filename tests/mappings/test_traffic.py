"""What of an access log nobody needs to see to."""

from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.traffic import read_traffic


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("/zwgk/201903/t20190311_1.html", None),
        ("/show.asp?id=12&class=%CD%A8%D6%AA", None),
        ("/UploadFiles/2019/附件.rar", None),
        ("/uploads/data.zip", None),
        ("/info/1015/470117.htm", None),
        ("/test.html", None),
        ("/select.asp?union=1", None),
        ("/", None),
        ("/favicon.ico", "furniture"),
        ("/images/dot.GIF?v=2", "furniture"),
        ("/robots.txt", "furniture"),
        ("/wp-login.php", "attack"),
        ("/a.asp?id=1%27%20or%201=1", "attack"),
        ("/a.asp?id=1+UNION+ALL+SELECT+1", "attack"),
        ("/%2e%2e/%2e%2e/etc/passwd", "attack"),
        ("/www.zip", "attack"),
        ("/.git/config", "attack"),
        ("/data/site.mdb", "attack"),
    ],
)
def test_a_shipped_rule_knows_furniture_and_attacks_and_leaves_pages_alone(target: str, rule: str | None) -> None:
    assert read_traffic().ignored(target) == rule


def test_an_office_adds_a_rule_of_its_own(tmp_path: Path) -> None:
    text = '[ignore.counter]\ntitle = "计数"\nreason = "旧计数器"\nexpressions = ["^/count/"]\n'
    (tmp_path / "traffic.toml").write_text(text, "utf-8")
    traffic = read_traffic(tmp_path)
    assert traffic.ignored("/count/1") == "counter" and traffic.ignored("/favicon.ico") == "furniture"


def test_all_faults_of_the_file_are_told_at_once(tmp_path: Path) -> None:
    text = '[ignore.a]\ntitle = ""\nexpressions = ["("]\nwho = 1\n'
    text += '[ignore.b]\ntitle = "b"\nreason = "b"\nexpressions = []\n'
    (tmp_path / "traffic.toml").write_text(text, "utf-8")
    with pytest.raises(MappingError) as refused:
        read_traffic(tmp_path)
    for told in ("a 中不认识的键 who", "a.title", "a.reason", "不是有效的正则表达式", "b.expressions"):
        assert told in refused.value.problem
