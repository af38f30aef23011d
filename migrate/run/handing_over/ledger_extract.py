"""What of the ledger is sealed and handed over: one JSON Lines file a kind, in an order that never changes.

Article bodies are left out: they follow from the records, and what screening holds back is not spread any further.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from migrate.ledger.decisions import decision_history
from migrate.ledger.seals import archived_lines, placement_lines, redirect_lines
from migrate.ledger.views import article_lines, url_lines

BODIES = ("body_html", "body_text")
Lines = Iterator[dict[str, Any]]


def write_extract(connection: Connection, folder: Path, site_keys: Sequence[str], *, base_url: str, name: str) -> None:
    """Write the extract of these sites (of all where none is named) into a folder; `name` has `{}` for the kind."""
    kinds: dict[str, Callable[[], Lines]] = {
        "urls": lambda: url_lines(connection, site_keys),
        "articles": lambda: map(_without_bodies, article_lines(connection, base_url, site_keys)),
        "decisions": lambda: _decisions(connection, site_keys),
        "archived": lambda: archived_lines(connection, site_keys),
        "placements": lambda: placement_lines(connection, site_keys),
        "redirects": lambda: redirect_lines(connection, site_keys),
    }
    for kind, lines in kinds.items():
        with (folder / name.format(kind)).open("wb") as out:
            for line in lines():
                out.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            out.flush()
            os.fsync(out.fileno())


def _without_bodies(line: dict[str, Any]) -> dict[str, Any]:
    digest = hashlib.sha256(line["body_html"].encode("utf-8", "replace")).hexdigest()
    return {**{name: value for name, value in line.items() if name not in BODIES}, "body_sha256": digest}


def _decisions(connection: Connection, site_keys: Sequence[str]) -> Lines:
    for row in decision_history(connection, site_keys):
        line = dict(row._mapping)
        line.pop("id")
        yield {"site": line.pop("site_key"), **line}
