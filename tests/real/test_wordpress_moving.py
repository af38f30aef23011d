"""An old site through the real `migrate publish` into a real WordPress, killed five times; `make move` takes 2,000."""

from pathlib import Path

import pytest

from tests.real.moving import move

pytestmark = pytest.mark.real


def test_killed_five_times_every_article_and_file_stands_there_once(tmp_path: Path) -> None:
    report = move(tmp_path, articles=120, kills=5)
    assert report.faults == [], "\n".join(report.told)
