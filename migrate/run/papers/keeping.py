"""Writing a document where nothing is lost: what is signed or edited by hand stays, a new version goes beside it.

Bytes first, then the ledger; a run that was killed between the two finds its own bytes again and goes on.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from migrate.errors import StageError
from migrate.forms.papers import paper_bytes, replace_file
from migrate.ledger.papers import SIGNED, enter_paper
from migrate.run.papers.drafts import MARKS, Draft, differences, matters
from migrate.run.work import Work

BESIDE = "新稿"  # in the name of a version that lies beside one that stays
MOST_VERSIONS = 100  # beside one document; more are an accident
_VERSION = re.compile(rf"（{BESIDE}\d*）\Z")


class Kept(StrEnum):
    """What became of a document in a run, in the desk's words."""

    NEW = "新出具文书"
    RENEWED = "更新文书"
    SAME = "没有变化的文书"
    BESIDE = "另存新稿的文书"
    EDITED = "手工改过而保留的文书"


@dataclass(frozen=True)
class Outcome:
    """What became of one document, what a person must see to ("" where nothing), and whether anything was written."""

    kept: Kept
    told: str = ""
    news: bool = False


Files = Mapping[str, str]  # digest of each file by its ending


def keep(work: Work, draft: Draft) -> Outcome:
    """The document lies in its folder as it would be now, unless a person signed or edited it: then beside it."""
    stem = _stem(draft)
    lies = _lying(work, stem, draft)
    if draft.row is None:
        touched = any(lies.values())
    else:
        touched = draft.row.state == SIGNED or any(
            sha is not None and sha != draft.marks.get("files", {}).get(output) for output, sha in lies.items()
        )
    if touched:
        return _keep_touched(work, draft, stem, lies)
    if draft.row is not None and stem == draft.paper.place and _is_whole(draft, lies):
        return Outcome(Kept.SAME)
    return _write(work, draft, stem)


def _stem(draft: Draft) -> str:
    """Where the document lies now, without its ending; its place where it was never made."""
    if draft.row is None:
        return draft.paper.place
    return str(draft.marks.get("stem") or Path(draft.row.path).with_suffix("").as_posix())


def _lying(work: Work, stem: str, draft: Draft) -> dict[str, str | None]:
    """The digest of each of the document's files as it lies there, None where it is not."""
    return {output: digest(_file(work, stem, output)) for output in draft.paper.definition.outputs}


def _is_whole(draft: Draft, lies: Mapping[str, str | None]) -> bool:
    return None not in lies.values() and draft.marks.get("made") == draft.made


def _file(work: Work, stem: str, output: str) -> Path:
    return work.workspace / f"{stem}.{output}"


def digest(path: Path) -> str | None:
    """Give the SHA-256 of a file, None where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _bodies(draft: Draft) -> dict[str, bytes]:
    definition, values = draft.paper.definition, draft.said.values
    return {output: paper_bytes(values, definition, output, draft.as_of) for output in definition.outputs}


def _put(work: Work, stem: str, bodies: Mapping[str, bytes]) -> None:
    try:
        for output, body in bodies.items():
            replace_file(_file(work, stem, output), body)
    except OSError as error:
        problem = f"无法写入 {error.filename or stem}（{error.strerror}）"
        raise StageError(problem, "请检查目录权限和磁盘空间，关闭正在打开该文件的程序") from error


def _digests(bodies: Mapping[str, bytes]) -> dict[str, str]:
    return {output: hashlib.sha256(body).hexdigest() for output, body in bodies.items()}


def _write(work: Work, draft: Draft, stem: str) -> Outcome:
    """Write it at its place; where it lay elsewhere, as its site or unit had another name, the old file goes."""
    bodies = _bodies(draft)
    if stem != draft.paper.place and any(_lying(work, draft.paper.place, draft).values()):
        return _keep_touched(work, draft, draft.paper.place, _lying(work, draft.paper.place, draft))
    _put(work, draft.paper.place, bodies)
    changed = differences(draft)
    _enter(work, draft, draft.paper.place, _digests(bodies), "made" if draft.row is None else "renewed", changed)
    if stem != draft.paper.place:
        for output in bodies:
            _file(work, stem, output).unlink(missing_ok=True)
    return Outcome(Kept.NEW if draft.row is None else Kept.RENEWED, news=True)


def _enter(work: Work, draft: Draft, stem: str, files: Files, event: str, changed: list[tuple[str, str, str]]) -> None:
    paper = draft.paper
    path = f"{stem}.{paper.definition.outputs[0]}"
    with work.ledger.begin() as connection:
        enter_paper(
            connection,
            paper.definition.kind,
            paper.definition.scope,
            paper.subject,
            site_key=paper.site.site_key if paper.site is not None else None,
            unit=paper.unit,
            number=draft.number,
            path=path,
            missing=[one.label for one in draft.said.missing],
            sha256=files[paper.definition.outputs[0]],
            facts={**draft.said.values, MARKS: {"made": draft.made, "stem": stem, "files": dict(files)}},
            run_id=work.ledger.run_id,
        )
        work.ledger.enter(
            connection, "forms", event, site_key=paper.site.site_key if paper.site is not None else None, item=path,
            detail={"kind": paper.definition.kind, "changed": [list(one) for one in changed]},
        )  # fmt: skip


def _keep_touched(work: Work, draft: Draft, stem: str, lies: Mapping[str, str | None]) -> Outcome:
    """A person's file stays as it is; the new version is written beside it only where facts changed."""
    signed = draft.row is not None and draft.row.state == SIGNED
    fault = _fault(work, draft.row) if draft.row is not None and signed else ""
    bodies = None
    if not signed:
        bodies = _bodies(draft)
        if _digests(bodies) == lies:  # our own bytes: a run was killed before it entered them
            _enter(work, draft, stem, _digests(bodies), "made" if draft.row is None else "renewed", [])
            return Outcome(Kept.RENEWED)
    if draft.row is not None and not matters(draft):
        return Outcome(Kept.SAME if signed else Kept.EDITED, fault)
    return _write_beside(work, draft, stem, bodies or _bodies(draft), fault)


def _fault(work: Work, row: Row[Any]) -> str:
    """What is wrong with a signed file, in words; nothing where it lies there as it was signed."""
    found = digest(work.workspace / row.path)
    if found == row.sha256:
        return ""
    if found is None:
        return f"{row.path} 已标记为已签，但文件不在原处：请放回，或放入新的签批件后重新用 --signed 标记"
    return f"{row.path} 签后又被改动：如确系新的签批件，请重新用 --signed 标记，否则请恢复原件"


def _write_beside(work: Work, draft: Draft, stem: str, bodies: Mapping[str, bytes], fault: str) -> Outcome:
    noted: Mapping[str, Any] = draft.marks.get("new") or {}
    files = _digests(bodies)
    place = _beside(work, stem, files, noted)
    told = fault
    news = _lying(work, place, draft) != files
    if news:
        _put(work, place, bodies)
    if draft.row is not None and (noted.get("stem"), noted.get("files")) != (place, files):
        _note_beside(work, draft, draft.row, place, files)
    why = "不是本工具所写" if draft.row is None else "已签" if draft.row.state == SIGNED else "手工改过"
    line = f"{stem} {why}，没有覆盖；其后事实有变，新稿另存为 {place}.{draft.paper.definition.outputs[0]}"
    return Outcome(Kept.BESIDE, f"{line}；{told}" if told else line, news)


def _beside(work: Work, stem: str, files: Files, noted: Mapping[str, Any]) -> str:
    """Where the new version goes: the first such name that holds nothing, these bytes, or our own earlier version."""
    for place in versions_of(stem):
        if place == stem:
            continue
        own = noted.get("files", {}) if noted.get("stem") == place else {}
        lies = {output: digest(_file(work, place, output)) for output in files}
        if all(sha in (None, files[output], own.get(output)) for output, sha in lies.items()):
            return place
    raise StageError(f"{stem} 旁边的新稿太多", "请把不用的新稿移走后重新运行")


def versions_of(stem: str) -> list[str]:
    """Give the names that new versions of a document may have, in order; `stem` may be one of them itself."""
    first = _VERSION.sub("", stem)
    return [f"{first}（{BESIDE}{number if number > 1 else ''}）" for number in range(1, MOST_VERSIONS)]


def _note_beside(work: Work, draft: Draft, row: Row[Any], place: str, files: Files) -> None:
    """Know what the new version beside says: should it be signed, it takes the place of the old one."""
    new = {"stem": place, "files": dict(files), "facts": draft.said.values, "number": draft.number, "made": draft.made}
    changed = [list(one) for one in differences(draft)]
    missing = [one.label for one in draft.said.missing]
    with work.ledger.begin() as connection:
        facts = {**(row.facts or {}), MARKS: {**draft.marks, "new": {**new, "missing": missing}}}
        enter_paper(connection, row.kind, row.scope, row.subject, facts=facts, made_at=row.made_at)
        work.ledger.enter(
            connection, "forms", "beside", site_key=row.site_key, item=f"{place}.{draft.paper.definition.outputs[0]}",
            detail={"kind": row.kind, "changed": changed},
        )  # fmt: skip
