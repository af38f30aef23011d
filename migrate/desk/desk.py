"""Where a command works and how: the workspace and the flags, as they were given at the desk."""

import os
from datetime import date
from pathlib import Path

from migrate.errors import SettingsError
from migrate.run.work import Packing
from migrate.settings import Settings, read_settings, read_size


class Desk:
    """Where a command works: the workspace and how the operator wants things, from before and after its name."""

    def __init__(self, workspace: Path | None, overrides: list[str] | None, connect_to: list[str] | None) -> None:
        self.given = workspace
        self.overrides = tuple(overrides or ())
        self.connect_to = tuple(connect_to or ())

    def joined(self, later: "Desk") -> "Desk":
        """Give both desks as one; of two values for a setting the one after the command's name wins."""
        return Desk(
            later.given or self.given, [*self.overrides, *later.overrides], [*self.connect_to, *later.connect_to]
        )

    @property
    def workspace(self) -> Path:
        """The workspace's folder."""
        return (self.given or Path(os.environ.get("MIGRATE_WORKSPACE") or ".")).resolve()

    @property
    def settings(self) -> Settings:
        """The settings of the workspace with the flags laid over them."""
        return read_settings(self.workspace, self.overrides, self.connect_to)


def day_given(text: str | None) -> date | None:
    """Give the day of `--as-of`, None where it was not given; SettingsError where it is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"--as-of 的日期 {text} 无法识别", "请写作 2017-02-22 的样子") from None


def packing_given(kind: str | None, to: str | None, split: str | None) -> Packing | None:
    """Give which packages were asked for, None where none were; SettingsError where the words do not fit together."""
    if kind is None:
        if to or split:
            raise SettingsError("--to 和 --split 只用于打包", "请同时写 --package wacz、bag 或 all")
        return None
    try:
        return Packing(kind, to or "", read_size(split) if split else None)
    except ValueError as error:
        raise SettingsError(f"--split 的值 {split} 不可用（{error}）", "请写作 4GiB 的样子") from None
