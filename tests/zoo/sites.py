"""The zoo: sites as data, each with its truth: the outcome of every URL that the crawl must come to know.

A truth is `url → outcome` or `url → "outcome reason"`; the reason of an unreachable URL is words for people and is
not compared.
Every site's robots.txt is 404 where it does not say otherwise.
"""

from tests.zoo import faulty, linking, listing, scripted
from tests.zoo.asked_lists import ASKED_LISTS
from tests.zoo.behaving import BEHAVING
from tests.zoo.doubtful import DOUBTFUL
from tests.zoo.endless import ENDLESS
from tests.zoo.faults import FAULTS
from tests.zoo.holding import HOLDING
from tests.zoo.legacy import LEGACY
from tests.zoo.mixtures import MIXTURES
from tests.zoo.static_lists import STATIC_LISTS
from tests.zoo.switches import EDITED

ZOO = {
    "TRS lists count from zero and end at index_119": linking.trs(),
    "TRS-like lists that count from one": linking.one_based(
        "one_based_trs", 'createPageHTML(5, %d, "index", "shtml");', "index"
    ),
    "UCAP lists count from one": linking.one_based(
        "one_based_ucap", "createPageHTML('page_div', 5, %d, 'fg', 'shtml', 5);", "fg"
    ),
    "a list under its folder's address": linking.directory_list(),
    "GBK bytes whatever is declared": linking.gbk_lies(),
    "Chinese paths in UTF-8, then in GBK": linking.chinese_paths(),
    "crooked links": linking.crooked_links(),
    "session ids are aliases": linking.sessions(),
    "other spellings are aliases": linking.other_spellings(),
    "exact links": linking.exact_links(),
    "twins of a server that folds case": linking.iis_twins(),
    "splash pages and refreshes": linking.splash(),
    "names of files": linking.file_names(),
    "redirects: chain, loop, away": linking.redirects(),
    "the home page moves to another host": linking.home_moves(),
    "a sub-site moves to another host": linking.home_moves_below(),
    "a site below a path": linking.below_a_path(),
    "robots are obeyed": faulty.robots(),
    "robots are ignored with authorisation": faulty.robots_ignored(),
    "robots.txt moved": faulty.robots_moved(),
    "robots.txt comes at the third try": faulty.robots_late(),
    "robots.txt stays silent": faulty.robots_silent(),
    "robots.txt is a 500": faulty.robots_odd(),
    "robots.txt is huge": faulty.robots_flood(),
    "errors that pass and errors that stay": faulty.errors(),
    "bodies that are not whole": faulty.broken(),
    "every framing": faulty.framings(),
    "old servers": faulty.old_servers(),
    "gzip nobody asked for": faulty.codings(),
    "bodies over the limits": faulty.too_big(),
    "equal bytes under several URLs": faulty.twins(),
    "traps": linking.traps(),
    "links without anchors": linking.script_links(),
    "UCAP: 89 rows on five pages": listing.ucap(),
    "UCAP: a cap of 500 rows, and an API that has all": listing.ucap_capped(),
    "Hanweb: groups of three pages by POST": listing.hanweb(),
    "Hanweb: sealed groups, and an empty answer that is no end": listing.hanweb_sealed(),
    "jpaas: an API that pages": listing.jpaas(True),
    "jpaas: page 1 for every pageNo": listing.jpaas(False),
    "VSB: pages count down": listing.vsb(),
    "fragments count down": listing.fragments(),
    "gkmlpt: columns are hash routes": listing.catalogue(),
    "WebPlus: a pinned row on every page": listing.webplus(),
    "WebForms: chains of POSTs": listing.webforms(),
    "Epoint: two spellings of a key": listing.epoint(),
    "label 8888: fragments": listing.label(),
    "ptl: POSTs count from zero": listing.ptl(),
    "enorth: eight digits count down": listing.enorth(),
    "a list that says one and counts from zero": listing.twins_from_zero(),
    "a server that ignores the page number": listing.ignored_key(),
    "a list with a page missing": listing.gap(),
    "scripts bring the content, and there is no browser": scripted.without_browser(),
    **DOUBTFUL,
    **ENDLESS,
    **BEHAVING,
    **HOLDING,
    **STATIC_LISTS,
    **ASKED_LISTS,
    **EDITED,
    **FAULTS,
    **LEGACY,
    **MIXTURES,
}
