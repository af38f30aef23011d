"""What every adapter that speaks HTTP has to endure: subclass `FaultSuite` beside `ContractSuite`.

A subclass gives the fixtures `proxy` (a `FaultyProxy` before the portal) and `portal` (the adapter, asking through the
proxy with `timeout` about 1 second, at least 3 retries and no wait worth mentioning), `see` (with `articles` and
`files`), and says in `WRITES_ARTICLE` and `WRITES_FILE` which requests create an article or a file.
"""

import contextlib

import pytest

from migrate.errors import PortalError, PortalRefusal
from migrate.portal.contract import Portal, Visibility
from tests.portal.contract_suite import SHOWN, Seer, sha_of
from tests.portal.faulty_proxy import AFTER, BEFORE, Fault, FaultyProxy
from tests.portal.samples import NOTICES, article

MANY = 50  # more than any number of retries
FORM = b"%PDF-1.4 form"


class FaultSuite:
    """The suite."""

    WRITES_ARTICLE: tuple[str, str] = ("POST", "")  # method and a pattern in the path of what creates an article
    WRITES_FILE: tuple[str, str] = ("POST", "")

    def _break(self, proxy: FaultyProxy, fault: Fault, what: tuple[str, str], times: int = 1) -> None:
        proxy.clear()
        proxy.plan(fault, method=what[0], path=what[1], times=times)

    @pytest.mark.parametrize("fault", [*BEFORE, *AFTER, Fault.SLOW])
    def test_a_fault_at_the_write_of_an_article_leaves_one_article(
        self, portal: Portal, proxy: FaultyProxy, see: Seer, fault: Fault
    ) -> None:
        before = see.articles()
        self._break(proxy, fault, self.WRITES_ARTICLE)
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert proxy.unspent() == [], "the fault was never met: is WRITES_ARTICLE right?"
        assert see.articles() == before + 1
        assert portal.find(article().article_key) == placed
        assert portal.read_back(placed.remote_id) == placed.target_hash
        assert portal.delete_own(placed.remote_id, run=1), "the run that made it is remembered"

    @pytest.mark.parametrize("fault", [*BEFORE, *AFTER, Fault.SLOW])
    def test_a_fault_at_the_write_of_a_file_leaves_one_file(
        self, portal: Portal, proxy: FaultyProxy, see: Seer, fault: Fault
    ) -> None:
        before = see.files()
        self._break(proxy, fault, self.WRITES_FILE)
        made = portal.ensure_file(sha_of(FORM), "申报表.pdf", FORM, run=1)
        assert proxy.unspent() == [], "the fault was never met: is WRITES_FILE right?"
        assert see.files() == before + 1
        assert see.body_of(made.new_url) == FORM
        assert portal.delete_file(made.remote_id, run=1), "the run that made it is remembered"

    @pytest.mark.parametrize("fault", AFTER)
    def test_given_up_after_the_write_it_is_found_again_by_the_next_run(
        self, portal: Portal, proxy: FaultyProxy, see: Seer, fault: Fault
    ) -> None:
        before = see.articles()
        self._break(proxy, fault, ("", ""), times=MANY)
        with contextlib.suppress(PortalError):
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        proxy.clear()
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=2)
        assert see.articles() == before + 1
        assert portal.find(article().article_key) == placed

    @pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.RESET_BEFORE, Fault.HANG_BEFORE, Fault.TOO_MANY])
    def test_a_portal_that_never_answers_is_an_error_and_no_refusal(
        self, portal: Portal, proxy: FaultyProxy, see: Seer, fault: Fault
    ) -> None:
        before = see.articles()
        self._break(proxy, fault, ("", ""), times=MANY * 10)
        with pytest.raises(PortalError) as stopped:
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert not isinstance(stopped.value, PortalRefusal)
        assert stopped.value.remedy
        assert len(proxy.asked) < MANY, "retries are bounded"
        proxy.clear()
        assert see.articles() == before

    def test_a_second_run_makes_no_write(self, portal: Portal, proxy: FaultyProxy) -> None:
        for _ in range(2):
            proxy.clear()
            portal.ensure_channel(NOTICES, run=1)
            portal.ensure_file(sha_of(FORM), "申报表.pdf", FORM, run=1)
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert proxy.writes() == []

    def test_asking_makes_no_write(self, portal: Portal, proxy: FaultyProxy) -> None:
        placed = portal.ensure_article(article(), NOTICES, Visibility.DRAFT, run=1)
        proxy.clear()
        portal.probe()
        portal.find(article().article_key)
        portal.find(article(2).article_key)
        portal.find_channel(NOTICES)
        portal.read_back(placed.remote_id)
        portal.address(article(), NOTICES)
        assert proxy.writes() == []
