"""已签: a document is marked as signed, as it lies there; from then on it is never written over."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from migrate.errors import StageError
from migrate.ledger.papers import SIGNED, papers_at, sign_paper
from migrate.run.papers.drafts import MARKS, marks_of
from migrate.run.papers.keeping import BESIDE, digest, versions_of
from migrate.run.work import Result, Voice, Work, opened, tool_version
from migrate.settings import Settings

ENDINGS = ("docx", "xlsx", "html")  # under which a document is known; a scan of it may have any other


def sign(workspace: Path, settings: Settings, voice: Voice, files: Sequence[Path], by: str) -> Result:
    """Mark the files as signed: who, when, and their digest as they lie there; StageError names all unknown ones.

    A file is a document of ours, a new version beside one (it takes the place of the old one), or a scan that lies
    beside its document under the same name.
    """
    signer = " ".join(by.split())
    if not signer:
        raise StageError("没有写明由谁签批", "请用 --by 写明签批人，例如 --by 张某")
    with opened(workspace, settings, voice) as work:
        result = Result()
        with work.ledger.begin() as connection:
            found = _found(work, connection, files)
        with work.ledger.run("forms --signed", tool_version()):
            with work.ledger.begin() as connection:
                for path, sha256, row in found:
                    _sign(work, connection, path, sha256, row, signer, result)
            work.ledger.end_run(result.exit_code)
    return result


def _found(work: Work, connection: Connection, files: Sequence[Path]) -> list[tuple[str, str, Row[Any]]]:
    faults, found = [], []
    for file in files:
        path, sha256 = _below(work, file), digest(_real(work, file))
        row = _row(connection, path) if path is not None else None
        if sha256 is None:
            faults.append(f"找不到文件 {file}")
        elif path is None or row is None:
            faults.append(f"{file} 不是本工具出具的文书")
        else:
            found.append((path, sha256, row))
    if faults:
        raise StageError(
            f"有 {len(faults)} 份不能标记为已签，都没有标记：{'；'.join(faults)}",
            "请写 forms/ 中文书的路径；扫描件请与文书放在同一文件夹、用同一文件名",
        )
    return found


def _real(work: Work, file: Path) -> Path:
    """The file as named from the current folder, or from the workspace."""
    return file if file.is_file() else work.workspace / file


def _below(work: Work, file: Path) -> str | None:
    try:
        return _real(work, file).resolve().relative_to(work.workspace.resolve()).as_posix()
    except ValueError:
        return None


def _row(connection: Connection, path: str) -> Row[Any] | None:
    """The document that a file is, a newer version of, or a scan of."""
    stem = str(Path(path).with_suffix("").as_posix())
    known = papers_at(connection, [path, *(f"{stem}.{one}" for one in ENDINGS)])
    if not known and stem in (versions := versions_of(stem)):
        first = versions[0].removesuffix(f"（{BESIDE}）")
        older = papers_at(connection, [f"{one}.{end}" for one in (first, *versions) for end in (*ENDINGS, "pdf")])
        known = {key: row for key, row in older.items() if (marks_of(row).get("new") or {}).get("stem") == stem}
    return next(iter(known.values()), None)


def _sign(work: Work, connection: Connection, path: str, sha256: str, row: Row[Any], by: str, result: Result) -> None:
    if (row.state, row.sha256, row.path, row.signed_by) == (SIGNED, sha256, path, by):
        result.count("先前已标记")
        return
    new = marks_of(row).get("new") or {}
    stem = str(Path(path).with_suffix("").as_posix())
    values: Mapping[str, Any] = {"path": path, "sha256": sha256}
    if new.get("stem") == stem:
        marks = {"made": new["made"], "stem": stem, "files": new["files"]}
        values = {**values, "number": new["number"], "missing": new["missing"], "facts": {**new["facts"], MARKS: marks}}
    sign_paper(connection, row.id, by, **values)
    work.ledger.enter(
        connection, "forms", "signed", site_key=row.site_key, item=path, detail={"by": by, "sha256": sha256}
    )
    result.count("标记为已签的文书")
