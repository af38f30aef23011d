import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bagit
import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from archive.sealing.seal import read_seal, signer_of
from archive.sealing.signing import new_key
from migrate.errors import SettingsError, StageError
from migrate.run.handing_over import delivering
from migrate.run.handing_over.delivering import deliver, opened_place
from migrate.run.work import Packing
from migrate.settings import read_settings
from tests.run.packing import Heard, Office, archived
from tests.run.publishing import FORM, HOST, NAME

SECRET = "s3cr3t-of-the-store"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archived(tmp_path_factory)


@pytest.fixture
def office(ready: Path, tmp_path: Path) -> Office:
    shutil.copytree(ready, tmp_path / "workspace")
    return Office(tmp_path / "workspace")


def home(office: Office) -> Path:
    return office.workspace / "handover" / HOST


def bag_of(office: Office) -> Path:
    return home(office) / f"{HOST}-bag"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the hand-over folder


def test_the_hand_over_folder_holds_everything_of_the_site(office: Office) -> None:
    result = office.run("archive", packing=Packing("bag"))
    assert result.exit_code == 0
    assert result.counts["移交包"] == 1
    data = contents(bag_of(office) / "data")
    for top in ("archive", "captures"):
        wanted = {f"{top}/{HOST}/{path}": body for path, body in contents(office.workspace / top / HOST).items()}
        assert wanted
        assert {path: body for path, body in data.items() if path.startswith(f"{top}/")} == wanted
    papers = contents(office.workspace / "forms")
    forms = {path: body for path, body in papers.items() if path.rpartition("/")[2].startswith("栖云粮食网-")}
    assert len(forms) > 5
    assert {path.removeprefix("forms/"): body for path, body in data.items() if path.startswith("forms/")} == forms
    assert {path for path in data if path.startswith("ledger/")} == {
        f"ledger/{kind}.jsonl" for kind in ("archived", "articles", "decisions", "placements", "redirects", "urls")
    }
    assert {path.partition("/")[0] for path in data} - {"catalogue"} == {
        "archive", "captures", "forms", "ledger", "移交说明.txt",
    }  # fmt: skip
    bagit.Bag(str(bag_of(office))).validate()
    assert [path.name for path in home(office).iterdir()] == [bag_of(office).name]


def test_the_catalogue_of_the_archive_stands_apart_too(office: Office) -> None:
    for name in ("catalogue.xlsx", "catalogue.csv"):
        (office.workspace / "archive" / HOST / name).write_text(name)
    office.run("seal")
    (office.workspace / "archive" / HOST / "catalogue.html").write_text("x")
    office.run("archive", packing=Packing("bag"))
    data = contents(bag_of(office) / "data")
    assert {path for path in data if path.startswith("catalogue/")} >= {
        "catalogue/catalogue.xlsx",
        "catalogue/catalogue.csv",
    }
    assert "catalogue/catalogue.html" not in data


def test_the_folder_says_what_it_is_and_that_records_are_not_public(office: Office) -> None:
    office.flags = ("office.name=栖云县政务公开办公室", "office.phone=0999-2200000", 'office.contact="王 主任"')
    office.run("archive", packing=Packing("bag"))
    root = read_seal(office.workspace / "seal").root  # type: ignore[union-attr]
    info = bagit.Bag(str(bag_of(office))).info
    assert info["Source-Organization"] == "栖云县政务公开办公室"
    assert (info["Contact-Name"], info["Contact-Phone"]) == ("王 主任", "0999-2200000")
    assert info["External-Identifier"] == HOST
    assert info["Internal-Sender-Identifier"] == root
    assert "Bag-Count" not in info
    note = (bag_of(office) / "data/移交说明.txt").read_text("utf-8")
    assert "栖云粮食网" in note and NAME in note and root in note
    assert "不宜公开" in note and "保存全部原文" in note
    assert "没有电子签名" in note and "分卷" not in note


def test_the_folder_is_sealed_whole_and_signed(office: Office) -> None:
    key = new_key(office.workspace / "key.pem")
    office.flags = ("archive.key_file=key.pem",)
    office.run("archive", packing=Packing("all"))
    bag = bag_of(office)
    seal = read_seal(bag / "seal")
    assert seal is not None
    lines = [json.loads(line) for line in (bag / "seal/manifest.jsonl").read_bytes().splitlines()]
    wanted = {path: hashlib.sha256(body).hexdigest() for path, body in contents(bag).items() if path[:5] != "seal/"}
    assert {one["path"]: one["sha256"] for one in lines} == wanted
    assert [one.warc for one in seal.chain] == [f"data/captures/{HOST}/{office.warc.name}"]
    assert signer_of(bag / "seal", seal.root) == key.fingerprint
    assert key.fingerprint in (bag / "data/移交说明.txt").read_text("utf-8")
    assert "seal/" not in (bag / "tagmanifest-sha256.txt").read_text()
    with zipfile.ZipFile(home(office) / f"{HOST}.wacz") as file:
        told = json.loads(file.read("datapackage-digest.json"))
    assert told["signedData"]["hash"] == told["hash"]


def test_packing_again_changes_nothing_and_keeps_what_the_office_put_beside_the_seal(office: Office) -> None:
    office.run("archive", packing=Packing("all"))
    (bag_of(office) / "seal/seal.tsr").write_bytes(b"an answer")
    before = contents(home(office))
    office.run("archive", packing=Packing("all"))
    assert contents(home(office)) == before


def test_a_folder_is_split_between_files(office: Office) -> None:
    big = office.workspace / "archive" / HOST / "big.bin"
    big.write_bytes(os.urandom(3 << 20))
    result = office.run("archive", packing=Packing("bag", split=1 << 20))
    bags = sorted(home(office).iterdir())
    assert len(bags) > 1
    assert [path.name for path in bags] == [f"{HOST}-bag-{n}of{len(bags)}" for n in range(1, len(bags) + 1)]
    joined: dict[str, bytes] = {}
    for number, bag in enumerate(bags, 1):
        made = bagit.Bag(str(bag))
        made.validate()
        assert (made.info["Bag-Count"], made.info["Bag-Group-Identifier"]) == (f"{number} of {len(bags)}", HOST)
        assert read_seal(bag / "seal") is not None
        own = contents(bag / "data")
        assert not (own.keys() & joined.keys()) - {"移交说明.txt"}
        joined |= own
        size = sum(len(body) for body in contents(bag).values())
        assert size <= 1 << 20 or set(own) == {f"archive/{HOST}/big.bin", "移交说明.txt"}
        assert f"共 {len(bags)} 部分" in own["移交说明.txt"].decode()
    assert any("big.bin" in line and "没有拆开" in line for line in result.waiting)
    big.unlink()
    office.run("seal")
    office.run("archive", packing=Packing("bag"))
    assert [path.name for path in home(office).iterdir()] == [f"{HOST}-bag"]  # the parts went


# --- the WACZ


def test_the_wacz_holds_the_records_and_lists_the_pages(office: Office) -> None:
    assert office.run("archive", packing=Packing("wacz")).counts["WACZ"] == 1
    with zipfile.ZipFile(home(office) / f"{HOST}.wacz") as file:
        assert file.read(f"archive/{office.warc.name}") == office.warc.read_bytes()
        lines = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()][1:]
        package = json.loads(file.read("datapackage.json"))
    assert lines[0]["url"] == f"http://{HOST}/" and lines[0]["seed"] is True
    urls = {one["url"] for one in lines}
    assert {f"http://{HOST}/tzgg/{number}.html" for number in range(1, 6)} | {f"http://{HOST}/tzgg/"} <= urls
    assert {one["title"] for one in lines} >= {"关于做好秋季粮食收购工作的通知（第1批）"}
    assert "仅供档案保存" in package["description"]
    assert FORM not in (office.workspace / "seal/ledger-urls.jsonl").read_bytes()


# --- nothing that is not proved is packed


def test_what_is_damaged_is_not_packed(office: Office) -> None:
    office.run("archive", packing=Packing("all"))
    before = contents(home(office))
    office.warc.write_bytes(office.warc.read_bytes()[:-9])
    result = office.run("archive", packing=Packing("all"))
    assert result.exit_code == 3
    assert office.warc.name in result.waiting[0]
    assert "没有打包" in result.waiting[-1]
    assert contents(home(office)) == before


def test_a_site_without_captures_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from migrate.run.handing_over import packing

    monkeypatch.setattr(packing, "warcs_of", lambda work, connection, site: [])
    result = office.run("archive", packing=Packing("all"))
    assert result.exit_code == 1
    assert "没有采集记录" in result.waiting[0]


@pytest.mark.parametrize(
    "words",
    [
        ("--package", "zip"),
        ("--to", "/x"),
        ("--split", "4GiB"),
        ("--package", "bag", "--split", "much"),
        ("--package", "bag", "--split", "5 B"),
    ],
)
def test_words_that_do_not_fit_are_told_before_anything_is_done(
    office: Office, say: Callable[..., Any], words: tuple[str, ...]
) -> None:
    code, _, heard = say("archive", "-w", office.workspace, "--unreviewed", *words)
    assert code == 2
    assert "（" in heard or "。" in heard
    assert not (office.workspace / "seal").exists()


# --- delivery


def test_packages_are_delivered_and_a_second_delivery_sends_nothing(office: Office, tmp_path: Path) -> None:
    asked = Packing("all", to=str(tmp_path / "elsewhere"))
    first = office.run("archive", packing=asked)
    there = contents(tmp_path / "elsewhere" / HOST)
    assert there == contents(home(office))
    assert (first.counts["送达文件"], first.counts["已在目的地"]) == (len(there), 0)
    again = office.run("archive", packing=asked)
    assert (again.counts["送达文件"], again.counts["已在目的地"]) == (0, len(there))


def test_the_desk_packs_and_delivers(office: Office, say: Callable[..., Any], tmp_path: Path) -> None:
    words = ("--package", "bag", "--split", "64 MiB", "--to", tmp_path / "out")
    code, shown, _ = say("archive", "-w", office.workspace, "--unreviewed", *words)
    assert code == 0
    assert "移交包 1" in shown
    bagit.Bag(str(tmp_path / "out" / HOST / f"{HOST}-bag")).validate()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    for path in ("data/a.txt", "data/通知/b.txt", "bagit.txt", "seal/seal.json"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "LONGEST_WAIT", 0.0)


def place_of(address: str, tmp_path: Path, *flags: str) -> delivering.Place:
    return opened_place(read_settings(tmp_path, flags), tmp_path, address)


def test_a_damaged_or_half_sent_file_is_sent_again(package: Path, tmp_path: Path) -> None:
    place = place_of(str(tmp_path / "out"), tmp_path)
    deliver(package, place, "p", Heard())
    (tmp_path / "out/p/data/a.txt").write_text("data/b.txt")  # as long, and other bytes
    (tmp_path / "out/p/bagit.txt").write_text("bag")
    assert deliver(package, place, "p", Heard()) == delivering.Delivered(2, 2)
    assert contents(tmp_path / "out/p") == contents(package)


def test_the_seal_arrives_last(package: Path, tmp_path: Path) -> None:
    heard: list[str] = []

    class Watching(MemoryFileSystem):
        cachable = False
        store: dict[str, Any] = {}  # noqa: RUF012  fsspec's own shape

        def mv(self, source: str, target: str, **more: Any) -> None:
            heard.append(target.removeprefix("/x/p/"))
            super().mv(source, target, **more)

    place = delivering.Place(Watching(), "/x", "memory://x", moves=True)
    deliver(package, place, "p", Heard())
    assert heard[-1] == "seal/seal.json"
    assert len(heard) == 4


class Failing(MemoryFileSystem):
    """A place that fails a number of times, or writes other bytes than it was given."""

    cachable = False
    store: dict[str, Any] = {}  # noqa: RUF012  fsspec's own shape
    left = 0
    error: Exception = OSError("connection reset, key=" + SECRET)

    def _open(self, path: str, mode: str = "rb", **more: Any) -> Any:
        if mode == "wb" and self.left:
            self.left -= 1
            raise self.error
        return super()._open(path, mode, **more)


def test_a_place_that_fails_now_and_then_is_asked_again(package: Path) -> None:
    files = Failing()
    files.left = 4
    assert deliver(package, delivering.Place(files, "/y", "memory://y", False), "p", Heard()).sent == 4


@pytest.mark.parametrize("error", [OSError(f"key={SECRET}"), PermissionError(f"key={SECRET}"), RuntimeError(SECRET)])
def test_a_place_that_goes_on_failing_is_told_without_its_secret(package: Path, error: Exception) -> None:
    files = Failing()
    files.left, files.error = 99, error
    with pytest.raises(StageError) as caught:
        deliver(package, delivering.Place(files, "/z", "memory://z", False), "p", Heard())
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__
    assert "memory://z" in caught.value.problem
    assert files.left == (98 if isinstance(error, PermissionError) else 94)


def test_what_is_read_back_wrong_is_not_delivered(package: Path) -> None:
    class Lying(Failing):
        def _open(self, path: str, mode: str = "rb", **more: Any) -> Any:
            stream = super()._open(path, mode, **more)
            return __import__("io").BytesIO(b"x" * self.info(path)["size"]) if mode == "rb" else stream

    with pytest.raises(StageError):
        deliver(package, delivering.Place(Lying(), "/l", "memory://l", False), "p", Heard())


@pytest.mark.parametrize(
    ("address", "flags", "problem"),
    [
        ("sftp://user:pass@host.example/x", (), "口令"),
        ("nowhere://x", (), "nowhere"),
        ("s3://bucket/x", ("archive.delivery_secret_file=none",), "无法读取"),
        ("s3://bucket/x", ("archive.delivery_secret_file=empty",), "是空的"),
    ],
)
def test_a_place_that_cannot_be_used_is_told(
    tmp_path: Path, address: str, flags: tuple[str, ...], problem: str
) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(SettingsError, match=problem):
        place_of(address, tmp_path, *flags)


def test_a_missing_part_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> None:
        raise ImportError("no s3fs")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(SettingsError, match="s3fs"):
        place_of("s3://bucket/x", tmp_path)


def test_the_place_is_given_its_account_from_file_or_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []

    def url_to_fs(address: str, **options: Any) -> tuple[Any, str]:
        seen.append({name: value for name, value in options.items() if not isinstance(value, bool)})
        return MemoryFileSystem(), "/x"

    monkeypatch.setattr(fsspec.core, "url_to_fs", url_to_fs)
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    place_of(
        "s3://bucket/x",
        tmp_path,
        "archive.delivery_user=me",
        "archive.delivery_secret_file=secret",
        "archive.delivery_endpoint=http://127.0.0.1:9",
    )
    monkeypatch.setenv("MIGRATE_DELIVERY_SECRET", SECRET)
    place_of("sftp://me@host.example/x", tmp_path, "archive.delivery_user=me")
    place_of("s3://bucket/x", tmp_path)
    assert seen == [
        {"key": "me", "secret": SECRET, "endpoint_url": "http://127.0.0.1:9"},
        {"username": "me", "password": SECRET},
        {"secret": SECRET},
    ]
    assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"  # no cloud's metadata is asked for an account
