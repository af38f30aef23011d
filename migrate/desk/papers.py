"""What is asked of `migrate forms` beside making documents: what is missing, came back, is signed, or changed."""

from dataclasses import dataclass
from pathlib import Path

from migrate.desk.desk import Desk
from migrate.desk.terminal import Terminal, out, tell
from migrate.errors import SettingsError
from migrate.run.screens.tables import short
from migrate.run.work import Order


@dataclass(frozen=True)
class Asked:
    """The flags that make no documents; at most one of them may be given."""

    missing: bool
    output: Path | None
    filled: Path | None
    signed: tuple[Path, ...]
    by: str | None
    changes: bool

    def __bool__(self) -> bool:
        """Whether any flag was given."""
        return any((self.missing, self.output, self.filled, self.signed, self.by, self.changes))


def ask_papers(desk: Desk, order: Order, asked: Asked) -> int:
    """Do the one thing asked for and give the exit code; SettingsError where the flags do not fit together."""
    _check(order, asked)
    if asked.filled is not None:
        from migrate.run.papers.filled import import_supplied

        return tell(import_supplied(desk.workspace, desk.settings, Terminal(), asked.filled))
    if asked.signed:
        from migrate.run.papers.signing import sign

        files = (*asked.signed, *map(Path, order.sites))  # a shell's pattern gives the rest as arguments
        return tell(sign(desk.workspace, desk.settings, Terminal(), files, asked.by or ""))
    return _missing(desk, order, asked) if asked.missing else _changes(desk, order)


def _check(order: Order, asked: Asked) -> None:
    chosen = (asked.missing, asked.filled is not None, bool(asked.signed), asked.changes)
    if sum(chosen) > 1:
        raise SettingsError("--missing、--import、--signed、--changes 一次只能用一个", "请分几次运行")
    if asked.by and not asked.signed:
        raise SettingsError("--by 要与 --signed 一起使用", "请写明 --signed 文件")
    if asked.output and not asked.missing:
        raise SettingsError("-o 要与 --missing 一起使用", "文书总是写在工作目录的 forms/ 中")
    if order.pdf:
        raise SettingsError("--pdf 只在出具文书时使用", "请去掉 --pdf，或单独运行 migrate forms --pdf")
    if asked.filled is not None and (order.sites or order.kind or order.unit):
        raise SettingsError("--import 收下整张表，不能同时指定网站、文书或单位", "请单独使用 --import")


def _missing(desk: Desk, order: Order, asked: Asked) -> int:
    from migrate.run.papers.asking import list_missing

    with Terminal().at_work() as voice:
        path, result = list_missing(desk.workspace, desk.settings, voice, order, output=asked.output)
    out.print(f"待补信息表：{short(path)}", markup=False)
    return tell(result)


def _changes(desk: Desk, order: Order) -> int:
    from migrate.run.papers.asking import show_changes

    with Terminal().at_work() as voice:
        path, changes, result = show_changes(desk.workspace, desk.settings, voice, order)
    for change in changes:
        out.print("\n".join(change.lines), markup=False)
    out.print(f"文书差异：{short(path)}", markup=False)
    return tell(result)
