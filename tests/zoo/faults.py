"""Zoo sites about the faults of servers (`F…` of behaviours.toml), joined to the zoo by `tests.zoo.sites`."""

from tests.zoo.faults_answers import ANSWERS
from tests.zoo.faults_charsets import CHARSETS
from tests.zoo.faults_links import LINKS
from tests.zoo.faults_redirects import REDIRECTS
from tests.zoo.faults_urls import URLS
from tests.zoo.site import ZooSite

FAULTS: dict[str, ZooSite] = {**REDIRECTS, **ANSWERS, **CHARSETS, **URLS, **LINKS}
