"""Captures of a zoo killed (SIGKILL) at random moments, also while they recover, until each one is done.

    python -m tests.whole.killing 300 [--seed N] [--how kill | break | fault | power] [--again]

Each run of the command line is a process of its own, forked from one that has everything imported. It is killed by the
clock, or at a moment that hurts: before and after every fsync, rename, removal and commit, and within a write to a WARC
file, some of whose bytes are then there. `--how break` raises an exception in the n-th call of the tool's code
instead: the run must not end as if all were well unless all is well. `--how fault` makes every write, sync, rename and
commit fail from a moment on (no space, over quota, file too long, read-only, input/output error): one sentence, exit
code 2, and the next run goes on. `--how power` cuts the power: unsynced bytes, names and commits are gone. `--again`
kills the second capture of sites that have edited themselves since the first.
"""

import argparse
import json
import os
import random
import re
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any

import cli
from migrate.ledger.book import open_ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.sites import enter_sites
from migrate.run import capture, whole  # noqa: F401  imported before the forks
from tests.whole import killed_sites, outside
from tests.whole.dooms import Doom, Shared
from tests.whole.reading import ACCIDENTS, exported
from tests.zoo.server import FaultServer

FLAGS = ("interval=0", "pace_factor=0", "retries=2", "retry_wait=0.01", "timeout=5")
WARC_SIZE = 24 << 10  # a run leaves dozens of files
EARLY = 40  # moments: so many lie in the recovery of a killed run
MOST = 25  # kills of one capture; then it is let go to its end
PATIENCE = 60.0  # seconds; a run that takes longer hangs
COMMON, OF_RETRIES = 0.01, 2  # the share of calls that break; captures of a URL that passes at the third try


TOLD = re.compile("磁盘|读写出错|文件过大|只读")


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (None: killed), moments or calls gone through, whether anything was written."""

    code: int | None
    passed: int
    wrote: bool
    seconds: float


@dataclass
class Tally:
    """What came of all kills."""

    kills: int = 0
    during_recovery: int = 0
    crawls: int = 0
    equal: int = 0
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.crawls == self.equal and not (self.missing or self.twice or self.unreadable or self.faults)

    def told(self, how: str) -> str:
        counts = (("missing", self.missing), ("twice", self.twice), ("unreadable", self.unreadable))
        lost = ", ".join(f"{len(texts)} {name}" for name, texts in counts)
        return (
            f"{self.kills} {how}s ({self.during_recovery} during recovery) in {self.crawls} crawls: {lost}, "
            f"{len(self.faults)} other faults, exports equal {self.equal} of {self.crawls}"
        )


class Zoo:
    """The sites in a process of their own, so that this one has a single thread and may fork."""

    def __enter__(self) -> "Zoo":
        asked, told = os.pipe(), os.pipe()
        self._pid = os.fork()
        if not self._pid:
            os.close(asked[1])
            _serve(asked[0], told[1])
            os._exit(0)
        os.close(asked[0])
        self._ask, self._answers = asked[1], told[0]
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._ask)
        os.waitpid(self._pid, 0)

    def fresh(self, *, edited: bool = False) -> str:
        """Serve the sites as if nobody had asked yet; gives the rule for `--connect-to`."""
        os.write(self._ask, b"e" if edited else b".")
        return os.read(self._answers, 100).decode()


def _serve(asked: int, told: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wanted = os.read(asked, 1)
    while wanted:
        with FaultServer(killed_sites.edited_hosts() if wanted == b"e" else killed_sites.hosts()) as server:
            os.write(told, server.connect_to.encode())
            wanted = os.read(asked, 1)


def run(
    workspace: Path, connect_to: str, doom: Doom | None, dies_after: float = PATIENCE, *, again: bool = False
) -> Ended:
    """One run of `migrate capture` to its end, or to its doom."""
    shared: Shared = RawArray("q", 2)
    began, pid = time.monotonic(), os.fork()
    if not pid:
        os._exit(_captured(workspace, connect_to, doom, shared, ["--again"] if again else []))
    handle = os.pidfd_open(pid)
    if not select.select([handle], [], [], dies_after)[0]:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(handle)
    seconds = time.monotonic() - began
    if seconds > PATIENCE:
        raise SystemExit(f"a run hangs: {workspace}")
    code = None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    return Ended(code, shared[0], bool(shared[1]), seconds)


def _captured(workspace: Path, connect_to: str, doom: Doom | None, shared: Shared, more: list[str]) -> int:
    """What the forked process does; its exit code."""
    flags = [word for flag in FLAGS for word in ("--set", f"http.{flag}")]
    words = ["capture", "--unreviewed", "-w", str(workspace), "--connect-to", connect_to, *flags, *more]
    heard = os.open(workspace.with_name(f"{workspace.name}.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(heard, 1)
    os.dup2(heard, 2)
    try:
        with (doom or Doom()).hanging_over(shared, workspace):
            cli.main([*words, "--set", f"archive.warc_size={WARC_SIZE}"])
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException as error:
        print(type(error).__name__, error, file=sys.stderr, flush=True)
        return 99
    return 98


def prepared(workspace: Path) -> Path:
    """A workspace that knows the sites and has captured nothing."""
    hosts = killed_sites.hosts()
    with open_ledger("", workspace) as ledger, ledger.run("classify", "test"), ledger.begin() as connection:
        enter_sites(connection, [killed_sites.site_of(host) for host in hosts])
        enter_decisions(connection, ledger, [Made(killed_sites.decision_of(host)) for host in hosts])
    return workspace


def essence(workspace: Path) -> list[dict[str, Any]]:
    """The export without what depends on the hour and on the order of arrival."""
    lines = exported(workspace, "urls")
    return [{name: value for name, value in line.items() if name not in ACCIDENTS} for line in lines]


def has_ended(workspace: Path) -> bool:
    """True when the second captures of all sites are done: the same words once more would ask for a third."""
    with sqlite3.connect(workspace / "ledger.db") as ledger:
        (ended, going_on) = ledger.execute("SELECT count(ended_at), count(*) - count(ended_at) FROM rounds").fetchone()
    ledger.close()
    return bool(ended) and not going_on


class Killing:
    """The sites captured again and again, each time killed until it is done, each time held against the first."""

    def __init__(self, folder: Path, zoo: Zoo, seed: int, how: str, *, again: bool = False) -> None:
        self._folder, self._zoo, self._how, self._again = folder, zoo, how, again
        self._chance = random.Random(seed)
        self._fresh = prepared(folder / "fresh")
        if again:
            run(self._fresh, zoo.fresh(), None)
        self.tally = Tally()
        workspace = self._copy("undisturbed")
        counted = Doom(how, 0, seed)
        self._whole = run(workspace, zoo.fresh(edited=again), counted, again=again)
        self._wanted, self._audit = essence(workspace), outside.audit(workspace)
        self._judge(workspace, self._whole, "undisturbed")
        self.tally.crawls = self.tally.equal = 0
        self._seconds = run(self._copy("timed"), zoo.fresh(edited=again), None, again=again).seconds

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self._fresh, self._folder / name))

    def go_on(self, wanted: int) -> None:
        """Kill so many runs."""
        while self.tally.kills < wanted and self.tally.holds:
            workspace, connect_to = self._copy(f"killed-{self.tally.crawls}"), self._zoo.fresh(edited=self._again)
            dooms: list[str] = []
            while True:
                is_doomed = self.tally.kills < wanted and len(dooms) < MOST
                doom, after = self._drawn(resumed=bool(dooms)) if is_doomed else (None, PATIENCE)
                ended = run(workspace, connect_to, doom, after, again=self._again and not has_ended(workspace))
                if not (is_doomed and self._was_doomed(ended)):
                    break
                self.tally.kills += 1
                self._listen(workspace, ended, doom)
                self.tally.during_recovery += bool(dooms) and not ended.wrote
                dooms.append(str(doom) if doom else f"{after:.3f} s")
            self._judge(workspace, ended, " → ".join(dooms))

    def _was_doomed(self, ended: Ended) -> bool:
        return ended.code is None if self._how in ("kill", "power") else ended.code not in (self._whole.code, None)

    def _listen(self, workspace: Path, ended: Ended, doom: Doom | None) -> None:
        """A place that cannot be written is told in one sentence, and the exit code is 2."""
        log = workspace.with_name(f"{workspace.name}.log")
        *_, last = log.read_text().splitlines() or [""]
        if self._how == "fault" and (ended.code != 2 or not TOLD.search(last)):
            self.tally.faults.append(f"exit code {ended.code}, said {last!r} ({workspace}, {doom})")

    def _drawn(self, *, resumed: bool) -> tuple[Doom | None, float]:
        chance, kind = self._chance, self._chance.random()
        if self._how == "kill" and kind < 0.4:
            return None, self._seconds * chance.random()
        if self._how == "break" and kind < 0.4:
            return Doom("break", 1 + int(chance.expovariate(COMMON)), chance.random()), PATIENCE
        last = EARLY if resumed and kind < 0.7 else self._whole.passed
        return Doom(self._how, chance.randint(1, last), chance.random()), PATIENCE

    def _judge(self, workspace: Path, ended: Ended, place: str) -> None:
        """Hold a finished capture against the undisturbed one."""
        tally, found, lines = self.tally, outside.audit(workspace), essence(workspace)
        before = len(tally.missing + tally.twice + tally.unreadable + tally.faults)
        known = Counter(_name(line) for line in lines if line["outcome"] != "pending")
        wanted = Counter(map(_name, self._wanted))
        tally.missing += [f"{name} ({place})" for name in wanted - known]
        tally.missing += [f"{url}: no bytes ({place})" for url in found.lacking]
        again = found.captures - self._audit.captures
        tally.twice += [f"{one} ({place})" for one in [*found.twice, *(known - wanted), *again]]
        tally.unreadable += [f"{one} ({place})" for one in found.unreadable + found.unclaimed]
        if ended.code != self._whole.code:
            tally.faults.append(f"exit code {ended.code} ({place})")
        tally.crawls += 1
        tally.equal += lines == self._wanted
        if lines == self._wanted and before == len(tally.missing + tally.twice + tally.unreadable + tally.faults):
            shutil.rmtree(workspace)
        else:
            _tell_difference(workspace, lines, self._wanted, place)


def _name(line: dict[str, Any]) -> str:
    return f"{line['site']} {line['method']} {line['url']} {line.get('request_body', '')}"


def _tell_difference(workspace: Path, ours: list[dict[str, Any]], theirs: list[dict[str, Any]], place: str) -> None:
    print(f"{workspace} differs: {place}")
    for one in [line for line in ours if line not in theirs][:5]:
        print("  has   ", json.dumps(one, ensure_ascii=False))
    for one in [line for line in theirs if line not in ours][:5]:
        print("  wanted", json.dumps(one, ensure_ascii=False))


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("number", type=int)
    given.add_argument("--seed", type=int, default=20170222)
    given.add_argument("--how", choices=("kill", "break", "fault", "power"), default="kill")
    given.add_argument("--again", action="store_true")
    asked = given.parse_args()
    os.environ.pop("MIGRATE_WORKSPACE", None)
    folder = Path(tempfile.mkdtemp(prefix="killing-"))
    with Zoo() as zoo:
        killing = Killing(folder, zoo, asked.seed, asked.how, again=asked.again)
        killing.go_on(asked.number)
    tally = killing.tally
    for texts in (tally.missing, tally.twice, tally.unreadable, tally.faults):
        print("".join(f"  {text}\n" for text in texts[:5]), end="")
    print(f"seed {asked.seed}: {tally.told(asked.how)}")
    if not tally.holds:
        raise SystemExit(f"what is left lies in {folder}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
