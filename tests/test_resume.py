"""Running again resumes: nothing stored is asked for twice, and a killed run ends as an undisturbed one."""

import itertools
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.cli import main as warcio

from migrate.demo.server import DemoServer
from tests.whole import tiny
from tests.whole.reading import essence, redirect_lines, tree, warcs

ROOT = Path(__file__).parents[1]
SEED = 20170222
BY_REQUEST, BY_WRITE = 7, 13  # kills while the old server is asked, and while something becomes durable


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with tiny.served() as running:
        yield running


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, server: DemoServer) -> Path:
    """A workspace with decisions and nothing captured."""
    return tiny.classified(tmp_path_factory.mktemp("resume") / "fresh", server)


@pytest.fixture(scope="module")
def undisturbed(fresh: Path, server: DemoServer) -> tuple[Path, int, int]:
    """A finished workspace, how many requests it took, and how many moments it could have been killed at."""
    workspace = shutil.copytree(fresh, fresh.with_name("undisturbed"))
    before = len(server.requests)
    note = fresh.with_name("moments")
    assert _wait(_start_doomed(0, note, tiny.arguments(workspace, server))) == 0
    return workspace, len(server.requests) - before, int(note.read_text())


def _start(module: str, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", module, *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _start_doomed(doom: int, note: Path, arguments: list[str]) -> "subprocess.Popen[str]":
    return _start("tests.whole.doomed", str(doom), str(note), "--", *arguments)


def _wait(process: "subprocess.Popen[str]") -> int:
    said, _ = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), said
    return process.returncode


def test_a_second_run_asks_for_nothing_and_changes_nothing(
    undisturbed: tuple[Path, int, int], server: DemoServer
) -> None:
    workspace, _, _ = undisturbed
    asked, before = len(server.requests), _outputs(workspace)
    result = tiny.run(workspace, server)
    assert server.requests[asked:] == []
    assert result.exit_code == 0, result.waiting
    assert _outputs(workspace) == before


def _outputs(workspace: Path) -> dict[str, Any]:
    folders = ("captures", "archive", "portal", "redirects", "forms", "mappings")
    return {**essence(workspace), **{name: tree(workspace / name) for name in folders}}


def _moments(undisturbed: tuple[Path, int, int]) -> list[tuple[str, int]]:
    _, requests, writes = undisturbed
    chance = random.Random(SEED)
    by_request = [("request", number) for number in _spread(chance, requests, BY_REQUEST)]
    return by_request + [("write", number) for number in _spread(chance, writes, BY_WRITE)]


def _spread(chance: random.Random, last: int, number: int) -> list[int]:
    """One random moment in each of `number` equal parts of the run."""
    edges = [1 + at * (last - 1) // number for at in range(number + 1)]
    return [chance.randint(low, max(low, high - 1)) for low, high in itertools.pairwise(edges)]


def _run_killed(workspace: Path, server: DemoServer, how: str, number: int) -> int:
    arguments = tiny.arguments(workspace, server)
    if how == "write":
        return _wait(_start_doomed(number, workspace.with_name("note"), arguments))
    wanted = len(server.requests) + number
    process = _start("cli", *arguments)
    watching = threading.Event()
    while process.poll() is None and len(server.requests) < wanted:
        watching.wait(0.001)
    process.kill()
    return _wait(process)


def test_a_run_killed_at_twenty_random_moments_ends_as_an_undisturbed_one(
    undisturbed: tuple[Path, int, int], fresh: Path, server: DemoServer, tmp_path: Path
) -> None:
    workspace, requests, _ = undisturbed
    wanted, answers = essence(workspace), redirect_lines(workspace)
    killed = 0
    moments = _moments(undisturbed)
    print(f"seed {SEED}: {moments}")
    for at, (how, number) in enumerate(moments):
        resumed = shutil.copytree(fresh, tmp_path / f"killed-{at}")
        asked = len(server.requests)
        killed += _run_killed(resumed, server, how, number) == -signal.SIGKILL
        if at % 5 == 4:  # killed a second time, while it resumes
            _run_killed(resumed, server, "write", moments[at - 1][1])
        result = tiny.run(resumed, server)
        place = f"killed at {how} {number} (seed {SEED})"
        assert result.exit_code == 0, (place, result.waiting)
        assert essence(resumed) == wanted, place
        assert redirect_lines(resumed) == answers, place
        assert _whole(resumed), place
        assert len(server.requests) - asked <= 2 * requests, f"{place}: everything was asked for again"
        assert not list(resumed.rglob("*.part")), place
    assert killed >= (BY_REQUEST + BY_WRITE) * 3 // 4, "the runs ended before they could be killed"


def _whole(workspace: Path) -> bool:
    files = warcs(workspace)
    return bool(files) and all(path.name.endswith(".warc.gz") for path in files) and _checked_by_warcio(files)


def _checked_by_warcio(files: list[Path]) -> bool:
    try:
        return not warcio(["check", *map(str, files)])
    except SystemExit as end:
        return not end.code
