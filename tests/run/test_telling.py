"""What the desk is told while a site is captured: counts, rate, what waits, what failed, and the lists by name."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from migrate.run import capture
from migrate.run.capturing import telling
from tests.run.capturing import captured, desk
from tests.zoo.server import CLOSE, Answer, FaultServer
from tests.zoo.site import BASE, HOST
from tests.zoo.sites import ZOO


@dataclass
class Listening:
    """A voice that remembers."""

    told: list[tuple[str, str, int, int | None, str]] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Not looked at."""

    def progress(self, stage: str, item: str, done: int, total: int | None, *, note: str = "") -> None:
        self.told.append((stage, item, done, total, note))


def _tell_after_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "WINDOW", 1)
    monkeypatch.setattr(telling, "EVERY", 0.0)
    monkeypatch.setattr(telling, "SHARE", 0)


def _heard(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, **http: object) -> Listening:
    _tell_after_every_answer(monkeypatch)
    voice, site = Listening(), ZOO[name]
    with FaultServer(site.hosts) as server, desk(tmp_path, server, site.home, **{**site.settings, **http}) as work:
        captured(replace(work, voice=voice))
    return voice


def test_a_list_is_told_with_its_pages_until_all_of_them_are_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [note for *_, note in _heard(tmp_path, "UCAP: 89 rows on five pages", monkeypatch).told]
    pages = [(int(found[1]), int(found[2])) for note in notes if (found := re.search(r"第 (\d+)/(\d+) 页", note))]
    assert pages and {of for _, of in pages} == {5}
    assert [settled for settled, _ in pages] == sorted(settled for settled, _ in pages)
    assert all(settled < 5 for settled, _ in pages), "a whole list is told no more"
    assert any("声明 89 条" in note for note in notes)
    assert "页" not in notes[-1]


def test_the_last_word_counts_every_url_and_what_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = _heard(tmp_path, "errors that pass and errors that stay", monkeypatch)
    stage, item, done, total, note = voice.told[-1]
    expected = ZOO["errors that pass and errors that stay"].expected
    failed = sum(said.split()[0] in ("error", "unreachable", "quarantined") for said in expected.values())
    assert (stage, item) == ("采集", "栖云县农业农村局")
    assert (done, total) == (len(expected), len(expected))
    assert f"出错或存疑 {failed}" in note


def test_what_waits_for_another_try_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tell_after_every_answer(monkeypatch)
    page = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<a href='/late.html'>1</a><a href='/b.html'>2</a>"
    busy = Answer(b"HTTP/1.0 503 Busy\r\nContent-Length: 0\r\n\r\n", CLOSE)
    whole = Answer(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>1", CLOSE)
    answers = {"/": Answer(page, CLOSE), "/late.html": [busy, whole], "/b.html": whole}
    voice = Listening()
    with FaultServer({HOST: answers}) as server, desk(tmp_path, server, f"{BASE}/", retry_wait=1) as work:
        captured(replace(work, voice=voice))
    assert any("等待再试 1" in note for *_, note in voice.told)
    assert "等待再试" not in voice.told[-1][-1]
