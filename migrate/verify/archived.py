"""Clause 6: what stands in `archive/` gives back what was captured; what stands in a page's place says so."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from migrate.model import PAGE_KINDS, Fault, Kind
from migrate.verify.members import sha256_of
from migrate.verify.originals import NotReversibleError, is_notice, original, unstamped

CHECK = "归档"
MARK = "已归档"
MOST_STAMPED = 64 << 20  # bytes; a page beyond that is kept as captured, without a mark
BEIJING = timedelta(hours=8)
LEDGERS_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Archived:
    """What is said of one archived file: where it is, its digest, that of the captured body; None where nobody says.

    `is_held`: a notice stands in its place; None where only the page itself can say so.
    """

    path: str
    sha256: str | None
    captured: str
    kind: str
    archived_at: str | None
    is_held: bool | None = False


def check_archived(site_key: str, root: Path, one: Archived) -> list[Fault]:
    """Give what is wrong with an archived file; `root` is the folder that its path counts from."""
    return [Fault(CHECK, site_key, one.path, problem) for problem in _problems(root / one.path, one)]


def _problems(file: Path, one: Archived) -> list[str]:
    if not file.is_file():
        return ["文件不在了"]
    is_page, is_style = one.kind in PAGE_KINDS, one.kind == Kind.STYLE
    if not (is_page or is_style) or file.stat().st_size > 2 * MOST_STAMPED:
        sha256 = sha256_of(file)
        return [*_changed(sha256, one), *_plain(sha256, one)]
    body = file.read_bytes()
    problem = page_problem(body, one) if is_page else _original_problem(body, one)
    return [*_changed(hashlib.sha256(body).hexdigest(), one), *([problem] if problem else [])]


def _changed(sha256: str, one: Archived) -> list[str]:
    return ["文件的字节与写入时不同"] if one.sha256 not in (None, sha256) else []


def _plain(sha256: str, one: Archived) -> list[str]:
    if one.is_held is not None and (sha256 == one.captured) == one.is_held:
        return ["已被审查扣下的文件，原件却在归档中"] if one.is_held else ["与采集到的字节不同"]
    return []


def page_problem(body: bytes, one: Archived) -> str | None:
    """Say what is wrong with an archived page: its mark, and what is left without it."""
    if len(body) > MOST_STAMPED and hashlib.sha256(body).hexdigest() == one.captured:
        return None
    bare = unstamped(body)
    if bare is None:
        return "页面上没有归档标识，或标识被改动过"
    if MARK not in bare.text or not _says_when(bare.text, one.archived_at):
        return "归档标识没有写明已归档和归档时间"
    if one.is_held or (one.is_held is None and is_notice(bare.page)):
        return None if is_notice(bare.page) else "已被审查扣下的页面，没有换成说明页"
    return _original_problem(bare.page, one)


def _says_when(text: str, archived_at: str | None) -> bool:
    """Tell whether the mark names the time that the ledger knows, in Beijing time."""
    try:
        moment = datetime.strptime(archived_at, LEDGERS_TIME).replace(tzinfo=UTC) + BEIJING if archived_at else None
    except ValueError:
        return False
    return moment is None or f"{moment:%Y-%m-%d %H:%M:%S}" in text


def _original_problem(body: bytes, one: Archived) -> str | None:
    try:
        captured = original(body)
    except NotReversibleError as error:
        return str(error)
    if hashlib.sha256(captured).hexdigest() == one.captured:
        return None
    notice = is_notice(body)
    return "台账没有扣下的页面，却换成了说明页" if notice else "复原后与采集到的字节不同"
