"""Real parts: the demo's workspace, opened by the programs that offices and visitors use."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def migrate(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the tool as an operator does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def demo() -> Iterator[Path]:
    """The workspace of a finished demo, where every account can read it (linkchecker gives up root's rights)."""
    folder = Path(tempfile.mkdtemp(prefix="demo-"))
    folder.chmod(0o755)
    done = migrate("demo", "-w", "workspace", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    yield folder / "workspace"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
