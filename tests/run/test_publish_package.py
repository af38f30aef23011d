"""Publishing into an exchange package: what may claim to be public, and how the new addresses come back."""

import csv
from pathlib import Path

import pytest

from migrate.errors import MigrateError, SettingsError, SheetError
from migrate.ledger import outputs
from migrate.ledger.views import article_lines, redirect_rows
from migrate.run.whole import run_stage
from migrate.run.work import Order, Result, Silent
from migrate.settings import read_settings
from tests.portal.packages import records
from tests.run.publishing import FORM, LINKS, OLD, Office, copied, extracted

ALL = len(LINKS)
HOME = "https://www.qiyun.gov.example"
PACKAGE = ("portal.kind=package", f"portal.base_url={HOME}/")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extracted(tmp_path_factory.mktemp("package") / "source")


@pytest.fixture
def office(source: Path, tmp_path: Path) -> Office:
    return Office(copied(source, tmp_path / "w"), flags=PACKAGE)


def stage(office: Office, name: str) -> Result:
    return run_stage(office.workspace, read_settings(office.workspace, PACKAGE), Silent(), name, Order(unreviewed=True))


def answers(office: Office) -> dict[str, tuple[str, str]]:
    stage(office, "redirects")
    with office.ledger() as ledger, ledger.begin() as connection:
        return {row.old_url: (row.answer, row.target) for row in redirect_rows(connection)}


def exported(office: Office) -> dict[str, tuple[str | None, str | None]]:
    with office.ledger() as ledger, ledger.begin() as connection:
        lines = list(article_lines(connection, f"{HOME}/"))
    assert not [one for line in lines for one in line["attachments"] if one["new_url"]]
    return {line["old_url"]: (line["new_url"], line.get("held_because")) for line in lines}


def filled(office: Office, addresses: dict[int, str], *, charset: str = "utf-8-sig") -> Path:
    """Fill the form as the importing platform's operator does, a copy of it beside the workspace."""
    with (office.workspace / "package/addresses.csv").open(encoding="utf-8-sig", newline="") as stream:
        heading, *rows = csv.reader(stream)
    wanted = {f"{OLD}/tzgg/{number}.html": address for number, address in addresses.items()}
    path = office.workspace.parent / "填好的地址.csv"
    with path.open("w", encoding=charset, newline="") as stream:
        out = csv.writer(stream)
        out.writerow(heading)
        out.writerows([*row[:3], wanted.get(row[1], "")] for row in rows)
    return path


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_every_article_is_in_the_package_and_a_second_run_writes_nothing(office: Office) -> None:
    done = office.publish()
    found = records(office.workspace / "package")
    assert done.counts["新增文章"] == len(found) == ALL
    assert {one["old_url"] for one in found.values()} == {f"{OLD}/tzgg/{number}.html" for number in LINKS}
    before = contents(office.workspace / "package")
    assert office.publish().counts["未变文章"] == ALL
    assert contents(office.workspace / "package") == before
    assert not (office.workspace / "portal").exists()


def test_links_in_the_package_name_articles_channels_and_files_of_it(office: Office) -> None:
    office.publish()
    found = records(office.workspace / "package")
    ids = {one["old_url"]: remote_id for remote_id, one in found.items()}
    body = found[ids[f"{OLD}/tzgg/1.html"]]["body_html"]
    assert f'href="article:{ids[f"{OLD}/tzgg/2.html"]}"' in body
    (form,) = found[ids[f"{OLD}/tzgg/1.html"]]["attachments"]
    assert f'href="{form["path"]}"' in body
    assert (office.workspace / "package" / form["path"]).read_bytes() == FORM
    assert OLD not in "".join(one["body_html"] for one in found.values()).replace(f">{OLD}", "")


def test_no_placeholder_is_taken_for_a_public_address(office: Office) -> None:
    office.publish()
    stage(office, "archive")
    assert {answer for answer, _ in answers(office).values()} <= {"archived", "gone"}
    assert answers(office)[f"{OLD}/tzgg/1.html"][0] == "archived"
    for new_url, because in exported(office).values():
        assert new_url is None
        assert because and "交换包" in because
    placeholders = ("article:", "channel:", "package:")
    outside = [*(office.workspace / "archive").rglob("*.html"), *(office.workspace / "redirects").rglob("*.*")]
    assert [path for path in outside if any(one in path.read_text("utf-8", "replace") for one in placeholders)] == []
    assert stage(office, "verify").broken is False


@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030"])
def test_addresses_that_come_back_are_where_old_addresses_lead(office: Office, charset: str) -> None:
    office.publish()
    stage(office, "archive")
    before = {name: content for name, (_, content) in contents(office.workspace / "package").items()}
    given = {number: f"{HOME}/art/{number}.html" for number in (1, 2, 3)}
    form = filled(office, given, charset=charset)
    tried = office.publish(addresses=form, dry_run=True)
    assert tried.counts["将收回新网址"] == 3
    assert office.state(1).new_url.startswith("article:")
    assert office.publish(addresses=form).counts["收回新网址"] == 3
    led = answers(office)
    for number, address in given.items():
        assert led[f"{OLD}/tzgg/{number}.html"] == ("redirect", address)
        assert exported(office)[f"{OLD}/tzgg/{number}.html"] == (address, None)
    assert led[f"{OLD}/tzgg/4.html"][0] == "archived"
    assert led[f"{OLD}/old/2.html"] == ("redirect", given[2])
    after = {name: content for name, (_, content) in contents(office.workspace / "package").items()}
    assert {name for name in before if before[name] != after[name]} == {"addresses.csv"}
    stage(office, "archive")
    stage(office, "redirects")
    assert stage(office, "verify").broken is False
    assert office.publish().counts["未变文章"] == ALL
    assert office.state(1).new_url == given[1]


def test_a_form_with_faults_is_refused_whole_and_every_fault_is_told(office: Office) -> None:
    office.publish()
    wrong = {
        1: "https://evil.example/1",
        2: f"{HOME}/same",
        3: f"{HOME}/same",
        4: "/art/4.html",
        5: "https://www.qiyun.gov.example@evil.example/5",
    }
    with pytest.raises(SheetError) as told:
        office.publish(addresses=filled(office, wrong))
    for said in ("evil.example/1", "相同", "'/art/4.html'", "evil.example/5"):
        assert said in str(told.value)
    assert office.state(1).new_url.startswith("article:")
    assert office.publish().counts["未变文章"] == ALL


def test_a_row_that_slipped_is_noticed(office: Office) -> None:
    office.publish()
    form = filled(office, {1: f"{HOME}/1", 2: f"{HOME}/2"})
    heading, *rows = list(csv.reader(form.read_text("utf-8-sig").splitlines()))
    slipped = [[row[0], *other[1:]] for row, other in zip(rows, rows[1:] + rows[:1], strict=True)]
    form.write_text("\n".join(",".join(row) for row in [heading, *slipped]), "utf-8")
    with pytest.raises(SheetError, match="错行"):
        office.publish(addresses=form)


def test_a_form_that_is_being_filled_in_the_package_is_not_written_over(office: Office) -> None:
    office.publish()
    place = office.workspace / "package/addresses.csv"
    place.write_bytes(filled(office, {1: f"{HOME}/art/1"}).read_bytes())
    office.change(4, title="更正后的通知")
    done = office.publish()
    assert f"{HOME}/art/1" in place.read_text("utf-8-sig")
    assert any("addresses.csv" in line for line in done.waiting)
    office.publish(addresses=place)
    assert office.state(1).new_url == f"{HOME}/art/1"
    text = place.read_text("utf-8-sig")
    assert f"{HOME}/art/1" in text and "更正后的通知" in text


def test_addresses_belong_to_a_package_of_a_known_portal(office: Office, tmp_path: Path) -> None:
    office.publish()
    form = filled(office, {1: f"{HOME}/1"})
    with pytest.raises(SettingsError, match="base_url"):
        office.publish(addresses=form, flags=("portal.base_url=",))
    with pytest.raises(SettingsError, match="package"):
        office.publish(addresses=form, flags=("portal.kind=embedded",))
    with pytest.raises(MigrateError, match="无法读取"):
        office.publish(addresses=tmp_path / "没有.csv")


def test_drafts_and_their_files_are_not_in_the_package(office: Office) -> None:
    office.publish(flags=("portal.visibility=draft",))
    assert records(office.workspace / "package") == {}
    assert [path for path in (office.workspace / "package/files").rglob("*") if path.is_file()] == []
    office.publish()
    assert len(records(office.workspace / "package")) == ALL
    assert office.state(1).state == outputs.PLACED
    assert len([path for path in (office.workspace / "package/files").rglob("*") if path.is_file()]) == 1


def test_a_run_taken_back_leaves_an_empty_package(office: Office) -> None:
    run = office.publish().counts["运行编号"]
    office.rollback(run)
    root = office.workspace / "package"
    assert records(root) == {}
    assert {path.name for path in root.rglob("*") if path.is_file()} == {
        "manifest.json",
        "channels.json",
        "article.schema.json",
        "说明.txt",
        "addresses.csv",
    }


@pytest.mark.parametrize("harm", ["changed", "lost", "stranger"])
def test_a_package_that_is_not_as_it_was_made_does_not_hold(office: Office, harm: str) -> None:
    office.publish()
    stage(office, "archive")
    stage(office, "redirects")
    (lines,) = (office.workspace / "package/articles").rglob("*.jsonl")
    if harm == "changed":
        lines.write_bytes(lines.read_bytes().replace("粮食".encode(), "粮油".encode()))
    elif harm == "lost":
        lines.unlink()
    else:
        lines.with_name("别的.jsonl").write_bytes(b"{}\n")
    assert stage(office, "verify").broken is True
    office.publish()
    assert stage(office, "verify").broken is False
