"""A whole migration, a second capture in the freeze window, and the migration again: only what differs is done."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cli
from migrate.demo.sample import Resource, Sample
from migrate.demo.server import DemoServer, serve
from tests.whole import tiny
from tests.whole.reading import exported, redirect_lines, tree
from tests.whole.tiny import ALPHA, BETA

NEWER = "为做好冬季防火工作，全县各镇乡重新部署。"
GONE, EDITED, FILE = "/gzdt/4.html", "/gzdt/2.html", "/files/table.xls"


@contextmanager
def freeze_window() -> Iterator[DemoServer]:
    """One site edited itself: an article gone from its list and from its place, one rewritten, its table replaced."""
    alpha, beta = tiny.sites()
    with serve((_edited(alpha), beta)) as server:
        yield server


def _edited(site: Sample) -> Sample:
    made: dict[str, Resource] = dict(site.resources)
    del made[GONE]
    for path, one in site.resources.items():
        if path in ("/", "/gzdt/"):
            made[path] = replace(one, body=_without_row(one.body))
    text = made[EDITED].body.decode().replace("为做好秋季第2阶段第1项工作", NEWER + "为做好秋季第2阶段第1项工作")
    made[EDITED] = replace(made[EDITED], body=text.encode())
    made[FILE] = replace(made[FILE], body=made[FILE].body[::-1])
    return replace(site, resources=made)


def _without_row(body: bytes) -> bytes:
    rows = body.decode().split("<li>")
    return "<li>".join(row for row in rows if f'href="{GONE}"' not in row).encode()


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The exports and trees of a workspace before and after the second capture, and how each run ended."""
    folder = tmp_path_factory.mktemp("freeze")
    with tiny.served() as server:
        workspace = tiny.classified(folder / "w", server)
        ended = [tiny.run(workspace, server).exit_code]
        before = _state(workspace)
    with freeze_window() as server:
        _, *words = tiny.arguments(workspace, server)
        with pytest.raises(SystemExit) as end:
            cli.main(["capture", *words, "--again"])
        ended += [int(end.value.code or 0), tiny.run(workspace, server).exit_code]
    return {"before": before, "after": _state(workspace), "ended": ended, "workspace": workspace}


def _state(workspace: Path) -> dict[str, Any]:
    return {
        "urls": {line["url"]: line for line in exported(workspace, "urls")},
        "articles": {line["old_url"]: line for line in exported(workspace, "articles")},
        "archive": tree(workspace / "archive"),
        "portal": tree(workspace / "portal"),
        "redirects": {line["old_url"]: line["target"] for line in redirect_lines(workspace)},
    }


def test_every_run_ends_well_and_what_was_made_is_verified(twice: Mapping[str, Any]) -> None:
    assert twice["ended"] == [0, 0, 0]


def test_the_difference_is_what_was_edited(twice: Mapping[str, Any]) -> None:
    found = {url: line["difference"] for url, line in twice["after"]["urls"].items()}
    odd = {url: said for url, said in found.items() if said not in ("same", None)}
    assert {url.removeprefix(f"http://{ALPHA}"): said for url, said in odd.items()} == {
        "/": "changed",
        "/gzdt/": "changed",
        EDITED: "changed",
        FILE: "changed",
        GONE: "removed",
    }


def test_the_edited_article_is_new_in_the_portal_and_every_other_one_is_the_same(twice: Mapping[str, Any]) -> None:
    before, after = twice["before"]["articles"], twice["after"]["articles"]
    edited = f"http://{ALPHA}{EDITED}"
    assert NEWER in after[edited]["body_text"]
    assert NEWER not in before[edited]["body_text"]
    page = (twice["workspace"] / "portal" / after[edited]["new_url"].lstrip("/")).read_text("utf-8")
    assert NEWER in page
    changed = {url for url in before if before[url] != after[url]}
    assert changed == {edited, f"http://{ALPHA}/gzdt/1.html"}  # the second holds the table
    assert set(before) == set(after)


def test_the_replaced_file_is_the_newer_one_everywhere(twice: Mapping[str, Any]) -> None:
    line = twice["after"]["urls"][f"http://{ALPHA}{FILE}"]
    (attached,) = twice["after"]["articles"][f"http://{ALPHA}/gzdt/1.html"]["attachments"]
    assert attached["sha256"] == line["sha256"]
    assert line["sha256"] != twice["before"]["urls"][f"http://{ALPHA}{FILE}"]["sha256"]
    archived = twice["workspace"] / line["archived"] if line["archived"].startswith("archive") else None
    archived = archived or twice["workspace"] / "archive" / line["archived"]
    assert hashlib.sha256(archived.read_bytes()).hexdigest() == line["sha256"]


def test_the_page_that_is_gone_stays_archived_placed_and_redirected(twice: Mapping[str, Any]) -> None:
    gone = f"http://{ALPHA}{GONE}"
    for part in ("articles", "urls"):
        kept = dict(twice["after"][part][gone]), dict(twice["before"][part][gone])
        for one in kept:
            one.pop("difference", None)
        assert kept[0] == kept[1]
    assert twice["after"]["redirects"] == twice["before"]["redirects"]


def test_archived_pages_that_did_not_change_are_the_same_to_the_byte(twice: Mapping[str, Any]) -> None:
    before, after = twice["before"]["archive"], twice["after"]["archive"]
    old = twice["after"]["urls"]
    touched = {line["archived"] for line in old.values() if line["difference"] in ("changed", "added")}
    same = {line["archived"] for line in old.values() if line["archived"]} - touched
    assert len(same) > 20
    assert {path: after[path] for path in same} == {path: before[path] for path in same}
    assert {path for path in touched if after.get(path) != before.get(path)} == touched - {None}


def test_the_other_site_is_what_it_was(twice: Mapping[str, Any]) -> None:
    for part in ("articles", "urls"):
        before = {url: line for url, line in twice["before"][part].items() if BETA in url}
        after = {
            url: {**line, **({"difference": None} if part == "urls" else {})}
            for url, line in twice["after"][part].items()
            if BETA in url
        }
        assert after == before
