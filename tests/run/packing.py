"""One small site, captured, archived and redirected once; tests seal and pack copies of its workspace."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from migrate.run.whole import run_stage
from migrate.run.work import Order, Result
from migrate.settings import read_settings
from tests.run.publishing import HOST, extracted
from tests.whole.tiny import FLAGS


class Heard:
    """A voice that remembers what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        self.lines.append(text)

    def progress(self, stage: str, item: str, done: int, total: int | None, *, note: str = "") -> None:
        pass


@dataclass
class Office:
    """A workspace and how the tool is run in it."""

    workspace: Path
    flags: tuple[str, ...] = ()
    heard: Heard = field(default_factory=Heard)

    def run(self, stage: str, **order: Any) -> Result:
        settings = read_settings(self.workspace, (*FLAGS, *self.flags))
        return run_stage(self.workspace, settings, self.heard, stage, Order(unreviewed=True, **order))

    @property
    def warc(self) -> Path:
        (path,) = (self.workspace / "captures" / HOST).glob("*.warc.gz")
        return path

    @property
    def page(self) -> Path:
        (path,) = (self.workspace / "archive" / HOST).rglob("tzgg/1.html")
        return path


def archived(folder: pytest.TempPathFactory) -> Path:
    """Give a workspace that is ready to be sealed."""
    workspace = extracted(folder.mktemp("archived") / "workspace")
    office = Office(workspace)
    for stage in ("publish", "archive", "redirects", "forms"):
        office.run(stage)
    return workspace
