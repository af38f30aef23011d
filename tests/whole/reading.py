"""What a workspace shows to other programs: exports, redirects, trees of bytes, the requests a server was asked."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

from migrate.run.export import export
from migrate.settings import read_settings

ACCIDENTS = ("fetched_at", "first_fetched_at", "warc", "offset")  # may differ between two runs over the same sites


def exported(workspace: Path, what: str) -> list[dict[str, Any]]:
    stream = io.BytesIO()
    export(workspace, read_settings(workspace), what, stream)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def essence(workspace: Path) -> dict[str, list[dict[str, Any]]]:
    """Both exports without what depends on the hour and on the order of arrival."""
    lines = {what: exported(workspace, what) for what in ("urls", "articles")}
    return {
        what: [{name: value for name, value in line.items() if name not in ACCIDENTS} for line in rows]
        for what, rows in lines.items()
    }


def redirect_lines(workspace: Path) -> list[dict[str, str]]:
    with (workspace / "redirects/redirects.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes, every folder with an empty one."""
    paths = sorted(folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): digest(path) if path.is_file() else "" for path in paths}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def warcs(workspace: Path) -> list[Path]:
    return sorted((workspace / "captures").rglob("*.warc.gz*"))
