"""`python -m tests.zoo [--write FILE] [NAME OR NUMBER …]`: capture the zoo and print the table.

Names are those of the sites (a part is enough) or numbers of behaviours (`Z01`). Ends with 1 where a line is not whole
and no truth file says why.

`python -m tests.zoo articles [NAME …]`: capture and extract; tell which pages are not what a person would call them.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.run.capturing import capture_zoo, lines
from tests.zoo.articles import look
from tests.zoo.scoring import Score, score
from tests.zoo.server import FaultServer
from tests.zoo.site import ZooSite
from tests.zoo.sites import ZOO
from tests.zoo.table import markdown, perfect


def main(words: list[str]) -> int:
    if words[:1] == ["articles"]:
        return articles(words[1:])
    write = Path(words.pop(words.index("--write") + 1)) if "--write" in words else None
    wanted = [word for word in words if word != "--write"]
    chosen = {name: site for name, site in ZOO.items() if not wanted or any(map(_meant(name, site), wanted))}
    scores: dict[str, Score] = {}
    for name, site in chosen.items():
        started = time.monotonic()
        scores[name] = captured(site)
        shares = " ".join(f"{share:7.2%}" for share in scores[name].shares)
        print(f"{time.monotonic() - started:5.1f} s {scores[name].truth:5} {shares}  {name}", flush=True)
        for fault in scores[name].faults[:20]:
            print(f"        {fault}")
    page = markdown(ZOO if not wanted else chosen, scores)
    if write:
        write.write_text(page, "utf-8")
    short = [name for name in chosen if scores[name].shares < perfect(chosen[name]).shares]
    print(f"{len(chosen)} sites, {len(short)} short{': ' if short else ''}{', '.join(short)}")
    return bool(short)


def _meant(name: str, site: ZooSite):
    return lambda word: word in site.stands_for or word.lower() in name.lower()


def articles(wanted: list[str]) -> int:
    """Tell what every captured page of the sites ends as; 1 where one is not as `articles.toml` says."""
    chosen = {name: site for name, site in ZOO.items() if not wanted or any(map(_meant(name, site), wanted))}
    whole: Counter[str] = Counter()
    short = []
    for name, site in chosen.items():
        with tempfile.TemporaryDirectory() as folder, FaultServer(site.hosts, site.secured()) as server:
            capture_zoo(Path(folder), server, site)
            found = look(Path(folder), site)
        whole.update(found.counts)
        if found.faults:
            short.append(name)
            print(f"{len(found.faults):5}  {name}", *found.faults[:10], sep="\n        ", flush=True)
    for end, number in whole.most_common():
        print(f"{number:6}  {end}")
    print(
        f"{len(chosen)} sites, {sum(whole.values())} pages, {len(short)} short{': ' if short else ''}{', '.join(short)}"
    )
    return bool(short)


def captured(site: ZooSite) -> Score:
    """Capture a site in a fresh workspace and give its score."""
    with tempfile.TemporaryDirectory() as folder, FaultServer(site.hosts, site.secured()) as server:
        capture_zoo(Path(folder), server, site)
        return score(site, lines(Path(folder)), server.log, Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
