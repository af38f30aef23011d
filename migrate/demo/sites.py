"""The three sample sites of `migrate demo`, and the truth about each."""

from functools import cache

from migrate.demo.dfz import gazetteer
from migrate.demo.nyncj import agriculture
from migrate.demo.sample import Sample, SiteTruth
from migrate.demo.wlj import tourism


@cache
def samples() -> tuple[Sample, ...]:
    """The sample sites, built once: a TRS site in GBK, a plain UTF-8 one, a dormant one with content to keep."""
    return agriculture(), tourism(), gazetteer()


def truth(host: str) -> SiteTruth:
    """What a complete migration of the sample site on `host` knows."""
    return next(sample.truth for sample in samples() if sample.host == host)
