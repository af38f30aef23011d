"""What portals of ours share: a document that somebody changed is known as changed, and put right when it is asked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.portal.contract import Portal, Visibility
from tests.portal.packages import package
from tests.portal.samples import NOTICES, article, embedded

SHOWN = Visibility.PUBLISHED


@pytest.fixture(params=[embedded, package], ids=["embedded", "package"])
def opened(request: pytest.FixtureRequest) -> Callable[[Path], Portal]:
    return request.param


def test_a_document_that_somebody_changed_is_noticed_and_written_over(
    tmp_path: Path, opened: Callable[[Path], Portal]
) -> None:
    portal = opened(tmp_path)
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    (document,) = (tmp_path / ".portal/articles").rglob("*.json")
    head, content = document.read_text("utf-8").splitlines()
    told = json.loads(content)
    document.write_text(f"{head}\n{json.dumps({**told, 'source': '别的来源'})}\n", "utf-8")
    assert portal.read_back(placed.remote_id) != placed.target_hash
    assert portal.ensure_article(article(), NOTICES, SHOWN, run=2) == placed
    assert portal.read_back(placed.remote_id) == placed.target_hash


def test_a_document_is_written_once_while_nothing_changes(tmp_path: Path, opened: Callable[[Path], Portal]) -> None:
    portal = opened(tmp_path)
    portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    (document,) = (tmp_path / ".portal/articles").rglob("*.json")
    before = document.stat()
    portal.ensure_article(article(), NOTICES, SHOWN, run=2)
    assert (document.stat().st_ino, document.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
