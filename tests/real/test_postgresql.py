"""The ledger in a real PostgreSQL: the same whole job, the same exports."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.real.conftest import migrate

pytestmark = pytest.mark.real
PASSES = {"fetched_at", "first_fetched_at", "warc", "offset"}  # what may differ between two runs


@pytest.fixture(scope="module")
def server():
    """A throw-away server on loopback; gives its SQLAlchemy address.

    Not below pytest's own folder: another run of pytest closes that to all accounts but its own.
    """
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_postgres:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")

    def call(*command: str) -> None:
        done = subprocess.run([*as_postgres, *command], cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    call(str(binaries / "initdb"), "-D", data, "-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    call(str(binaries / "pg_ctl"), "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    yield f"postgresql+psycopg://app@127.0.0.1:{port}/postgres"
    call(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def exported(workspace: Path, what: str, *more: str) -> list[dict[str, object]]:
    done = migrate("-w", str(workspace), *more, "export", what, cwd=workspace)
    assert done.returncode == 0, done.stderr
    lines = map(json.loads, done.stdout.splitlines())
    return [{key: value for key, value in line.items() if key not in PASSES} for line in lines]


def test_the_whole_job_gives_the_same_exports_on_postgresql_as_on_sqlite(server, demo, tmp_path):
    workspace = tmp_path / "elsewhere"
    ledger = ("--set", f'ledger.url="{server}"')
    done = migrate("demo", "-w", str(workspace), *ledger, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (workspace / "ledger.db").exists()
    for what in ("urls", "articles"):
        assert exported(workspace, what, *ledger) == exported(demo, what)
