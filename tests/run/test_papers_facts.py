"""Where the facts of documents come from: new addresses, steps, verification, and what is asked of whom."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from mappings.forms.fields import read_forms
from migrate.errors import SettingsError
from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.closing import enter_step
from migrate.ledger.outputs import replace_redirects
from migrate.ledger.portal_schema import placements
from migrate.ledger.sites import known_sites
from migrate.model import Action, Redirect
from migrate.run.papers.facts import about_whom, facts_of, read_known, scope_of
from migrate.run.papers.needed import Paper
from migrate.run.work import Silent, Work
from migrate.settings import Settings, read_settings
from tests.run.county import site, small
from tests.run.papering import kind, make, papers

KEY = "9901230001"
TODAY = date(2026, 3, 11)
KINDS = read_forms()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return small(tmp_path / "w", [(site(1), Action.MIGRATE_CHANNEL), (site(2), Action.SELF_CLOSE)])


def place(ledger: Ledger, channel: str, number: int) -> None:
    """So many articles of the first site stand in a channel."""
    row = {"site_key": KEY, "state": "placed", "remote_id": "x", "new_url": "x", "source_hash": "", "target_hash": ""}
    rows = [
        {**row, "at": "2026-03-10T01:00:00Z", "channel": channel, "article_key": f"{channel}{at}", "rollback": "delete"}
        for at in range(number)
    ]
    with ledger.begin() as connection:
        connection.execute(insert(placements), rows)


def facts(workspace: Path, of: str = "closure", settings: Settings | None = None) -> dict:  # type: ignore[type-arg]
    with open_ledger("", workspace) as ledger:
        work = Work(workspace, settings or Settings(), ledger, Silent())
        with ledger.begin() as connection:
            row = known_sites(connection, [KEY])[0]
        known = read_known(work, TODAY)
        with ledger.begin() as connection:
            return facts_of(known, connection, Paper(KINDS[of], KEY, row.owner, (row,), "forms/x", ("另一网",)))


def test_the_new_addresses_are_the_channels_with_their_names_and_pages_the_largest_first(office: Path) -> None:
    with open_ledger("", office) as ledger:
        place(ledger, "xwdt", 2)
        place(ledger, "xwdt/bmdt", 3)
    settings = read_settings(office, ["portal.base_url=https://www.qiyun.gov.example"])
    found = facts(office, settings=settings)["portal"]
    assert [(one.url, one.articles) for one in found["addresses"]] == [
        ("https://www.qiyun.gov.example/xwdt/bmdt/index.html", 3),
        ("https://www.qiyun.gov.example/xwdt/index.html", 2),
    ]
    assert (found["addresses"][0].channel, found["addresses"][0].name) == ("新闻动态 > 部门动态", "部门动态")
    assert found["url"] == "https://www.qiyun.gov.example/xwdt/bmdt/index.html"


def test_readers_are_sent_where_the_home_page_leads(office: Path) -> None:
    with open_ledger("", office) as ledger:
        place(ledger, "xwdt", 2)
        with ledger.begin() as connection:
            home = Redirect("http://w1.qiyun.gov.example/", "redirect", "/bmpd/nyncj/index.html", 301, "")
            replace_redirects(connection, KEY, [home])
    settings = read_settings(office, ["portal.base_url=https://www.qiyun.gov.example"])
    assert facts(office, settings=settings)["portal"]["url"] == "https://www.qiyun.gov.example/bmpd/nyncj/index.html"
    assert facts(office)["portal"]["url"] is None  # without the portal's own address there is none to print


def test_a_portal_elsewhere_has_no_addresses_that_are_guessed(office: Path) -> None:
    with open_ledger("", office) as ledger:
        place(ledger, "xwdt", 2)
    settings = read_settings(office, ["portal.kind=package", "portal.base_url=https://www.qiyun.gov.example"])
    found = facts(office, settings=settings)["portal"]
    assert [one.url for one in found["addresses"]] == [None]
    assert found["url"] == "https://www.qiyun.gov.example"


def test_steps_are_told_in_order_with_day_note_and_state(office: Path) -> None:
    with open_ledger("", office) as ledger, ledger.begin() as connection:
        ledger.run_id = 1
        enter_step(connection, ledger, KEY, "applied", date(2026, 3, 1), by="王某", note="已交")
    found = facts(office)["steps"]
    assert found["applied"] == "2026-03-01"
    said = {one["name"]: (one["done"], one["note"], one["state"]) for one in found["rows"]}
    assert said["提出关停申请"] == ("2026-03-01", "已交", "已办结")
    assert said["关停申请获批"] == ("", "", "待办")
    assert said["发布关停整合公告"][2] == "等待前一步"
    assert [one["number"] for one in found["rows"]] == [*range(1, len(found["rows"]) + 1)]


CLAUSES = [
    {"number": 1, "name": "账目相符", "state": "holds", "checked": 60, "faults": [], "limits": ["只看台账"]},
    {"number": 2, "name": "记录完好", "state": "broken", "checked": 3, "faults": ["坏"], "limits": []},
]


@pytest.mark.parametrize(
    ("report", "holds"),
    [(CLAUSES, [True, False]), ([{"number": 1, "name": "甲", "holds": True, "checked": 1, "faults": []}], [True])],
)
def test_verification_is_read_from_its_report(office: Path, report: list[object], holds: list[bool]) -> None:
    (office / "reports").mkdir()
    (office / "reports/verify.json").write_text(json.dumps(report), "utf-8")
    found = facts(office)["verify"]
    assert [one["holds"] for one in found["clauses"]] == holds
    assert found["holds"] is all(holds)
    assert abs((datetime.now(UTC) - found["at"]).total_seconds()) < 3600


@pytest.mark.parametrize("broken", ["", "{", '"text"', "[1, 2]", "null"])
def test_a_report_that_cannot_be_read_is_no_report(office: Path, broken: str) -> None:
    (office / "reports").mkdir()
    (office / "reports/verify.json").write_text(broken, "utf-8")
    assert facts(office)["verify"] == {}


def test_nothing_is_claimed_of_a_site_that_was_never_captured(office: Path) -> None:
    found = facts(office)
    assert set(found["accounting"].values()) == {None}
    assert found["archive_place"] is None
    assert found["unit"]["siblings"] == ("另一网",)


def test_what_all_sources_say_of_the_office_is_asked_of_the_office_once(office: Path) -> None:
    kind(office, scope="site")
    memo = {one.kind: one for one in read_forms(office / "mappings").values()}["memo"]
    asked = {one.name: scope_of(memo, one) for one in memo.fields}
    assert asked["office_phone"] == "office"
    assert asked["unit_head"] == "unit"
    assert asked["phone"] == asked["site_name"] == asked["as_of"] == "site"


def test_a_number_that_was_filled_in_belongs_to_one_document_only(office: Path) -> None:
    with open_ledger("", office) as ledger, ledger.begin() as connection:
        row = known_sites(connection, [KEY])[0]
    names = set()
    for one in KINDS.values():
        paper = Paper(one, KEY, row.owner, (row,), "forms/x")
        names |= {about_whom(paper, field) for field in one.fields if "paper.number" in field.sources}
    assert len({name for _, _, name in names}) == len(
        [one for one in KINDS.values() if any("paper.number" in field.sources for field in one.fields)]
    )


def test_a_monthly_document_is_made_for_each_month_that_is_asked_for(office: Path) -> None:
    for month in ("2017-01", "2017-02"):
        make(office, kind="progress", month=month)
    title = KINDS["progress"].title
    assert papers(office, "progress") == {
        month: f"forms/本办公室/{title}-{month}.docx" for month in ("2017-01", "2017-02")
    }
    with pytest.raises(SettingsError, match="2017-13"):
        make(office, kind="progress", month="2017-13")


def test_the_estimate_and_the_second_capture_are_told_in_words(office: Path) -> None:
    report = {
        "holds": True,
        "clauses": [{**CLAUSES[0], "limits": ["只看台账", "只看台账"]}],
        "sites": [{"site": "a", "name": "甲网"}],
        "estimates": {"a": {"unseen": [20, 11, 37]}},
        "second_captures": {
            "a": {"number": 2, "ended_at": "2026-11-01T00:00:00Z", "counts": {"same": 9, "removed": 1}}
        },
    }
    (office / "reports").mkdir()
    (office / "reports/verify.json").write_text(json.dumps(report), "utf-8")
    found = facts(office)["verify"]
    assert found["estimate"] == "甲网约 20 个（95% 区间 11～37）"
    assert found["second"] == "甲网第 2 次采集：内容相同 9、已删除 1"
    assert found["limits"] == ["只看台账"]
    (office / "reports/verify.json").write_text(json.dumps({**report, "estimates": {}, "second_captures": {}}), "utf-8")
    found = facts(office)["verify"]
    assert (found["estimate"], found["second"]) == ("各来源提到的页面不够多，未作估计", "没有做第二次采集")
