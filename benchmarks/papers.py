"""Six documents of every site of a big county: `python -m benchmarks papers` measures time and memory a document.

Run by itself it is the step that is measured: `python -m benchmarks.papers make FOLDER SITES` writes the ledger,
`python -m benchmarks.papers forms FOLDER` makes the documents.
"""

import sys
from pathlib import Path

from migrate.model import Action, Site
from migrate.run.whole import run_stage
from migrate.run.work import Order, Silent
from migrate.settings import Settings
from tests.run.county import small

PER_UNIT = 5  # sites
DOCUMENTS = 6  # that a site needs which is closed already and has its papers still to be cancelled


def sites(number: int) -> list[tuple[Site, Action]]:
    """Give invented sites, five a unit, each of which needs six documents."""
    return [
        (
            Site(
                f"99{at:08}", f"栖云县第{at}网", f"http://w{at}.qiyun.gov.example/", "清理表.xlsx", "清理表", at + 2,
                site_code=f"99{at:08}", owner=f"栖云县第{at // PER_UNIT}局",
                original={"负责人姓名": f"负责人{at}", "联系人姓名": f"联系人{at}", "联系电话": f"0000-{at:07}"},
            ),
            Action.ALREADY_CLOSED,
        )
        for at in range(number)
    ]  # fmt: skip


if __name__ == "__main__":
    place = Path(sys.argv[2])
    if sys.argv[1] == "make":
        small(place, sites(int(sys.argv[3])))
    else:
        print(run_stage(place, Settings(), Silent(), "forms", Order()).counts)
