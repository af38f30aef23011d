"""Publishing to the embedded portal by the same rules: what a person changed in its pages, and taking a run back."""

from pathlib import Path

import pytest

from migrate.ledger import outputs
from tests.portal.pages import broken
from tests.run.publishing import LINKS, OLD, Office, copied, extracted

ALL = len(LINKS)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extracted(tmp_path_factory.mktemp("embedded") / "source")


@pytest.fixture
def office(source: Path, tmp_path: Path) -> Office:
    return Office(copied(source, tmp_path / "w"))


def page_of(office: Office, number: int) -> Path:
    return Path(office.workspace / "portal" / office.state(number).new_url)


def edit(page: Path) -> None:
    page.write_text(page.read_text("utf-8").replace("</body>", "<p>编辑补充</p></body>"), "utf-8")


def test_a_dry_run_makes_no_page_and_the_run_makes_what_it_told(office: Office) -> None:
    told = office.publish(dry_run=True)
    assert [path for path in (office.workspace / "portal").rglob("*") if path.is_file()] == []
    done = office.publish()
    assert (told.counts["将新增文章"], done.counts["新增文章"]) == (ALL, ALL)
    assert done.counts["运行编号"] == office.state(1).run_id
    assert office.publish().counts["未变文章"] == ALL


def test_an_edited_page_stays_until_a_person_gives_it_up(office: Office) -> None:
    office.publish()
    page = page_of(office, 4)
    edit(page)
    office.change(4, title="更正后的通知")
    assert office.publish().counts["冲突文章"] == 1
    assert "编辑补充" in page.read_text("utf-8")
    assert office.state(4).state == outputs.CONFLICT
    assert office.publish(overwrite=(f"{OLD}/tzgg/4.html",)).counts["更新文章"] == 1
    assert "编辑补充" not in page.read_text("utf-8")
    assert "更正后的通知" in page.read_text("utf-8")
    assert office.publish().counts["未变文章"] == ALL


def test_a_page_that_was_lost_is_made_again(office: Office) -> None:
    office.publish()
    store = office.workspace / ".portal/articles"
    (lost,) = store.rglob(f"{Path(office.state(4).new_url).stem}.json")
    lost.unlink()
    office.publish()
    assert lost.exists() and page_of(office, 4).is_file()


def test_a_file_that_was_lost_is_told_of_and_comes_back_when_a_person_asks(office: Office) -> None:
    office.publish()
    (lost,) = (path for path in (office.workspace / "portal/files").rglob("*") if path.is_file())
    lost.unlink()
    office.change(1, title="更正后的通知")
    result = office.publish()
    assert (result.counts["门户拒收文章"], result.counts["未变文章"]) == (1, ALL - 1)
    assert "不在门户中" in result.waiting[0]
    assert office.publish(only_failed=True).exit_code == 0
    assert lost.is_file()


def test_a_run_is_taken_back_from_the_pages(office: Office) -> None:
    office.publish()
    run = office.state(1).run_id
    edit(page_of(office, 4))
    kept = page_of(office, 4)
    result = office.rollback(run)
    pages = {path.stem for path in (office.workspace / "portal/zwgk").rglob("*.html") if "2014" in path.parts}
    assert pages == {kept.stem}
    assert (result.counts["已收回文章"], result.counts["保留文章"]) == (ALL - 1, 1)
    assert "编辑补充" in kept.read_text("utf-8")
    assert office.publish().counts["新增文章"] == ALL - 1
    home = office.workspace / "portal"
    assert [line for line in broken(home) if "archive" not in line and "elsewhere.example" not in line] == []
