"""Three sites under every switch: whatever the server does at times, the truth is the same."""

from pathlib import Path

import pytest

from tests.run.capturing import capture_zoo, outcomes
from tests.zoo.server import FaultServer
from tests.zoo.sites import ZOO
from tests.zoo.switches import SWITCHES

SITES = ("VSB: pages count down", "ptl: POSTs count from zero", "JEECMS: static lists and a query")


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("name", SITES)
def test_the_truth_stays_under_every_switch(tmp_path: Path, name: str, switch: str) -> None:
    site = SWITCHES[switch](ZOO[name])
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site)
    assert {url: said for url, said in outcomes(tmp_path).items() if said != "error probe"} == site.expected


def test_the_flaky_switch_does_disturb() -> None:
    disturbed = 0
    for name in SITES:
        site = ZOO[name]
        flaky = SWITCHES["S01"](site)
        for target, given in site.answers.items():
            chosen = flaky.answers.get(target)(b"")  # type: ignore[operator]
            disturbed += chosen is not given
    assert disturbed >= 3
