"""Three opinions, three histories: the sheet's, the rules', a person's, which is never overruled."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from migrate.ledger import decisions as book
from migrate.ledger.book import Ledger
from migrate.ledger.decisions import Made
from migrate.ledger.sites import enter_sites, known_sites
from migrate.model import Action, Decision, Reason, Site, Verdict
from tests.ledger.conftest import HOST, KEY

REASON = Reason("listed_thin", "依据", "内容少", ("更新量 F3",))
DECISION = Decision(KEY, Verdict.MIGRATE, Action.MIGRATE_CHANNEL, True, (REASON,), ("inferred",), (), False)
CLOSED = replace(DECISION, verdict=Verdict.CLOSE, action=Action.SELF_CLOSE)
SITE = Site(KEY, "栖云县农业农村局", f"{HOST}/", "sheet.xlsx", "清单", 3, owner_opinion="保留")


def test_the_same_decision_is_entered_once(connection: Connection, ledger: Ledger) -> None:
    assert book.enter_decisions(connection, ledger, [Made(DECISION)]) == 1
    assert book.enter_decisions(connection, ledger, [Made(DECISION)]) == 0
    assert len(list(book.decision_history(connection))) == 1


def test_a_new_decision_stands_and_the_old_one_stays_in_the_history(connection: Connection, ledger: Ledger) -> None:
    book.enter_decisions(connection, ledger, [Made(DECISION)])
    book.enter_decisions(connection, ledger, [Made(CLOSED)])
    assert [site.verdict for site in known_sites(connection)] == ["close"]
    assert [one.verdict for one in book.decision_history(connection, [KEY])] == ["migrate", "close"]
    assert [one.reasons[0]["cells"] for one in book.decision_history(connection)] == [["更新量 F3"]] * 2


def test_a_persons_decision_is_not_replaced_by_the_rules(connection: Connection, ledger: Ledger) -> None:
    kept = Made(replace(DECISION, verdict=Verdict.KEEP), "李某", True, "keep", "2017-03-01")
    book.enter_decisions(connection, ledger, [Made(DECISION)])
    book.enter_decisions(connection, ledger, [kept])
    assert book.enter_decisions(connection, ledger, [Made(DECISION)]) == 0
    (standing,) = known_sites(connection)
    assert (standing.verdict, standing.made_by, standing.confirmed) == ("keep", "李某", True)
    assert book.enter_decisions(connection, ledger, [Made(CLOSED)]) == 1
    assert known_sites(connection)[0].verdict == "keep"
    assert book.newest_decisions(connection, by_rules=True)[KEY].verdict == "close"


def test_many_sites_are_decided_in_one_call(connection: Connection, ledger: Ledger) -> None:
    many = [f"k{number}" for number in range(2_500)]
    enter_sites(connection, (Site(key, key, None, "a.xlsx", None, 1) for key in many))
    assert book.enter_decisions(connection, ledger, (Made(replace(DECISION, site_key=key)) for key in many)) == 2_500
    again = (Made(replace(CLOSED if key == "k7" else DECISION, site_key=key)) for key in many)
    assert book.enter_decisions(connection, ledger, again) == 1


def test_what_the_sheet_says_is_kept_with_its_history(connection: Connection, ledger: Ledger) -> None:
    for opinion in ("保留", "保留", "关停", ""):
        book.enter_sheet_opinions(connection, ledger, [replace(SITE, owner_opinion=opinion)])
    assert [(one.whose, one.said) for one in book.sheet_opinion_history(connection, [KEY])] == [
        ("owner", "保留"),
        ("owner", "关停"),
        ("owner", ""),
    ]
    assert book.enter_sheet_opinions(connection, ledger, [replace(SITE, owner_opinion="", office_opinion="同意")]) == 1
    assert [one.said for one in book.sheet_opinion_history(connection) if one.whose == "office"] == ["同意"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_newest_classification_is_the_current_one(connection: Connection, ledger: Ledger, count: int) -> None:
    for number in range(count):
        book.enter_classification(connection, ledger, f"no-{number}", [KEY])
    assert book.current_classification(connection) == (f"no-{count - 1}" if count else None)
