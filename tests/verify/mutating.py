"""The auditor against its mutations: `python -m tests.verify.mutating 1000 [part of a kind's name]`.

Each kind of damage is planted so many times at random places (seeded) in a small signed hand-over package; those of a
sealed workspace and of its ledger's rows so many times altogether (an audit with the ledger takes longer). The auditor
runs in this process, and what was changed is put back. Then as many undamaged copies: moved, renamed, with other times
and permissions. Prints kind → planted, found, and ends with 1 where anything was missed or a false alarm was given.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

from archive.sealing.signing import new_key
from migrate.ledger.book import open_ledger
from migrate.ledger.sites import known_sites
from migrate.model import Fault
from migrate.run.handing_over.packing import pack_sites
from migrate.run.verify import audited
from migrate.run.verifying.telling import faults_of, waits_of
from migrate.run.whole import run_all
from migrate.run.work import Order, Packing, Silent, Work, tool_version
from migrate.settings import read_settings
from migrate.verify.package import verify_package
from migrate.verify.pages import forget_seen
from tests.verify import ledger_mutations, mutations, wacz_mutations
from tests.verify.mutations import Mutation
from tests.verify.spoiling import Spoiled
from tests.whole import tiny

SEED = 20170222
SITE = tiny.ALPHA
SIGNED, UNSIGNED = "office.pem", ""
Audit = Callable[[], Sequence[Fault]]


def made(folder: Path, key: str = SIGNED) -> Path:
    """A finished, sealed workspace of one tiny site with its packages below `handover/`."""
    workspace = folder / "workspace"
    with tiny.served() as server:
        tiny.classified(workspace, server)
        if key:
            new_key(folder / key)
        flags = (*tiny.FLAGS, *((f"archive.key_file={folder / key}",) if key else ()))
        settings = read_settings(workspace, flags, (server.connect_to,))
        result = run_all(workspace, settings, Silent(), Order((SITE,), unreviewed=True))
        assert result.exit_code == 0, result.waiting
        with open_ledger("", workspace) as ledger, ledger.run("archive", tool_version()):
            work = Work(workspace, settings, ledger, Silent())
            with ledger.begin() as connection:
                sites = [site for site in known_sites(connection) if site.site_key == SITE]
            assert not pack_sites(work, sites, Packing("all")).waiting
    return workspace


def package_of(workspace: Path) -> Path:
    return workspace / "handover" / SITE


@contextmanager
def workspace_audit(workspace: Path) -> Iterator[Audit]:
    """The audit of a workspace, its ledger open all the while."""
    with open_ledger("", workspace) as ledger:
        work = Work(workspace, read_settings(workspace), ledger, Silent())

        def audit() -> Sequence[Fault]:
            forget_seen()
            with ledger.begin() as connection:
                sites = [site for site in known_sites(connection) if site.site_key == SITE]
            findings = audited(work, sites)
            return [*faults_of(findings), *(Fault("待人工", "", "", line) for line in waits_of(findings))]

        yield audit


@contextmanager
def package_audit(path: Path) -> Iterator[Audit]:
    """The audit of a package."""
    yield lambda: faults_of(verify_package(path))


def planted(place: Spoiled, audit: Audit, mutation: Mutation, times: int) -> tuple[int, list[int]]:
    """How often a mutation was planted, and the numbers of those that the auditor did not see."""
    missed, number, done = [], 0, 0
    while done < times:
        chance = Random(f"{SEED} {mutation.__name__} {number}")
        if mutation(place, chance):
            done += 1
            try:
                if not any(one.check != "待人工" for one in audit()):
                    missed.append(number)
            except Exception as error:
                missed.append(number)
                print(f"{mutation.__name__} {number}: {type(error).__name__} {error}", file=sys.stderr)
        place.restore()
        number += 1
        assert number < 50 * times + 50, f"{mutation.__name__} changes nothing"
    return done, missed


KINDS: dict[str, tuple[Mutation, ...]] = {
    "wacz": wacz_mutations.WACZ,
    "package": mutations.FILES,
    "workspace": mutations.FILES,
    "ledger": ledger_mutations.ROWS,
}
# An audit with the ledger takes many times as long: all kinds together are planted so often there.
SHARES = {"workspace": len(mutations.FILES), "ledger": len(ledger_mutations.ROWS)}


def spoil(where: str, folder: Path, name: str, times: int) -> tuple[str, str, int, list[int]]:
    """One kind of damage, planted in a copy of its own."""
    mutation = next(one for one in KINDS[where] if one.__name__ == name)
    copy = Path(tempfile.mkdtemp(dir=folder))
    try:
        source = folder / ("unsigned" if where == "wacz" else "signed") / "workspace"
        if where in ("workspace", "ledger"):
            shutil.copytree(source, copy / "w", ignore=shutil.ignore_patterns("handover"))
            root, audit = copy / "w", workspace_audit(copy / "w")
        elif where == "package":
            shutil.copytree(package_of(source), copy / "p")
            root, audit = copy / "p", package_audit(copy / "p")
        else:
            (copy / "p").mkdir()
            shutil.copy(package_of(source) / f"{SITE}.wacz", copy / "p" / f"{SITE}.wacz")
            root, audit = copy / "p", package_audit(copy / "p" / f"{SITE}.wacz")
        with audit as ask:
            assert not ask(), "an undamaged one is told to be damaged"
            return where, name, *planted(Spoiled(root), ask, mutation, times)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def undamaged(folder: Path, times: int) -> tuple[int, int]:
    """Undamaged workspaces and packages, each elsewhere and with other times; gives how many, and the false alarms."""
    source, alarms = folder / "signed" / "workspace", 0
    for number in range(times):
        chance = Random(f"{SEED} undamaged {number}")
        home = folder / chance.choice(["移到 别处", "a", "深/深/深", "C", "x y"]) / str(number)
        if not number % 20:
            copy = shutil.copytree(source, home, ignore=shutil.ignore_patterns("handover"))
            _touch(copy, chance)
            with workspace_audit(copy) as ask:
                alarms += bool(ask())
        else:
            copy = shutil.copytree(package_of(source), home)
            _touch(copy, chance)
            with package_audit(copy) as ask:
                alarms += bool(ask())
        shutil.rmtree(copy)
    return times, alarms


def _touch(root: Path, chance: Random) -> None:
    moment = chance.randint(0, 2_000_000_000)
    for path in root.rglob("*"):
        os.utime(path, (moment, moment))
        if path.is_file() and path.name != "ledger.db":
            path.chmod(chance.choice([0o644, 0o444, 0o600]))


def main(times: int, wanted: str) -> int:
    """Plant everything, print the table."""
    began, failed = time.monotonic(), False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, key in (("signed", SIGNED), ("unsigned", UNSIGNED)):
            (folder / name).mkdir()
            made(folder / name, key)
        with ProcessPoolExecutor(2) as pool:
            kinds = [
                (where, one.__name__) for where, all_of in KINDS.items() for one in all_of if wanted in one.__name__
            ]
            total = found = 0
            asked = ((where, folder, name, -(-times // SHARES.get(where, 1))) for where, name in kinds)
            for where, name, done, missed in pool.map(_spoil, asked):
                print(f"{where:10} {name:40} {done:6} {done - len(missed):6}  {missed[:5] or ''}", flush=True)
                total, found = total + done, found + done - len(missed)
                failed |= bool(missed)
            halves = [pool.submit(undamaged, folder, times)] if not wanted else []
            alarms = [one.result() for one in halves]
    for number, false in alarms:
        print(f"{'undamaged':51} {number:6} {false:6}  false alarms")
        failed |= bool(false)
    print(f"{len(kinds)} kinds, planted {total}, found {found}, {time.monotonic() - began:.0f} s")
    return int(failed)


def _spoil(asked: tuple[str, Path, str, int]) -> tuple[str, str, int, list[int]]:
    return spoil(*asked)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, sys.argv[2] if len(sys.argv) > 2 else ""))
