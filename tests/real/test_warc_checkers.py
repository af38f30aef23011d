"""The WARC files in programs that other people wrote: warcio, cdxj-indexer and pywb, over the zoo and the demo."""

import json
import random
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from warcio.archiveiterator import ArchiveIterator

from tests.real.conftest import ROOT
from tests.run.capturing import capture_zoo
from tests.whole import killing, outside
from tests.zoo.server import FaultServer
from tests.zoo.sites import ZOO

pytestmark = pytest.mark.real
CHECKERS = ROOT / ".venv-checkers" / "bin"  # made by tools/install_real_parts.sh
FOLLOWED = 200  # URLs that are replayed
SEED = 20170222
SITES = (
    "equal bytes under several URLs",
    "every framing",
    "gzip nobody asked for",
    "errors that pass and errors that stay",
    "redirects: chain, loop, away",
    "GBK bytes whatever is declared",
    "UCAP: 89 rows on five pages",
    "Hanweb: groups of three pages by POST",
)


@dataclass(frozen=True)
class Claimed:
    """What the ledger says of one record, and the record itself as the independent reader sees it."""

    url: str
    method: str
    status: int
    payload_digest: str
    truncated: str | None
    revisit_of: int | None
    id: int
    file: str
    offset: int
    member: outside.Member


@dataclass(frozen=True)
class Collection:
    """The captures of one workspace."""

    name: str
    workspace: Path
    claims: list[Claimed]

    @property
    def files(self) -> list[Path]:
        return sorted((self.workspace / "captures").rglob("*.warc.gz"))


@pytest.fixture(scope="module")
def collections(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Collection]:
    """The demo, one zoo site each, and the two sites of the kill harness in many small files."""
    folder = tmp_path_factory.mktemp("collections")
    workspaces = {"demo": demo, "many-files": _captured_small(folder / "many-files")}
    for number, name in enumerate(SITES):
        workspaces[f"zoo{number}"] = folder / f"zoo{number}"
        with FaultServer(ZOO[name].hosts) as server:
            capture_zoo(folder / f"zoo{number}", server, ZOO[name])
    return [Collection(name, workspace, _claims(workspace)) for name, workspace in workspaces.items()]


def _captured_small(workspace: Path) -> Path:
    from migrate.run.whole import run_stage
    from migrate.run.work import Order, Silent
    from migrate.settings import read_settings
    from tests.whole import killed_sites

    killing.prepared(workspace)
    flags = [f"http.{flag}" for flag in killing.FLAGS]
    with FaultServer(killed_sites.hosts()) as server:
        settings = read_settings(workspace, [*flags, "archive.warc_size=4 KiB"], [server.connect_to])
        run_stage(workspace, settings, Silent(), "capture", Order(unreviewed=True))
    return workspace


def _claims(workspace: Path) -> list[Claimed]:
    ledger = sqlite3.connect(workspace / "ledger.db")
    rows = ledger.execute(
        "SELECT u.url, u.method, c.status, c.payload_digest, c.truncated, c.revisit_of, c.id, c.warc, c.offset "
        "FROM captures c JOIN urls u ON u.id = c.url_id"
    ).fetchall()
    ledger.close()
    files: dict[str, dict[int, outside.Member]] = {}
    for _, _, _, _, _, _, _, warc, _ in rows:
        if warc not in files:
            files[warc] = dict(outside.members((workspace / warc).read_bytes()))
    return [Claimed(*row[:7], Path(row[7]).name, row[8], files[row[7]][row[8]]) for row in rows]


def test_warcio_finds_every_digest_right(collections: list[Collection]) -> None:
    files = [str(path) for one in collections for path in one.files]
    assert len(files) > 20  # of the small ones there are many
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "digest pass" in done.stdout
    assert "fail" not in done.stdout


def test_there_are_as_many_records_as_the_ledger_claims(collections: list[Collection]) -> None:
    for one in collections:
        counted: Counter[str] = Counter()
        for path in one.files:
            with path.open("rb") as stream:
                counted.update(record.rec_type for record in ArchiveIterator(stream))
        answers = sum(counted[kind] for kind in outside.ANSWERS)
        assert answers == len(one.claims) > 0, one.name
        assert counted["request"] == answers
        assert counted["warcinfo"] == len(one.files)
        assert counted["revisit"] == sum(claim.revisit_of is not None for claim in one.claims)


def _indexed(one: Collection) -> list[dict[str, str]]:
    done = subprocess.run(
        [CHECKERS / "cdxj-indexer", "--sort", *one.files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (one.workspace / "index.cdxj").write_text(done.stdout)
    return [json.loads(line.split(" ", 2)[2]) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def indexes(collections: list[Collection]) -> dict[str, list[dict[str, str]]]:
    return {one.name: _indexed(one) for one in collections}


def test_cdxj_indexer_agrees_with_the_ledger(collections: list[Collection], indexes) -> None:
    for one in collections:
        theirs = sorted(tuple(entry.get(name, "") for name in _FIELDS) for entry in indexes[one.name])
        assert theirs == sorted(_entry(claim) for claim in one.claims), one.name


_FIELDS = ("url", "status", "mime", "digest", "offset", "length", "filename")


def _entry(claim: Claimed) -> tuple[str, ...]:
    """What an index must say of a record, from the ledger and the bytes."""
    member = claim.member
    kind = outside.parted(member.block)[0].lower().partition(b"\ncontent-type:")[2].partition(b"\n")[0]
    mime = "warc/revisit" if claim.revisit_of else kind.partition(b";")[0].strip().decode() or "unk"
    place = str(claim.offset), str(member.end - claim.offset), claim.file
    return claim.url, str(claim.status), mime, claim.payload_digest, *place


@pytest.fixture(scope="module")
def pywb(collections: list[Collection], indexes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running pywb with all collections, indexed by cdxj-indexer; gives its address."""
    folder = tmp_path_factory.mktemp("pywb")
    places = {
        one.name: {
            "index": str(one.workspace / "index.cdxj"),
            "archive_paths": [f"{path}/" for path in sorted({path.parent for path in one.files})],
        }
        for one in collections
    }
    (folder / "config.yaml").write_text(json.dumps({"collections": places}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        command = [CHECKERS / "wayback", "-b", "127.0.0.1", "-p", str(port), "-d", folder]
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            requests.get(address, timeout=5)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield address
    server.kill()
    server.wait()


def _told_apart(one: Collection) -> list[Claimed]:
    """The whole answers to a GET that an index by address and second can tell from all others.

    Without redirects to themselves, which pywb refuses to replay, and the one with fields behind its last chunk, which
    pywb gives out as part of the body.
    """
    seen = Counter((claim.url.lower(), claim.member.headers["WARC-Date"]) for claim in one.claims)
    return [
        claim
        for claim in one.claims
        if claim.method == "GET"
        and claim.truncated is None
        and not claim.url.endswith("/trailer")
        and (claim.status // 100 != 3 or urljoin(claim.url, _location(claim).decode("latin-1")) != claim.url)
        and seen[claim.url.lower(), claim.member.headers["WARC-Date"]] == 1
    ]


def test_pywb_replays_what_was_captured(collections: list[Collection], pywb: str) -> None:
    chance, session = random.Random(SEED), requests.Session()
    every = [(one, claim) for one in collections for claim in _told_apart(one)]
    revisits = [at for at in every if at[1].revisit_of is not None]
    others = [at for at in every if at[1].revisit_of is None]
    assert len(revisits) >= 10
    sampled = [*revisits, *chance.sample(others, FOLLOWED - len(revisits))]
    wrong = []
    for one, claim in sampled:
        stamp = "".join(letter for letter in claim.member.headers["WARC-Date"] if letter.isdigit())[:14]
        place = f"{pywb}/{one.name}/{stamp}id_/{claim.url}"
        answer = session.get(place, stream=True, allow_redirects=False, timeout=30)
        body, wanted = answer.raw.read(decode_content=False), _sent(one, claim)
        if claim.status // 100 == 3:  # pywb gives a redirect without its body
            body, wanted = answer.headers.get("Location", "").encode(), _location(claim)
        if (answer.status_code, body) != (claim.status, wanted):
            wrong.append((one.name, claim.url, answer.status_code, claim.status, body[:200], wanted[:200]))
    assert wrong == []


def _location(claim: Claimed) -> bytes:
    return outside.parted(claim.member.block)[0].partition(b"\r\nLocation: ")[2].partition(b"\r\n")[0]


def _sent(one: Collection, claim: Claimed) -> bytes:
    """The body as it came, without chunks, and of a revisit that of its original."""
    held = next(other for other in one.claims if other.id == (claim.revisit_of or claim.id))
    return outside.unchunked(*outside.parted(held.member.block))
