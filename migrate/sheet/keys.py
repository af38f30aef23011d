"""Site keys over all files: unique and stable; and the sites that are listed twice."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from migrate.model import Site
from migrate.sheet.cells.addresses import tells_apart
from migrate.sheet.cells.text import bare
from migrate.sheet.flags import ORDER


def site_key(code: str | None, url: str | None, name: str) -> str:
    """The code; else the host, with port and path where they tell it apart; else a digest of the name."""
    if code is not None:
        return code
    if url is not None:
        return tells_apart(url)
    return "name-" + hashlib.sha256(bare(name).encode()).hexdigest()[:8]


def with_duplicates_flagged(sites: Sequence[Site]) -> list[Site]:
    """The same sites in order, each key given once, `duplicate_site` on every row whose code or address another has."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, site in enumerate(sites):
        for mark in _marks(site):
            holders[mark].append(number)
    partners: dict[int, set[int]] = defaultdict(set)
    for numbers in holders.values():
        if len(numbers) > 1:
            for number in numbers:
                partners[number].update(numbers)
    used: dict[str, int] = {}
    return [
        _settled(
            site, [sites[other] for other in sorted(partners[number] - {number})] if number in partners else [], used
        )
        for number, site in enumerate(sites)
    ]


def _marks(site: Site) -> set[str]:
    """What makes two rows the same site: the code, or an address with or without www, by http or https."""
    urls = [url for url in (site.url, *site.other_urls) if url]
    marks = {"url " + tells_apart(url).removeprefix("www.") for url in urls}
    if site.site_code is not None:
        marks.add("code " + site.site_code)
    return marks


def _settled(site: Site, partners: Sequence[Site], used: dict[str, int]) -> Site:
    used[site.site_key] = used.get(site.site_key, 0) + 1
    key = site.site_key if used[site.site_key] == 1 else _free(site.site_key, used)
    if key == site.site_key and not partners:
        return site
    cells = dict(site.flag_cells)
    cells["duplicate_site"] = tuple(where(other) for other in partners[:10])
    flags = tuple(flag for flag in ORDER if flag in {*site.flags, "duplicate_site"})
    return replace(site, site_key=key, flags=flags, flag_cells=cells)


def _free(key: str, used: dict[str, int]) -> str:
    while f"{key}-{used[key]}" in used:
        used[key] += 1
    free = f"{key}-{used[key]}"
    used[free] = 1
    return free


def where(site: Site) -> str:
    """The place of a site's row in words: file, sheet, row."""
    sheet = f"“{site.sheet}”" if site.sheet else ""
    return f"{site.file}{sheet}第 {site.row} 行"
