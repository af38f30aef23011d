"""Sites: the newest sheet names the site, learnt hosts stay, the standing decision is told with it."""

from dataclasses import replace

from sqlalchemy import Connection, select

from migrate.ledger import schema
from migrate.ledger import sites as book
from migrate.ledger.book import Ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.model import Action, Decision, Site, Verdict
from tests.ledger.conftest import HOST, KEY

SITE = Site(KEY, "栖云县农业农村局", f"{HOST}/", "sheet.xlsx", "清单", 3, other_urls=("http://www.nyncj.example/",))
DECISION = Decision(KEY, Verdict.MIGRATE, Action.MIGRATE_CHANNEL, True, (), ("inferred",), (), False)


def hosts(connection: Connection) -> list[str]:
    return connection.execute(select(schema.sites.c.hosts).where(schema.sites.c.site_key == KEY)).scalar_one()


def test_the_newest_sheet_names_the_site_and_learnt_hosts_stay(connection: Connection) -> None:
    book.add_hosts(connection, KEY, ["new.example"])
    book.enter_sites(connection, [replace(SITE, site_name="新名称", row=9)])
    (row,) = connection.execute(select(schema.sites)).all()
    assert (row.site_name, row.row, row.sheet) == ("新名称", 9, "清单")
    assert hosts(connection) == ["new.example", "nyncj.qiyun.gov.example", "www.nyncj.example"]


def test_a_site_without_an_address_has_no_hosts(connection: Connection) -> None:
    book.enter_sites(connection, [Site("k2", "无网址", None, "sheet.xlsx", None, 4)])
    query = select(schema.sites.c.hosts).where(schema.sites.c.site_key == "k2")
    assert connection.execute(query).scalar_one() == []


def test_sites_are_known_with_their_standing_decision(connection: Connection, ledger: Ledger) -> None:
    book.enter_sites(connection, [Site("k0", "另一个", None, "sheet.xlsx", None, 4)])
    for one in (DECISION, replace(DECISION, site_key="k0"), replace(DECISION, verdict=Verdict.KEEP)):
        enter_decisions(connection, ledger, [Made(one)])
    assert [(one.site_key, one.verdict) for one in book.known_sites(connection)] == [(KEY, "keep"), ("k0", "migrate")]
    assert [one.site_key for one in book.known_sites(connection, ["k0", "nobody"])] == ["k0"]


def test_a_stage_is_finished_on_its_newest_input(connection: Connection) -> None:
    assert book.stage_of(connection, KEY, "extract") is None
    book.finish_stage(connection, KEY, "extract", "one", {"pages": 1})
    book.finish_stage(connection, KEY, "extract", "two", {"pages": 2})
    done = book.stage_of(connection, KEY, "extract")
    assert (done.source_hash, done.detail) == ("two", {"pages": 2})
