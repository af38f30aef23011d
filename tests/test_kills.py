"""Captures that are killed, broken, cut off from disk or power end as undisturbed ones (`make kill`: 300 times)."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.run.whole import run_stage
from migrate.run.work import Order, Silent
from migrate.settings import read_settings
from tests.whole import killed_sites, killing, outside
from tests.zoo.server import FaultServer

ROOT = Path(__file__).parents[1]
NOTHING_WRONG = r"0 missing, 0 twice, 0 unreadable, 0 other faults, exports equal (\d+) of \1$"


@pytest.mark.parametrize(
    ("how", "number", "more"),
    [
        *(("kill", 20, ()), ("break", 12, ()), ("fault", 12, ()), ("power", 12, ())),
        *(("kill", 12, ("--again",)), ("break", 8, ("--again",))),  # the second capture of the freeze window
    ],
)
def test_a_capture_that_was_disturbed_at_random_ends_as_an_undisturbed_one(
    how: str, number: int, more: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "tests.whole.killing", str(number), "--how", how, *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    told = rf"{number} {how}s \([1-9]\d* during recovery\) in [1-9]\d* crawls: {NOTHING_WRONG}"
    assert re.search(told, done.stdout.strip()), done.stdout


# --- the harness is not blind -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = killing.prepared(tmp_path_factory.mktemp("kills") / "whole")
    flags = [f"http.{flag}" for flag in killing.FLAGS] + ['archive.warc_size="24 KiB"']
    with FaultServer(killed_sites.hosts()) as server:
        settings = read_settings(workspace, flags, [server.connect_to])
        run_stage(workspace, settings, Silent(), "capture", Order(unreviewed=True))
    return workspace


def _told(workspace: Path) -> list[str]:
    found = outside.audit(workspace)
    return [name for name in ("unreadable", "twice", "unclaimed", "lacking") if getattr(found, name)]


def _files(workspace: Path) -> list[Path]:
    return sorted((workspace / "captures").rglob("*.warc.gz"))


def _flip(workspace: Path) -> None:
    path = _files(workspace)[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def _tear(workspace: Path) -> None:
    path = _files(workspace)[-1]
    path.write_bytes(path.read_bytes()[:-7])


def _entered(statement: str) -> Callable[[Path], None]:
    def enter(workspace: Path) -> None:
        ledger = sqlite3.connect(workspace / "ledger.db")
        with ledger:
            assert ledger.execute(statement).rowcount == 1
        ledger.close()

    return enter


_SAME = "(SELECT min(id) FROM captures WHERE revisit_of IS NULL AND truncated IS NULL)"
_COLUMNS = (
    'site_key, url_id, fetched_at, status, content_type, length, sha256, coding, warc, "offset", "end", record_id,'
    " payload_digest"
)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_flip, "unreadable"),
        (_tear, "unreadable"),
        (_entered(f"INSERT INTO captures ({_COLUMNS}) SELECT {_COLUMNS} FROM captures WHERE id = {_SAME}"), "twice"),
        (_entered(f"UPDATE captures SET sha256 = payload_digest WHERE id = {_SAME}"), "unreadable"),
        (_entered(f'UPDATE captures SET "offset" = "offset" + 1 WHERE id = {_SAME}'), "unclaimed"),
        (_entered(f"UPDATE urls SET capture_id = NULL WHERE capture_id = {_SAME}"), "lacking"),
        (lambda workspace: _files(workspace)[0].rename(_files(workspace)[0].with_suffix(".gz.open")), "unreadable"),
    ],
)
def test_the_auditor_sees_what_is_wrong(
    captured: Path, tmp_path: Path, harm: Callable[[Path], None], told: str
) -> None:
    assert _told(captured) == []
    workspace = shutil.copytree(captured, tmp_path / "harmed")
    harm(workspace)
    assert told in _told(workspace)


def test_the_small_files_are_many_and_none_is_left_open(captured: Path) -> None:
    assert len(_files(captured)) > 4
    assert not list(captured.rglob("*.open"))
