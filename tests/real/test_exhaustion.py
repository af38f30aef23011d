"""Pages made to exhaust, read in a child process whose processor time and memory the system limits."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 60  # the system kills the child beyond it
ADDRESS_SPACE = 3 << 30  # bytes the child may map at all
MOST_MEMORY = 1 << 30  # bytes it may really hold
CHILD = """
import json, resource, sys
from mappings.extract import read_extract_rules
from migrate.extract.learn import Sample
from migrate.extract.page import read_page
from migrate.extract.site_reader import SiteReader
from tests.real.test_exhaustion import HOME, MADE, plain
body, rules = MADE[sys.argv[1]](), read_extract_rules()
if sys.argv[2] == "by_template":
    reader = SiteReader(rules, HOME)
    for number in range(5):
        reader.read(plain(number), f"{HOME}tzgg/t{number}.html", declared_charset=None)
    assert reader.learned
    page = reader.read(body, HOME + "tzgg/t9.html", declared_charset=None)
else:
    page = read_page(body, HOME + "tzgg/t9.html", declared_charset=None, rules=rules, home_url=HOME)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"peak": peak, "kind": page.kind, "text": page.body_text[:200], "cut": page.method}))
"""
HOME = "http://nyncj.qiyun.gov.example/"
FIRST = "为进一步做好全县春季农业生产工作，切实保障粮食播种面积，现将有关事项通知如下，请各乡镇认真贯彻落实。"


def plain(number: int, more: str = "") -> bytes:
    """Give an article page with `more` after its first paragraph."""
    return (
        f"<!doctype html><meta charset=utf-8><title>关于春耕的第{number}号通知</title>"
        f"<h1>关于春耕的第{number}号通知</h1>"
        f"<div class=info>发布时间：2019-05-06 来源：县农业农村局</div><div class=TRS_Editor><p>{FIRST}</p>{more}</div>"
    ).encode()


MADE = {
    "50 MB of text": lambda: plain(9, "<p>" + "同一句话，说了又说。" * 1_700_000 + "</p>"),
    "50 MB of spaces in an attribute": lambda: plain(9, "<p title='" + " " * 52_000_000 + "'>"),
    "50 MB of paragraphs": lambda: plain(9, "<p>同一句话，说了又说。</p>" * 1_400_000),
    "50 MB of opening angles": lambda: plain(9, "<" * 52_000_000),
    "100,000 nested blocks": lambda: plain(9, "<div>" * 100_000 + "最深处" + "</div>" * 100_000),
    "100,000 nested drawings": lambda: plain(9, "<svg><g>" * 50_000),
    "100,000 nested formulas": lambda: plain(9, "<math><mi>" * 50_000),
    "100,000 nested tables": lambda: plain(9, "<table><td>" * 50_000),
    "100,000 nested lists": lambda: plain(9, "<ul><li>" * 50_000),
    "100,000 nested fonts": lambda: plain(9, "<font><b>" * 50_000),
    "100,000 nested forms and buttons": lambda: plain(9, "<form><button>" * 50_000),
    "100,000 nested links": lambda: plain(9, "<a href=/a.html><i>" * 50_000),
    "60,000 links": lambda: plain(9, "".join(f"<a href=/tzgg/t{n}.html>链接{n}</a> " for n in range(60_000))),
    "60,000 attachments": lambda: plain(9, "".join(f"<p><a href=/f/{n}.doc>附件{n}</a></p>" for n in range(60_000))),
    "60,000 pictures": lambda: plain(9, "".join(f"<img src=/p/{n}.jpg>" for n in range(60_000))),
    "60,000 attributes": lambda: plain(9, "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">段</p>"),
}  # fmt: skip


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


@pytest.mark.parametrize("way", ["generally", "by_template"])
@pytest.mark.parametrize("name", MADE)
def test_a_page_made_to_exhaust_is_read_within_the_limits_of_its_process(name, way):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, name, way],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-2000:]}"
    told = json.loads(done.stdout)
    assert told["peak"] < MOST_MEMORY
    assert told["kind"]
