"""Sites and decisions: the newest sheet names the site, the newest decision stands, a person's is never overruled."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from migrate.ledger import schema
from migrate.ledger import sites as book
from migrate.ledger.book import Ledger
from migrate.model import Action, Decision, Reason, Site, Verdict
from tests.ledger.conftest import HOST, KEY

SITE = Site(KEY, "栖云县农业农村局", f"{HOST}/", "sheet.xlsx", "清单", 3, other_urls=("http://www.nyncj.example/",))
REASON = Reason("listed_thin", "依据", "内容少", ("更新量 F3",))
DECISION = Decision(KEY, Verdict.MIGRATE, Action.MIGRATE_CHANNEL, True, (REASON,), ("inferred",), (), False)


def hosts(connection: Connection) -> list[str]:
    return connection.execute(select(schema.sites.c.hosts).where(schema.sites.c.site_key == KEY)).scalar_one()


def test_the_newest_sheet_names_the_site_and_learnt_hosts_stay(connection: Connection) -> None:
    book.add_hosts(connection, KEY, ["new.example"])
    book.enter_site(connection, replace(SITE, site_name="新名称", row=9))
    (row,) = connection.execute(select(schema.sites)).all()
    assert (row.site_name, row.row, row.sheet) == ("新名称", 9, "清单")
    assert hosts(connection) == ["new.example", "nyncj.qiyun.gov.example", "www.nyncj.example"]


def test_a_site_without_an_address_has_no_hosts(connection: Connection) -> None:
    book.enter_site(connection, Site("k2", "无网址", None, "sheet.xlsx", None, 4))
    query = select(schema.sites.c.hosts).where(schema.sites.c.site_key == "k2")
    assert connection.execute(query).scalar_one() == []


def test_the_same_decision_is_entered_once(connection: Connection, ledger: Ledger) -> None:
    assert book.enter_decision(connection, ledger, DECISION)
    assert not book.enter_decision(connection, ledger, DECISION)
    assert len(list(book.decision_history(connection))) == 1


def test_a_new_decision_stands_and_the_old_one_stays_in_the_history(connection: Connection, ledger: Ledger) -> None:
    book.enter_decision(connection, ledger, DECISION)
    book.enter_decision(connection, ledger, replace(DECISION, verdict=Verdict.CLOSE, action=Action.SELF_CLOSE))
    assert book.standing_decision(connection, KEY).verdict == "close"
    assert [one.verdict for one in book.decision_history(connection, [KEY])] == ["migrate", "close"]
    assert [one.reasons[0]["cells"] for one in book.decision_history(connection)] == [["更新量 F3"]] * 2


def test_a_persons_decision_is_not_replaced_by_the_rules(connection: Connection, ledger: Ledger) -> None:
    book.enter_decision(connection, ledger, DECISION)
    book.enter_decision(connection, ledger, replace(DECISION, verdict=Verdict.KEEP), made_by="review", confirmed=True)
    assert not book.enter_decision(connection, ledger, DECISION)
    standing = book.standing_decision(connection, KEY)
    assert (standing.verdict, standing.made_by, standing.confirmed) == ("keep", "review", True)
    assert book.enter_decision(connection, ledger, DECISION, made_by="review")


def test_sites_are_known_with_their_standing_decision(connection: Connection, ledger: Ledger) -> None:
    book.enter_site(connection, Site("k0", "另一个", None, "sheet.xlsx", None, 4))
    for one in (DECISION, replace(DECISION, site_key="k0"), replace(DECISION, verdict=Verdict.KEEP)):
        book.enter_decision(connection, ledger, one)
    assert [(one.site_key, one.verdict) for one in book.known_sites(connection)] == [(KEY, "keep"), ("k0", "migrate")]
    assert [one.site_key for one in book.known_sites(connection, ["k0", "nobody"])] == ["k0"]
    assert book.standing_decision(connection, "nobody") is None


def test_a_stage_is_finished_on_its_newest_input(connection: Connection) -> None:
    assert book.stage_of(connection, KEY, "extract") is None
    book.finish_stage(connection, KEY, "extract", "one", {"pages": 1})
    book.finish_stage(connection, KEY, "extract", "two", {"pages": 2})
    done = book.stage_of(connection, KEY, "extract")
    assert (done.source_hash, done.detail) == ("two", {"pages": 2})


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_newest_classification_is_the_current_one(connection: Connection, ledger: Ledger, count: int) -> None:
    for number in range(count):
        book.enter_classification(connection, ledger, f"no-{number}", [KEY])
    assert book.current_classification(connection) == (f"no-{count - 1}" if count else None)
