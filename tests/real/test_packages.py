"""Packages in programs of other people: py-wacz, pywb, cdxj-indexer, ReplayWeb.page, openssl ts, an S3 server."""

import gzip
import http.server
import json
import os
import random
import shutil
import socket
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import bagit
import pytest
import requests
from playwright.sync_api import Browser, Page

from archive.errors import ArchiveError
from archive.packing.surt import surt
from archive.sealing.seal import read_seal
from archive.sealing.timestamp import read_answer, request
from migrate.demo.sample import Resource
from migrate.run.whole import run_stage
from migrate.run.work import Order, Packing, Silent
from migrate.settings import read_settings
from tests.real import large_site
from tests.real.conftest import ROOT, migrate
from tests.real.servers import free_port
from tests.whole.tiny import FLAGS

pytestmark = pytest.mark.real
CHECKERS = ROOT / ".venv-checkers" / "bin"  # made by tools/install_real_parts.sh
VIEWER = ROOT / ".cache" / "replaywebpage"  # likewise
PICTURE = ROOT / "docs" / "pictures" / "replayweb-page.png"
SEED = 20170222


@dataclass(frozen=True)
class Packed:
    """A workspace whose site is packed, and what the old server answered, by path and query."""

    workspace: Path
    answers: dict[str, Resource]

    @property
    def home(self) -> Path:
        return self.workspace / "handover" / large_site.HOST

    @property
    def wacz(self) -> Path:
        return self.home / f"{large_site.HOST}.wacz"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    workspace = tmp_path_factory.mktemp("large") / "workspace"
    with ThreadPoolExecutor(1) as aside:  # Playwright's loop may run in this thread
        answers = aside.submit(large_site.prepared, workspace).result()
    settings = read_settings(workspace, FLAGS)
    done = run_stage(workspace, settings, Silent(), "archive", Order(unreviewed=True, packing=Packing("all")))
    assert done.exit_code == 0, done.waiting
    return Packed(workspace, answers)


@pytest.fixture(scope="module")
def demo_wacz(demo: Path) -> Path:
    done = migrate("archive", "9901230012", "-w", str(demo), "--package", "wacz", cwd=demo)
    assert done.returncode == 0, done.stdout + done.stderr
    return demo / "handover" / "9901230012" / "9901230012.wacz"


def checked(*words: str | Path, **more: Any) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# --- WACZ


def test_py_wacz_finds_the_packages_valid(large: Packed, demo_wacz: Path) -> None:
    for wacz in (large.wacz, demo_wacz):
        assert "is valid" in checked(CHECKERS / "wacz", "validate", "-f", wacz)
        with zipfile.ZipFile(wacz) as file:  # what that check does not look at
            lists = [file.read(name).splitlines() for name in file.namelist() if name.startswith("pages/")]
            assert len(lists[0]) > 1
            assert sum(map(len, lists)) > (2000 if wacz == large.wacz else 40)


def test_cdxj_indexer_makes_the_same_index(large: Packed, demo_wacz: Path, tmp_path: Path) -> None:
    for wacz in (large.wacz, demo_wacz):
        with zipfile.ZipFile(wacz) as file:
            file.extractall(tmp_path / wacz.stem)
        files = sorted((tmp_path / wacz.stem / "archive").iterdir())
        theirs = checked(CHECKERS / "cdxj-indexer", "--sort", "--post-append", *files).splitlines()
        ours = gzip.decompress((tmp_path / wacz.stem / "indexes/index.cdx.gz").read_bytes()).decode().splitlines()
        assert len(ours) > 60
        assert sorted(map(_parsed, ours)) == sorted(map(_parsed, (one for one in theirs if " {" in one)))


def _parsed(line: str) -> tuple[str, str, str]:
    key, moment, told = line.split(" ", 2)
    fields = json.loads(told)
    fields["mime"] = fields.get("mime", "unk")  # an answer that names none
    return key, moment, json.dumps({name: fields.get(name, "") for name in _FIELDS})


_FIELDS = ("url", "mime", "status", "digest", "length", "offset", "filename")


def test_keys_are_those_of_surt(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    hosts = (
        "http://www.qiyun.gov.example",
        "https://WWW2.qiyun.gov.example:443",
        "http://127.0.0.1:99",
        "http://栖云.example",
    )
    words = (
        *(
            "%d5%aa",
            "%D6%D0",
            "%25",
            "%2F",
            "%26",
            "+",
            "/",
            "//",
            "..",
            "/../",
            "A",
            "b",
            "通知",
            "?",
            "&",
            "=",
            "a=1",
        ),
        *("B=2", "#x", ";jsessionid=ABC", "%0a", " ", "\\", "~", "(", ")", "%zz", f"sid={'a' * 32}", "index.aspx", "."),
    )
    urls = [
        chance.choice(hosts) + chance.choice(["/", "?", "/x/"]) + "".join(chance.choices(words, k=chance.randrange(8)))
        for _ in range(5000)
    ]
    program = "import json, sys, surt; print(json.dumps([surt.surt(one) for one in json.load(sys.stdin)]))"
    theirs = json.loads(checked(CHECKERS / "python", "-c", program, input=json.dumps(urls)))
    assert [url for url, key in zip(urls, theirs, strict=True) if surt(url) != key] == []


@contextmanager
def process(command: list[str | Path], port: int, log: Path, **more: Any) -> Iterator[str]:
    """The address of a server process, once it answers."""
    with log.open("wb") as out:
        server = subprocess.Popen([str(word) for word in command], stdout=out, stderr=out, **more)
    try:
        for _ in range(600):
            assert server.poll() is None, log.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def test_pywb_replays_every_address_byte_for_byte(large: Packed, tmp_path: Path) -> None:
    checked(CHECKERS / "wb-manager", "init", "site", cwd=tmp_path)
    checked(CHECKERS / "wb-manager", "add", "--unpack-wacz", "site", large.wacz, cwd=tmp_path)
    port, session, wrong = free_port(), requests.Session(), []
    with process(
        [CHECKERS / "wayback", "-b", "127.0.0.1", "-p", str(port)], port, tmp_path / "log", cwd=tmp_path
    ) as at:
        for path, answer in large.answers.items():
            place = f"{at}/site/id_/http://{large_site.HOST}{path}"
            got = session.get(place, stream=True, allow_redirects=False, timeout=60)
            body = got.raw.read(decode_content=False)
            if answer.status // 100 == 3:  # pywb gives a redirect without its body
                body, wanted = got.headers["Location"].encode(), dict(answer.headers)["Location"].encode()
            else:
                wanted = answer.body
            if (got.status_code, body) != (answer.status, wanted):
                wrong.append((path, got.status_code, body[:80]))
        assert session.get(f"{at}/site/id_/http://{large_site.HOST}/nowhere", timeout=60).status_code == 404
    assert len(large.answers) > 2000
    assert (
        sum(b"</html>" in one.body or "Content-Encoding" in dict(one.headers) for one in large.answers.values()) > 2000
    )
    assert wrong == []


# --- ReplayWeb.page in Chromium


class _Ranged(http.server.SimpleHTTPRequestHandler):
    """Files of one folder, with byte ranges, which the viewer asks for."""

    asked: list[str]

    def do_GET(self) -> None:
        wanted, path = self.headers.get("Range"), Path(self.translate_path(self.path))
        if not wanted or not path.is_file():
            super().do_GET()
            return
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        size = path.stat().st_size
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last), size - 1) if first and last else size - 1
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Length", str(end - start + 1))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        with path.open("rb") as file:
            file.seek(start)
            self.wfile.write(file.read(end - start + 1))

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Ranged, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def viewer(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page that may ask nobody but this machine, and what it asked of others."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    away: list[str] = []

    def only_here(route: Any) -> None:
        if "//localhost:" in route.request.url or route.request.url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            away.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    yield context.new_page(), away
    context.close()


def _shown(page: Page, text: str) -> Any:
    """The frame in which the replayed page says this."""
    for _ in range(300):
        for frame in page.frames:
            try:
                if text in frame.evaluate("document.body ? document.body.innerText : ''"):
                    return frame
            except Exception:  # a frame that is being replaced
                continue
        page.wait_for_timeout(200)
    raise AssertionError([frame.url for frame in page.frames])


def test_replayweb_page_shows_the_demo(demo_wacz: Path, viewer: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, _ = viewer
    shutil.copytree(VIEWER, tmp_path / "viewer")
    shutil.copy(demo_wacz, tmp_path / "viewer/site.wacz")
    url = "http://nyncj.qiyun.gov.example/"
    with served(tmp_path / "viewer") as port:
        page.goto(f"http://localhost:{port}/?source=http%3A//localhost%3A{port}/site.wacz#view=pages&url={url}")
        frame = _shown(page, "我县召开2017年春季农业生产调度会")
        for _ in range(100):
            if frame.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)"):
                break
            page.wait_for_timeout(200)
        pictures = frame.evaluate("[...document.images].map(one => one.naturalWidth)")
        page.wait_for_timeout(1000)
        page.screenshot(path=tmp_path / "shown.png")
    assert pictures and 0 not in pictures
    if "KEEP_PICTURES" in os.environ:
        shutil.copy(tmp_path / "shown.png", PICTURE)


def test_replayweb_page_shows_pages_of_a_large_site(
    large: Packed, viewer: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, _ = viewer
    shutil.copytree(VIEWER, tmp_path / "viewer")
    shutil.copy(large.wacz, tmp_path / "viewer/site.wacz")
    with served(tmp_path / "viewer") as port:
        for number in (1, 4, 7, 1957):  # GBK, gzip, a query, the last list
            path = f"/show.asp?id={number}" if number % 7 == 0 else f"/zw/{number % 13}/{number}.html"
            wanted = f"http%3A//{large_site.HOST}{path.replace('?', '%3F').replace('=', '%3D')}"
            page.goto(f"http://localhost:{port}/?source=http%3A//localhost%3A{port}/site.wacz#view=replay&url={wanted}")
            frame = _shown(page, f"关于第{number}号工作的通知")
            assert large.answers[path].status == 200
            assert "工作" in frame.evaluate("document.title")


# --- the hand-over folder


def test_coreutils_and_bagit_find_the_hand_over_folder_whole(large: Packed) -> None:
    bag = large.home / f"{large_site.HOST}-bag"
    checked("sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt", cwd=bag)
    checked("sha256sum", "--check", "--strict", "--quiet", "tagmanifest-sha256.txt", cwd=bag)
    bagit.Bag(str(bag)).validate()


# --- time-stamps by openssl

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@pytest.fixture(scope="module", params=["rsa:2048", "ec"])
def authority(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """A time-stamp authority; gives its answer to a question."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("1F")
    kind = (
        ["-newkey", "rsa:2048"] if request.param != "ec" else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    )
    checked(
        *("openssl", "req", "-x509", *kind, "-nodes", "-keyout", "key", "-out", "cert", "-days", "2", "-utf8"),
        *("-subj", "/CN=qiyun time", "-addext", "extendedKeyUsage=critical,timeStamping"),
        cwd=folder,
    )  # fmt: skip

    def answer(question: bytes) -> bytes:
        (folder / "q").write_bytes(question)
        given = ("-config", "tsa.cnf", "-queryfile", "q", "-inkey", "key", "-signer", "cert", "-out", "a")
        checked("openssl", "ts", "-reply", *given, cwd=folder)
        return (folder / "a").read_bytes()

    answer.folder = folder  # type: ignore[attr-defined]
    return answer


def test_an_authority_s_answer_is_read_and_openssl_agrees(authority: Any) -> None:
    root = "0123456789abcdef" * 4
    question = request(root)
    answer = authority(question)
    stamped = read_answer(answer, question, root)
    assert abs(stamped.at.timestamp() - time.time()) < 600
    assert "qiyun time" in stamped.authority
    told = checked("openssl", "ts", "-verify", "-digest", root, "-in", "a", "-CAfile", "cert", cwd=authority.folder)
    assert "OK" in told
    assert read_answer(answer, None, root) == stamped


def test_an_answer_to_another_question_is_refused(authority: Any) -> None:
    root, other = "ab" * 32, "ac" * 32
    question, answer = request(root), authority(request(root))
    given = ("-digest", root, "-sha256", "-cert", "-out", "other")  # openssl's own, with a number of its own
    checked("openssl", "ts", "-query", *given, cwd=authority.folder)
    with pytest.raises(ArchiveError, match="随机数"):
        read_answer(authority((authority.folder / "other").read_bytes()), question, root)
    with pytest.raises(ArchiveError, match="不是为这次封存"):
        read_answer(answer, None, other)
    with pytest.raises(ArchiveError, match="不是能识别"):
        read_answer(question, question, root)


def test_an_answer_in_which_anything_that_counts_was_changed_is_refused(authority: Any) -> None:
    root = "cd" * 32
    question = request(root)
    answer = authority(question)
    right = read_answer(answer, question, root)
    chance, refused = random.Random(SEED), 0
    for _ in range(300):
        changed = bytearray(answer)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        try:
            assert read_answer(bytes(changed), question, root).at == right.at
        except ArchiveError:
            refused += 1
    assert refused > 150


def test_the_answer_beside_the_seal_is_told(large: Packed, authority: Any, tmp_path: Path) -> None:
    for name in ("captures", "archive", "seal"):
        shutil.copytree(large.workspace / name, tmp_path / "w" / name)
    shutil.copy(large.workspace / "ledger.db", tmp_path / "w/ledger.db")
    answer = authority((tmp_path / "w/seal/seal.tsq").read_bytes())
    (tmp_path / "w/seal/seal.tsr").write_bytes(answer)
    done = migrate("seal", "-w", "w", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "时间戳" in done.stderr and "qiyun time" in done.stderr


# --- an S3 store

BUCKET, SECRET = "s3://handover/qiyun", "s3cr3t-of-the-store"
_SIGNED = "AWS4-HMAC-SHA256 Credential=office/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"


def stored(store: str, name: str) -> tuple[int, bytes]:
    """What the store itself gives out, asked without the tool; strangers get nothing."""
    address = f"{store}/handover/qiyun/{name}"
    got = requests.get(address, headers={"Authorization": _SIGNED}, timeout=120)
    return got.status_code, got.content


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("s3")
    command: list[str | Path] = [CHECKERS / "moto_server", "-H", "127.0.0.1", "-p", str(port)]
    with process(command, port, folder / "log", cwd=folder) as address:
        assert requests.put(f"{address}/handover", timeout=60).status_code == 200
        yield address


def test_packages_are_delivered_to_an_s3_store_and_read_back(demo: Path, store: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    words = ("archive", "-w", str(demo), "--package", "all", "--split", "64MiB", "--to", BUCKET)
    settings = ("archive.delivery_user=office", f"archive.delivery_secret_file={tmp_path}/secret")
    flags = [word for one in (*settings, f"archive.delivery_endpoint={store}") for word in ("--set", one)]
    first = migrate(*words, *flags, cwd=demo)
    assert first.returncode == 0, first.stdout + first.stderr
    assert SECRET not in first.stdout + first.stderr
    files = {path.relative_to(demo / "handover").as_posix(): path for path in (demo / "handover").rglob("*")}
    sent = {name: path for name, path in files.items() if path.is_file()}
    assert f"送达文件 {len(sent)}　已在目的地 0" in first.stdout
    for name, path in sent.items():
        assert stored(store, name) == (200, path.read_bytes()), name
    assert requests.get(f"{store}/handover/qiyun/{next(iter(sent))}", timeout=60).status_code == 403
    victim = sorted(sent)[3]
    other = b"x" * sent[victim].stat().st_size
    requests.put(f"{store}/handover/qiyun/{victim}", data=other, headers={"Authorization": _SIGNED}, timeout=60)
    assert stored(store, victim) == (200, other)
    again = migrate(*words, *flags, cwd=demo)
    assert f"送达文件 1　已在目的地 {len(sent) - 1}" in again.stdout, again.stderr
    assert stored(store, victim) == (200, sent[victim].read_bytes())


def test_a_large_file_arrives_in_parts(store: str, tmp_path: Path) -> None:
    from migrate.run.handing_over.delivering import deliver, opened_place

    file = tmp_path / "large.wacz"
    file.write_bytes(random.Random(SEED).randbytes(70 << 20))
    (tmp_path / "secret").write_text(SECRET)
    flags = (
        "archive.delivery_user=office",
        "archive.delivery_secret_file=secret",
        f"archive.delivery_endpoint={store}",
    )
    place = opened_place(read_settings(tmp_path, flags), tmp_path, BUCKET)
    assert deliver(file, place, "large.wacz", Silent()).sent == 1
    assert stored(store, "large.wacz") == (200, file.read_bytes())
    assert deliver(file, place, "large.wacz", Silent()).there == 1


def test_a_store_without_the_bucket_is_told(demo: Path, store: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    settings = ("archive.delivery_user=office", f"archive.delivery_secret_file={tmp_path}/secret")
    flags = [word for one in (*settings, f"archive.delivery_endpoint={store}") for word in ("--set", one)]
    words = ("archive", "9901230012", "-w", str(demo), "--package", "wacz", "--to", "s3://nobody/x")
    done = migrate(*words, *flags, cwd=demo)
    assert done.returncode == 2
    assert "没有送达 s3://nobody/x" in done.stderr
    assert SECRET not in done.stderr and "Traceback" not in done.stderr


def test_the_seal_of_the_demo_covers_its_evidence(demo: Path) -> None:
    seal = read_seal(demo / "seal")
    assert seal is not None
    assert len(seal.chain) == len(list((demo / "captures").rglob("*.warc.gz")))
