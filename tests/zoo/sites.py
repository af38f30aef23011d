"""The zoo: sites as data, each with its truth: the outcome of every URL that the crawl must come to know.

A truth is `url → outcome` or `url → "outcome reason"`; the reason of an unreachable URL is words for people and is
not compared.
Every site's robots.txt is 404 where it does not say otherwise.
"""

from tests.zoo import faulty, linking

ZOO = {
    "TRS lists count from zero and end at index_119": linking.trs(),
    "TRS-like lists that count from one": linking.one_based('createPageHTML(5, %d, "index", "shtml");', "index"),
    "UCAP lists count from one": linking.one_based("createPageHTML('page_div', 5, %d, 'fg', 'shtml', 89);", "fg"),
    "a list under its folder's address": linking.directory_list(),
    "GBK bytes whatever is declared": linking.gbk_lies(),
    "Chinese paths in UTF-8, then in GBK": linking.chinese_paths(),
    "crooked links": linking.crooked_links(),
    "session ids are aliases": linking.sessions(),
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
}
