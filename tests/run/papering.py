"""An office's own small kind of document, so that tests say what stands in it; and the stage as a test calls it."""

from collections.abc import Sequence
from pathlib import Path

from docx import Document

from migrate.ledger.book import open_ledger
from migrate.ledger.papers import all_papers, paper_of
from migrate.run.whole import run_stage
from migrate.run.work import Order, Result, Silent
from migrate.settings import Settings

MEMO = """
title = "{title}"
scope = "{scope}"
needs = {needs}
outputs = ["docx"]
numbered = {numbered}
order = 5

[fields.number]
label = "发文字号"
sources = ["paper.number"]

[fields.site_name]
label = "网站名称"
sources = ["site.site_name"]

[fields.phone]
label = "联系电话"
sources = ["cells.联系电话"]
required = true
supply = "主办单位联系人"
hint = "0000-0000101"

[fields.unit_head]
label = "单位负责人"
sources = ["unit.head"]
required = true

[fields.office_phone]
label = "政府办公室电话"
sources = ["office.phone"]
required = true

[fields.as_of]
label = "数据截至"
sources = ["as_of"]
"""
NAMES = ("number", "site_name", "phone", "unit_head", "office_phone", "as_of")


def kind(
    workspace: Path,
    name: str = "memo",
    *,
    title: str = "备忘",
    scope: str = "site",
    needs: Sequence[str] = ("self_close", "migrate_channel"),
    numbered: bool = False,
) -> Path:
    """Give the office a kind of document of its own; the answer is its layout file."""
    folder = workspace / "mappings" / "forms"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = "[" + ", ".join(f'"{one}"' for one in needs) + "]"
    text = MEMO.format(title=title, scope=scope, needs=wanted, numbered=str(numbered).lower())
    (folder / f"{name}.toml").write_text(text, "utf-8")
    document = Document()
    for field in ("title", *NAMES):
        document.add_paragraph("{{ " + field + " }}")
    document.save(str(folder / f"{name}.docx"))
    return folder / f"{name}.docx"


def make(workspace: Path, settings: Settings | None = None, **order: object) -> Result:
    """Run the stage; only the office's own kind is made, unless another one is asked for."""
    return run_stage(workspace, settings or Settings(), Silent(), "forms", Order(**{"kind": "memo", **order}))  # type: ignore[arg-type]


def text_of(path: Path) -> list[str]:
    """The lines of a document."""
    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


def papers(workspace: Path, kind: str | None = None) -> dict[str, str]:
    """Subject → path of the documents in the ledger."""
    with open_ledger("", workspace, writing=False) as ledger, ledger.begin() as connection:
        return {row.subject: row.path for row in all_papers(connection, kind)}


def row(workspace: Path, kind: str, subject: str):  # type: ignore[no-untyped-def]
    """One document's row."""
    with open_ledger("", workspace, writing=False) as ledger, ledger.begin() as connection:
        return paper_of(connection, kind, subject)


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of the folder with its time and bytes; the ledger is left out."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("ledger")
    }
