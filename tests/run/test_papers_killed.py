"""A run that is killed at any moment leaves whole files, and the next one ends where an undisturbed one ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from migrate.model import Action
from migrate.settings import read_settings
from tests.run.county import site, small
from tests.run.papering import kind, make, papers

ROOT = Path(__file__).parents[2]
SITES = 12


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("killed") / "w"
    small(workspace, [(site(number, f"栖云县第{number % 3}局"), Action.SELF_CLOSE) for number in range(1, SITES + 1)])
    kind(workspace, numbered=True)
    (workspace / "migrate.toml").write_text('[forms]\nseries = "栖政办"\n', "utf-8")
    return workspace


def documents(workspace: Path) -> dict[str, bytes]:
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in (workspace / "forms").rglob("*.docx")}


def start(workspace: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(ROOT / "cli.py"), "-w", str(workspace), "forms", "--kind", "memo"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("after", [1, 5, SITES])
def test_files_are_whole_after_a_kill_and_the_next_run_goes_on(office: Path, tmp_path: Path, after: int) -> None:
    undisturbed, killed = shutil.copytree(office, tmp_path / "a"), shutil.copytree(office, tmp_path / "b")
    with start(undisturbed) as process:
        assert process.wait() == 0
    with start(killed) as process:
        while process.poll() is None and len(documents(killed)) < after:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    for name in documents(killed):
        with zipfile.ZipFile(killed / name) as file:
            assert file.testzip() is None
    result = make(killed, read_settings(killed))
    assert result.waiting == []
    assert documents(killed) == documents(undisturbed)
    assert papers(killed) == papers(undisturbed)
    assert not list(killed.rglob("*.part"))
