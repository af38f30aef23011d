import base64
import gzip
import hashlib
import json
import os
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveError
from archive.sealing.manifest import entry_of, paths_below, read_manifest
from archive.sealing.seal import Draft, Seal, begin, discard, draft, read_seal, set_seal, sign, signer_of
from archive.sealing.signing import is_signed, new_key, read_key
from archive.sealing.timestamp import read_answer, request
from tests.archive.exchanges import BODY, chunked, exchange, head, writer

AT = "2026-11-22T08:00:00Z"
TOOL = "gov-site-migrate 0.1.0"


def records_of(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [one.rec_headers.get_header("WARC-Record-ID") for one in ArchiveIterator(file, no_record_parse=True)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with two WARC files and pages whose names are easily put in the wrong order."""
    root = tmp_path / "workspace"
    for path in ("archive/a/b.html", "archive/a-b.html", "archive/a.html", "archive/通知/é.html", "archive/Z.html"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, encoding="utf-8")
    for name in ("s1", "s2"):
        with writer(root / f"captures/{name}") as warc:
            for number in range(3):
                warc.write_exchange(exchange(head("Content-Type: text/html"), BODY, f"/{name}/{number}"))
    return root


def warcs(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.glob("captures/*/*.warc.gz"))


def drafted(root: Path, at: str = AT, **more: object) -> Draft:
    begin(root)
    tops = sorted(path.name for path in root.iterdir() if not path.name.startswith(".") and path.name != "seal")
    files = ((path, root / path) for top in tops for path in paths_below(root, f"{top}/"))
    return draft(root, files, tool=TOOL, sealed_at=at, **more)  # type: ignore[arg-type]


def sealed(root: Path, at: str = AT) -> Seal:
    made = drafted(root, at)
    assert made.faults == ()
    return set_seal(made)


def test_the_manifest_names_every_file_in_order_of_its_path(root: Path) -> None:
    sealed(root)
    told = [json.loads(line) for line in (root / "seal/manifest.jsonl").read_text("utf-8").splitlines()]
    there = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and "seal/" not in str(p))
    assert [one["path"] for one in told] == there
    for one in told:
        content = (root / one["path"]).read_bytes()
        assert (one["size"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        ids = records_of(root / one["path"]) if one["path"].endswith(".warc.gz") else [None]
        assert (one["first"], one["last"]) == (ids[0], ids[-1])
        assert one["records"] == (len(ids) if ids[0] else None)


def test_the_root_covers_everything_that_the_seal_says(root: Path) -> None:
    sealed(root)
    told = json.loads((root / "seal/seal.json").read_bytes())
    named = told.pop("root")
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert named == hashlib.sha256(text).hexdigest()
    assert told["format"] == "gov-site-migrate seal 1"
    assert told["manifest_sha256"] == hashlib.sha256((root / "seal/manifest.jsonl").read_bytes()).hexdigest()
    assert (told["sealed_at"], told["tool"], told["previous"]) == (AT, TOOL, None)
    files = [path for path in root.rglob("*") if path.is_file() and path.parent.name != "seal"]
    assert (told["files"], told["bytes"]) == (len(files), sum(path.stat().st_size for path in files))


def test_the_chain_goes_through_the_warc_files_in_order(root: Path) -> None:
    chain = sealed(root).chain
    link = "0" * 64
    assert [one.warc for one in chain] == warcs(root)
    for one in chain:
        digest = hashlib.sha256((root / one.warc).read_bytes()).hexdigest()
        link = hashlib.sha256(f"{link} {digest} {one.warc}".encode()).hexdigest()
        assert (one.sha256, one.link) == (digest, link)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a letter changed": lambda root: (root / "archive/a.html").write_text("archive/a.htmL"),
    "shortened": lambda root: os.truncate(root / "archive/a.html", 3),
    "removed": lambda root: (root / "archive/Z.html").unlink(),
    "added": lambda root: (root / "archive/new.html").touch(),
    "renamed": lambda root: (root / "archive/Z.html").rename(root / "archive/Y.html"),
    "swapped": lambda root: [
        (root / "archive/a.html").rename(root / "archive/x"),
        (root / "archive/Z.html").rename(root / "archive/a.html"),
        (root / "archive/x").rename(root / "archive/Z.html"),
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_makes_another_root(root: Path, change: str) -> None:
    before = sealed(root)
    CHANGES[change](root)
    after = drafted(root)
    assert after.is_new
    assert after.seal.root != before.root


def test_where_nothing_changed_there_is_nothing_to_seal(root: Path) -> None:
    before = sealed(root)
    names = {path: path.read_bytes() for path in (root / "seal").iterdir()}
    again = drafted(root, "2026-12-01T00:00:00Z")
    assert not again.is_new
    assert again.former == before
    discard(again)
    assert {path: path.read_bytes() for path in (root / "seal").iterdir()} == names


def _cut(path: Path, count: int) -> None:
    os.truncate(path, path.stat().st_size - count)


def _flip(path: Path, at: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 4
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "trailer gone": lambda path: _cut(path, 4),
    "torn": lambda path: _cut(path, 90),
    "bit flip": lambda path: _flip(path, 0.5),
    "garbage behind": lambda path: path.write_bytes(path.read_bytes() + b"garbage"),
    "zeros behind": lambda path: path.write_bytes(path.read_bytes() + bytes(32)),
    "other gzip behind": lambda path: path.write_bytes(path.read_bytes() + gzip.compress(b"text")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_warc_file_is_never_sealed(root: Path, damage: str) -> None:
    DAMAGES[damage](root / warcs(root)[1])
    with pytest.raises(ArchiveError, match=warcs(root)[1]):
        drafted(root)
    assert not (root / "seal").exists()


@pytest.mark.parametrize("damage", [*DAMAGES, "member removed", "file removed"])
def test_a_warc_file_that_a_seal_names_never_changes(root: Path, damage: str) -> None:
    sealed(root)
    before = (root / "seal/seal.json").read_bytes()
    file = root / warcs(root)[0]
    if damage == "file removed":
        file.unlink()
    elif damage == "member removed":
        file.write_bytes(_without_last_member(file))
    else:
        DAMAGES[damage](file)
    try:
        faults = drafted(root).faults
    except ArchiveError as error:
        faults = (str(error),)
    assert len(faults) == 1
    assert file.relative_to(root).as_posix() in faults[0]
    assert (root / "seal/seal.json").read_bytes() == before


def _without_last_member(file: Path) -> bytes:
    with file.open("rb") as stream:
        records = ArchiveIterator(stream, no_record_parse=True)
        offsets = []
        for record in records:
            record.raw_stream.read()
            offsets.append(records.get_record_offset())
    return file.read_bytes()[: offsets[-1]]


def test_a_new_warc_file_joins_the_chain_and_the_old_seal_is_kept(root: Path) -> None:
    first = sealed(root)
    (root / "seal/seal.tsr").write_bytes(b"an answer")
    with writer(root / "captures/s0") as warc:
        warc.write_exchange(exchange(head(), chunked(BODY)))
    second = sealed(root, "2026-11-23T08:00:00Z")
    assert second.previous == first.root
    assert [one.warc for one in second.chain] == warcs(root)
    kept = root / f"seal/earlier/2026-11-22T080000Z-{first.root[:12]}"
    assert read_seal(kept) == first
    assert (kept / "seal.tsr").read_bytes() == b"an answer"
    assert not (root / "seal/seal.tsr").exists()  # it speaks of the old root
    (root / "archive/new.html").touch()
    assert sealed(root, "2026-11-24T08:00:00Z").previous == second.root
    assert len(list((root / "seal/earlier").iterdir())) == 2


def test_what_is_known_of_a_file_can_speak_against_the_seal(root: Path) -> None:
    made = drafted(root, check=lambda entry: "不对" if entry.path == "archive/Z.html" else None)
    assert made.faults == ("不对",)


def test_a_seal_that_was_changed_is_not_built_upon(root: Path) -> None:
    sealed(root)
    file = root / "seal/seal.json"
    file.write_text(file.read_text().replace(AT, "2025-11-22T08:00:00Z"))
    with pytest.raises(ArchiveError, match="改动过"):
        drafted(root)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"root": 1, "chain": 3}', '{"root":"x","chain":[{"a":1}]}', "\x00"]
)
def test_a_seal_that_cannot_be_read_is_told(root: Path, content: str) -> None:
    (root / "seal").mkdir()
    (root / "seal/seal.json").write_text(content)
    with pytest.raises(ArchiveError, match=r"seal\.json"):
        read_seal(root / "seal")


def test_a_seal_that_another_one_replaced_is_not_taken_for_it(root: Path) -> None:
    sealed(root)
    with pytest.raises(ArchiveError, match="改动过"):
        read_seal(root / "seal", "0" * 64)


def test_a_crash_between_the_old_and_the_new_seal_is_settled(root: Path) -> None:
    first = sealed(root)
    (root / "seal").rename(root / ".seal-old")
    begin(root)
    assert read_seal(root / "seal") == first
    (root / ".seal-old").mkdir()
    begin(root)
    assert not (root / ".seal-old").exists()
    assert read_seal(root / "seal") == first


@pytest.mark.parametrize("make", ["symlink_to", "fifo"])
def test_a_link_is_not_sealed(root: Path, make: str) -> None:
    place = root / "archive/odd"
    place.symlink_to(root / "archive/a") if make == "symlink_to" else os.mkfifo(place)
    with pytest.raises(ArchiveError, match="archive/odd"):
        drafted(root)


def test_a_name_that_is_no_text_is_told(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/archive/\xb9\xab.html")).touch()
    with pytest.raises(ArchiveError, match="UTF-8"):
        drafted(root)


def test_the_seal_of_the_same_files_elsewhere_stands_here_too(root: Path, tmp_path: Path) -> None:
    first = sealed(root)
    (root / "seal/sm2.sig").write_bytes(b"sm2")
    other = tmp_path / "other"
    for name in ("archive", "captures"):
        shutil.copytree(root / name, other / name)
    made = drafted(other, "2027-01-01T00:00:00Z")
    assert set_seal(made, like=root / "seal") == first
    assert (other / "seal/sm2.sig").read_bytes() == b"sm2"
    assert (other / "seal/seal.tsq").read_bytes() == (root / "seal/seal.tsq").read_bytes()


def test_large_files_are_not_held_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as out:
        out.truncate(256 << 20)
    tracemalloc.start()
    try:
        entry = entry_of("large", file)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
    assert entry.size == 256 << 20


def test_a_manifest_that_was_changed_is_told(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_text('{"path": "a"}\nx\n')
    with pytest.raises(ArchiveError, match="第 1 行"):
        list(read_manifest(tmp_path / "manifest.jsonl"))


# --- the office's key


@pytest.fixture
def secret() -> Iterator[bytes]:
    yield "栖云县口令".encode()


@pytest.mark.parametrize("locked", [False, True])
def test_the_office_signs_the_root_with_its_key(root: Path, tmp_path: Path, locked: bool, secret: bytes) -> None:
    file = tmp_path / "key.pem"
    made = new_key(file, secret if locked else None)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (b"ENCRYPTED" in file.read_bytes()) is locked
    key = read_key(file, secret if locked else None)
    assert key.fingerprint == made.fingerprint
    seal = set_seal(drafted(root), key)
    public = load_pem_public_key((root / "seal/public-key.pem").read_bytes())
    signature = base64.b64decode((root / "seal/seal.sig").read_bytes())
    public.verify(signature, bytes.fromhex(seal.root))  # type: ignore[union-attr, call-arg]
    assert signer_of(root / "seal", seal.root) == key.fingerprint


def test_a_signature_holds_for_its_root_and_its_key_alone(tmp_path: Path) -> None:
    key, other = new_key(tmp_path / "a"), new_key(tmp_path / "b")
    root, wrong = "ab" * 32, "ac" * 32
    assert is_signed(root, key.signature(root), key.public_pem)
    assert not is_signed(wrong, key.signature(root), key.public_pem)
    assert not is_signed(root, key.signature(root), other.public_pem)
    assert not is_signed(root, b"!!", key.public_pem)


def test_a_standing_seal_is_signed_later(root: Path, tmp_path: Path) -> None:
    seal, key = sealed(root), new_key(tmp_path / "key")
    assert signer_of(root / "seal", seal.root) is None
    assert sign(root / "seal", seal.root, key)
    assert signer_of(root / "seal", seal.root) == key.fingerprint
    assert not sign(root / "seal", seal.root, key)
    assert read_seal(root / "seal") == seal


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    new_key(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(ArchiveError, match="已经存在"):
        new_key(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before
    with pytest.raises(ArchiveError, match="无法写入"):
        new_key(tmp_path / "nowhere/key")


def test_no_message_shows_what_a_key_file_or_passphrase_holds(tmp_path: Path, secret: bytes) -> None:
    new_key(tmp_path / "locked", secret)
    (tmp_path / "broken").write_bytes(b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    (tmp_path / "text").write_bytes(b"c2VjcmV0")
    for name, phrase in (("locked", None), ("locked", b"wrong"), ("broken", None), ("text", secret)):
        with pytest.raises(ArchiveError) as caught:
            read_key(tmp_path / name, phrase)
        shown = f"{caught.value} {caught.value.__cause__} {caught.value.__suppress_context__}"
        assert "c2VjcmV0" not in shown and secret.decode() not in shown and "wrong" not in shown
        assert shown.endswith("True")
    assert "Ed25519PrivateKey" not in repr(new_key(tmp_path / "other"))
    with pytest.raises(ArchiveError, match="无法读取"):
        read_key(tmp_path / "nowhere")


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "ec").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ArchiveError, match="Ed25519"):
        read_key(tmp_path / "ec")


# --- time-stamps (answers of a real authority: tests/real/test_packages.py)


def test_the_question_for_a_time_stamp_names_the_root() -> None:
    from asn1crypto import tsp

    root = "0f" * 32
    asked = tsp.TimeStampReq.load(request(root), strict=True).native
    assert asked["message_imprint"]["hashed_message"] == bytes.fromhex(root)
    assert asked["message_imprint"]["hash_algorithm"]["algorithm"] == "sha256"
    assert asked["cert_req"] is True
    assert asked["nonce"] > 0
    assert request(root) != request("0" * 64)  # each root has its own nonce


@given(st.binary(max_size=200))
def test_what_is_no_answer_is_told(answer: bytes) -> None:
    with pytest.raises(ArchiveError):
        read_answer(answer, None, "0f" * 32)
