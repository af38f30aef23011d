"""The folder `redirects/`: the answers as tables, as rules for four web servers, and as lists, all saying the same."""

import csv
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from migrate.model import Redirect
from migrate.redirects import apache, caddy, iis, lists, nginx
from migrate.redirects.pages import Notice, gone_page
from migrate.redirects.settling import RANKS, Refusal, Settled, settled

PAGES, OTHERS, GONE = "redirects.csv", "others.csv", "gone.html"
HEADINGS = ("old_url", "answer", "target", "status", "reason")
NO_NOTICE = Notice()


@dataclass(frozen=True)
class Written:
    """What was written: old pages by answer, other old URLs, server rules, and what a person must look at.

    `refused` are answers that were turned into gone (foreign target, loop); `unwritten` stand in the tables
    and could not be expressed as a server rule; `case_rules` are those that tell letters' cases apart. Of `pairs`
    for search engines those are `left_out` that are not one-to-one.
    """

    redirect: int
    archived: int
    gone: int
    others: int
    rules: int
    case_rules: int
    pairs: int
    left_out: int
    refused: tuple[Refusal, ...]
    unwritten: tuple[Refusal, ...]


def write_redirects(
    redirects: Iterable[Redirect],
    folder: Path,
    hosts: Collection[str] = (),
    *,
    others: Iterable[Redirect] = (),
    logged: Iterable[Redirect] = (),
    notice: Notice = NO_NOTICE,
) -> Written:
    """Settle the answers (see `settled`) and write every file of them into `folder`."""
    with settled(redirects, others, logged, hosts) as answers:
        return write_files(answers, folder, notice)


def write_files(answers: Settled, folder: Path, notice: Notice = NO_NOTICE) -> Written:
    """Write every file, each whole or not at all, none before all are complete."""
    folder.mkdir(parents=True, exist_ok=True)
    written: set[str] = set()
    with ExitStack() as files:

        def opened(name: str) -> IO[str]:
            written.add(name)
            return files.enter_context(_replaced(folder / name))

        counts = _write_lines(answers.lines(pages=True), opened(PAGES))
        others = _write_lines(answers.lines(pages=False), opened(OTHERS))
        mapped = nginx.write_map(answers, opened(nginx.MAP))
        nginx.write_server(answers, opened(nginx.SERVER))
        apache.write_map(answers, opened(apache.MAP))
        apache.write_conf(answers, opened(apache.CONF))
        caddy.write_caddyfile(answers, opened(caddy.NAME))
        iis.write_maps(answers, opened(iis.MAPS))
        iis.write_config(answers, opened(iis.CONFIG))
        lists.write_expectations(answers, opened(lists.EXPECTATIONS))
        lists.write_script(opened(lists.SCRIPT))
        opened(GONE).write(gone_page(notice))
        pairs, left_out = lists.write_engine_lists(answers, opened)
    for stale in folder.glob(lists.ENGINES.format(number="*")):
        if stale.name not in written:
            stale.unlink()
    return Written(
        redirect=counts["redirect"],
        archived=counts["archived"],
        gone=counts["gone"],
        others=sum(others.values()),
        rules=mapped.rules,
        case_rules=mapped.case_rules,
        pairs=pairs,
        left_out=left_out,
        refused=answers.refused,
        unwritten=mapped.unwritten,
    )


def read_lines(path: Path) -> Iterator[Redirect]:
    """Give the lines of a table that was written here, in its order; raises OSError, ValueError where it is none."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            old_url, answer, target = row.get("old_url"), row.get("answer"), row.get("target")
            status = row.get("status") or ""
            if not old_url or answer not in RANKS or target is None or not status.isdigit():
                raise ValueError(f"{path.name} 中有一行不完整")
            yield Redirect(old_url.removeprefix("'"), answer, target, int(status), row.get("reason") or "")


def _write_lines(lines: Iterable[Redirect], file: IO[str]) -> dict[str, int]:
    """UTF-8 without a byte order mark: programs read this table, a mark would become part of `old_url`."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADINGS)
    counts = dict.fromkeys(RANKS, 0)
    for line in lines:
        counts[line.answer] += 1
        cells = (line.old_url, line.answer, line.target, line.status, line.reason)
        writer.writerow([_no_formula(str(cell)) for cell in cells])
    return counts


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet shows as text; no http(s) URL, path, answer or status is ever changed."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


@contextmanager
def _replaced(path: Path) -> Iterator[IO[str]]:
    """A file that takes the place of `path` when it is complete, and leaves it alone when it is not."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)
