"""The archive server under wrk beside clients that are in the way: every answer is whole, and there are many."""

from pathlib import Path

import pytest

from benchmarks.serving import LUA, asked, served, slow_clients
from tests.whole import tiny

pytestmark = pytest.mark.real


def test_slow_and_hostile_clients_take_nothing_from_the_others(tmp_path: Path) -> None:
    with tiny.served() as server:
        workspace = tiny.classified(tmp_path / "w", server)
        assert tiny.run(workspace, server).exit_code == 0
    pages = sorted((workspace / "archive").rglob("*.html"))
    (tmp_path / "paths").write_text("\n".join(f"/{path.relative_to(workspace).as_posix()}" for path in pages), "utf-8")
    (tmp_path / "ask.lua").write_text(LUA % (tmp_path / "paths"), "utf-8")
    with served(workspace) as port, slow_clients(port, 200):
        assert asked(port, tmp_path / "ask.lua", 4) > 0  # wrk itself tells of any error
