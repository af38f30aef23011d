"""The table of the zoo: one line a behaviour and a fault, one line a site; as Markdown for docs/zoo.md."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.zoo.scoring import HELD, Score
from tests.zoo.site import ZooSite

HEAD = """# The zoo

What the capture stage does on the behaviours of old sites and on faults of servers, on small sites of a real local
server. Made by `make zoo`; `tests/zoo/test_table.py` holds it against the truth files.

- **URLs** that the truth knows · **recall**: share of them that the ledger knows · **precision**: share of what the
  ledger knows that is in the truth (random addresses that the tool asks itself are left out) · **outcome**: share of
  the found that ended as the truth says, reason included · **bytes**: share of the answers to be kept whose body, read
  back with warcio, is what the server sent.
- The truth of a site stands in `tests/zoo/truth/<name>.toml`, written by hand; no code that makes answers reads it.
"""
LINE = "| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n"


def behaviours() -> dict[str, dict[str, str]]:
    """Give every behaviour and fault by its number: `shows`, and `elsewhere` where no site of the zoo shows it."""
    return tomllib.loads((Path(__file__).parent / "behaviours.toml").read_text("utf-8"))


def perfect(site: ZooSite) -> Score:
    """Give the score of a capture that finds what the site's tests demand: the truth without what is beyond."""
    truth, demanded = site.whole_truth, site.expected
    held = [url for url, said in truth.items() if said.partition(" ")[0] in HELD]
    exact, ended = sum(url in demanded for url in held), sum(truth[url] == said for url, said in demanded.items())
    return Score(len(truth), len(demanded), len(demanded), ended, len(held), exact)


def markdown(zoo: Mapping[str, ZooSite], scores: Mapping[str, Score]) -> str:
    """Give the page: behaviours and faults first, then the sites."""
    return HEAD + "".join(_behaviours(zoo, scores)) + "".join(_sites(zoo, scores))


def _behaviours(zoo: Mapping[str, ZooSite], scores: Mapping[str, Score]) -> Iterator[str]:
    numbers = {name: at for at, name in enumerate(zoo, start=1)}
    for letter, heading in (
        ("Z", "Behaviours of old sites"),
        ("F", "Faults"),
        ("P", "Rules of lists"),
        ("S", "Switches"),
    ):
        told = {one: said for one, said in behaviours().items() if one.startswith(letter)}
        if not told:
            continue
        yield f"\n## {heading}\n\n" + LINE.format(
            "", "Shows", "Sites", "URLs", "Recall", "Precision", "Outcome", "Bytes", "Remarks"
        )
        yield "|---|---|---|--:|--:|--:|--:|--:|---|\n"
        for one, said in told.items():
            names = [name for name, site in zoo.items() if one in site.stands_for]
            why = [zoo[name].why for name in names if zoo[name].why]
            remarks = "；".join(dict.fromkeys([*why, *filter(None, [said.get("elsewhere", "")])]))
            total = sum((scores[name] for name in names if name in scores), Score())
            where = " ".join(str(numbers[name]) for name in names)
            yield LINE.format(one, said["shows"], where or "–", *_numbers(total), remarks)


def _sites(zoo: Mapping[str, ZooSite], scores: Mapping[str, Score]) -> Iterator[str]:
    yield "\n## Sites\n\n" + LINE.format(
        "", "Site", "Stands for", "URLs", "Recall", "Precision", "Outcome", "Bytes", "Remarks"
    )
    yield "|--:|---|---|--:|--:|--:|--:|--:|---|\n"
    for at, (name, site) in enumerate(zoo.items(), start=1):
        if name in scores:
            yield LINE.format(at, name, " ".join(site.stands_for) or "–", *_numbers(scores[name]), site.why)


def _numbers(one: Score) -> list[str]:
    if not one.truth:
        return ["–"] * 5
    return [str(one.truth), *(percent(share) for share in one.shares)]


def percent(share: float) -> str:
    """Give a share in percent; 100 % is said of nothing that is less."""
    return "100 %" if share == 1 else f"{min(share * 100, 99.99):.2f} %"
