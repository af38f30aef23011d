"""The texts of the sample sites, read from their TOML files into entries of blocks."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

_LINK = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]")


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, signature line, picture or table of a text.

    `runs` are pieces of text with the id or path they link to (or none), `scene` is the picture, `rows` the table.
    """

    kind: str
    runs: tuple[tuple[str, str | None], ...] = ()
    scene: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words of the block; table rows stand on lines, cells are parted by tabs."""
        if self.kind == "table":
            return "\n".join("\t".join(row) for row in self.rows)
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class Entry:
    """One article as written: `at` is what the site means, `shown_at` what its page shows."""

    number: int
    column: str
    also: str
    at: str | None
    shown_at: str | None
    meta_date: bool
    title: str
    source: str
    author: str
    blocks: tuple[Block, ...]
    attachments: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The words of the body, one block after another, a line each."""
        return "\n".join(block.text for block in self.blocks if block.text)


@dataclass(frozen=True)
class Paper:
    """An attachment as written: kind of file, title, lines and table rows."""

    key: str
    kind: str
    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str | int | float, ...], ...] = field(default=())


def read_content(name: str) -> tuple[tuple[Entry, ...], dict[str, Paper]]:
    """The articles, in file order, and the attachments by key of one sample site."""
    text = (files("migrate.demo") / "content" / f"{name}.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    papers = [_paper(item) for item in raw.get("file", [])]
    return tuple(_entry(item) for item in raw["article"]), {paper.key: paper for paper in papers}


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a body in the markup that the content files explain in their heads."""
    found: list[Block] = []
    for line in text.strip().splitlines():
        row = tuple(cell.strip("\x20") for cell in line.strip("|").split("|")) if line.startswith("|") else None
        if row and found and found[-1].kind == "table":
            found[-1] = Block("table", rows=(*found[-1].rows, row))
        elif row:
            found.append(Block("table", rows=(row,)))
        elif line.startswith("!"):
            scene, _, caption = line[1:].partition(" ")
            found.append(Block("picture", ((caption, None),), scene))
        elif line.startswith("# "):
            found.append(Block("heading", _runs(line[2:])))
        elif line.startswith("> "):
            found.append(Block("signature", _runs(line[2:])))
        else:
            found.append(Block("paragraph", _runs(line)))
    return tuple(found)


def _runs(line: str) -> tuple[tuple[str, str | None], ...]:
    runs: list[tuple[str, str | None]] = []
    end = 0
    for match in _LINK.finditer(line):
        runs += [(line[end : match.start()], None), (match[2], match[1])]
        end = match.end()
    runs.append((line[end:], None))
    return tuple(run for run in runs if run[0])


def _entry(raw: dict[str, Any]) -> Entry:
    at = raw.get("at")
    attachments: Sequence[Sequence[str]] = raw.get("attachments", ())
    return Entry(
        number=raw["id"],
        column=raw["column"],
        also=raw.get("also", ""),
        at=at,
        shown_at=raw.get("shown_at", at),
        meta_date=raw.get("meta_date", True),
        title=raw["title"],
        source=raw.get("source", ""),
        author=raw.get("author", ""),
        blocks=blocks(raw["body"]),
        attachments=tuple((label, key) for label, key in attachments),
    )


def _paper(raw: dict[str, Any]) -> Paper:
    rows = tuple(tuple(row) for row in raw.get("rows", ()))
    return Paper(raw["key"], raw["kind"], raw["title"], tuple(raw.get("lines", ())), rows)
