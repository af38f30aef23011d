"""Real parts: the demo's workspace, opened by the programs that offices and visitors use."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def migrate(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the tool as an operator does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """The workspace of a finished demo."""
    folder = tmp_path_factory.mktemp("real")
    done = migrate("demo", "-w", "workspace", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "workspace"
