import gzip
import io
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveError
from archive.warc import (
    Original,
    WarcWriter,
    Written,
    cut_back,
    make_folder,
    payload_digest,
    read_body,
    read_head,
    warc_date,
)
from tests.archive.exchanges import BODY, KINDS, MOMENT, chunked, exchange, head, writer
from tests.archive.golden_files import golden

LIMIT = 1 << 20


@contextmanager
def traced(most: int) -> Iterator[None]:
    """Inside, the peak of memory grows by less than `most` bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as file:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(file, no_record_parse=True)
        ]


def original_of(written: Written) -> Original:
    return Original(written.record_id, "http://a.example/", MOMENT, written.payload_digest)


@pytest.mark.parametrize("kind", KINDS)
def test_an_exchange_is_read_back_as_it_was_sent(tmp_path: Path, kind: str) -> None:
    head_bytes, wire, body = KINDS[kind]
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(head_bytes, wire))
    path = tmp_path / written.file
    assert head_bytes + wire in [block for _, _, block in records(path)]
    if kind not in ("blank-looking line", "starts blank"):  # a line reader cannot know these ends
        assert read_head(path, written.offset) == head_bytes
        assert read_body(path, written.offset, limit=LIMIT) == body
    assert path.stat().st_size == written.end


def test_warcio_finds_no_fault_with_any_kind(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        first = warc.write_exchange(exchange(*KINDS["plain"][:2]))
        for head_bytes, wire, _ in KINDS.values():
            warc.write_exchange(exchange(head_bytes, wire, truncated="disconnect"))
        warc.write_exchange(exchange(head("X: 1"), BODY, refers_to=original_of(first)))
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / first.file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") == 2 * (len(KINDS) + 1) + 2
    assert done.stdout.count("revisit") == 2
    assert done.stderr == ""


@pytest.mark.parametrize("kind", ["blank-looking line", "interim answer"])
def test_a_payload_digest_is_left_out_where_line_readers_see_another_head(tmp_path: Path, kind: str) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*KINDS[kind][:2]))
    headers = records(tmp_path / written.file)[1][1]
    assert "WARC-Payload-Digest" not in headers
    assert headers["WARC-Block-Digest"] == f"sha256:{sha256(b''.join(KINDS[kind][:2])).hexdigest()}"


def test_the_file_is_exactly_this_when_clock_and_ids_are_pinned(tmp_path: Path) -> None:
    with writer(tmp_path, operator_lines={"operator": "栖云县\n政府办"}) as warc:
        plain = warc.write_exchange(exchange(head("Content-Length: 2"), b"ok"))
        warc.write_exchange(exchange(head("X: 1"), b"ok", "/again", refers_to=original_of(plain)))
    written = gzip.decompress((tmp_path / "nyncj-20240506070809-00000.warc.gz").read_bytes())
    assert written == golden("exchange.warc", written)


@pytest.mark.parametrize("kind", ["plain", "chunked", "gzip", "wrongly labelled", "binary", "folded field"])
def test_warcio_reads_the_same_body(tmp_path: Path, kind: str) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*KINDS[kind][:2]))
    path = tmp_path / written.file
    with path.open("rb") as file:
        bodies = [record.content_stream().read() for record in ArchiveIterator(file) if record.rec_type == "response"]
    assert bodies == [read_body(path, written.offset, limit=LIMIT)]


def test_every_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*KINDS["plain"][:2]))
    member = (tmp_path / written.file).read_bytes()[written.offset : written.offset + written.length]
    reader = zlib.decompressobj(31)
    assert reader.decompress(member).startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
    assert reader.eof and not reader.unused_data


def test_a_file_bears_open_until_it_is_closed(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    written = warc.write_exchange(exchange(*KINDS["gzip"][:2]))
    assert [path.name for path in tmp_path.iterdir()] == [written.file + ".open"]
    assert read_body(tmp_path / written.file, written.offset, limit=LIMIT) == BODY
    warc.close()
    assert [path.name for path in tmp_path.iterdir()] == [written.file]


def test_a_writer_that_wrote_nothing_leaves_no_file(tmp_path: Path) -> None:
    with writer(tmp_path / "captures") as warc:
        warc.sync()
    assert not (tmp_path / "captures").exists()


def test_an_existing_name_is_never_taken_again(tmp_path: Path) -> None:
    (tmp_path / "nyncj-20240506070809-00000.warc.gz").write_bytes(b"closed")
    (tmp_path / "nyncj-20240506070809-00001.warc.gz.open").write_bytes(b"open")
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*KINDS["plain"][:2]))
    assert written.file == "nyncj-20240506070809-00002.warc.gz"
    assert (tmp_path / "nyncj-20240506070809-00000.warc.gz").read_bytes() == b"closed"


def test_files_roll_over_between_exchanges_only(tmp_path: Path) -> None:
    with writer(tmp_path, max_bytes=1) as warc:
        written = [warc.write_exchange(exchange(*KINDS["binary"][:2], path=f"/{n}")) for n in range(3)]
    assert len({one.file for one in written}) == 3
    for one in written:
        kinds = [kind for kind, _, _ in records(tmp_path / one.file)]
        assert kinds == ["warcinfo", "response", "request"]


def test_a_failing_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warc = writer(tmp_path)
    before = warc.write_exchange(exchange(*KINDS["plain"][:2]))
    with monkeypatch.context() as patch:
        patch.setattr(warc, "_write_request", full_disk)
        with pytest.raises(OSError, match="full"):
            warc.write_exchange(exchange(*KINDS["binary"][:2]))
    assert (tmp_path / (before.file + ".open")).stat().st_size == before.end
    after = warc.write_exchange(exchange(*KINDS["empty"][:2]))
    warc.close()
    assert after.offset == before.end
    assert [kind for kind, _, _ in records(tmp_path / before.file)] == ["warcinfo", *["response", "request"] * 2]


def test_a_failing_disk_at_the_first_exchange_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warc = writer(tmp_path)
    monkeypatch.setattr(warc, "_write_response", full_disk)
    with pytest.raises(OSError, match="full"):
        warc.write_exchange(exchange(*KINDS["plain"][:2]))
    assert list(tmp_path.iterdir()) == []


def full_disk(*_: Any) -> None:
    raise OSError(28, "disk full")


def test_an_error_inside_the_with_block_leaves_the_file_open_for_cutting_back(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*KINDS["plain"][:2]))
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == [written.file + ".open"]


def test_a_revisit_names_its_original_and_holds_the_head_alone(tmp_path: Path) -> None:
    again = head("Date: later")
    with writer(tmp_path) as warc:
        first = warc.write_exchange(exchange(*KINDS["plain"][:2]))
        second = warc.write_exchange(exchange(again, BODY, refers_to=original_of(first)))
    path = tmp_path / second.file
    kind, headers, block = records(path)[3]
    assert (kind, block) == ("revisit", again)
    assert headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert headers["WARC-Refers-To"] == first.record_id
    assert headers["WARC-Refers-To-Target-URI"] == "http://a.example/"
    assert headers["WARC-Refers-To-Date"] == "2024-05-06T07:08:09Z"
    assert headers["WARC-Payload-Digest"] == first.payload_digest == second.payload_digest
    assert read_head(path, second.offset) == again
    with pytest.raises(ArchiveError, match="没有正文"):
        read_body(path, second.offset, limit=LIMIT)


def test_a_revisit_of_other_bytes_is_refused(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        first = warc.write_exchange(exchange(*KINDS["plain"][:2]))
        with pytest.raises(ArchiveError, match="不相同"):
            warc.write_exchange(exchange(head(), BODY + b"x", refers_to=original_of(first)))


def test_the_payload_digest_covers_the_chunk_framing(tmp_path: Path) -> None:
    head_bytes, wire, _ = KINDS["chunked"]
    assert payload_digest(io.BytesIO(head_bytes + wire), len(head_bytes)) == f"sha256:{sha256(wire).hexdigest()}"


@pytest.mark.parametrize(
    "uri", ["", "http://a.example/a b", "http://a.example/\r\nX: y", "<http://a.example/>", "\ud800"]
)
def test_an_address_that_would_not_be_read_back_is_refused(tmp_path: Path, uri: str) -> None:
    with writer(tmp_path) as warc, pytest.raises(ArchiveError, match="网址"):
        warc.write_exchange(replace(exchange(*KINDS["plain"][:2]), target_uri=uri))


def test_wrong_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="文件名"):
        WarcWriter(tmp_path, "a/b", software="x", clock=lambda: MOMENT)
    with writer(tmp_path) as warc:
        with pytest.raises(ArchiveError, match="截断原因"):
            warc.write_exchange(exchange(*KINDS["plain"][:2], truncated="bored"))
        with pytest.raises(ArchiveError, match="响应头长"):
            warc.write_exchange(replace(exchange(b""), head_length=5))
        with pytest.raises(ArchiveError, match="时区"):
            warc.write_exchange(exchange(*KINDS["plain"][:2], captured_at=datetime(2024, 5, 6)))


def test_dates_are_in_utc_with_fractions_only_where_there_are_any() -> None:
    beijing = timezone(timedelta(hours=8))
    assert warc_date(datetime(2024, 1, 1, 3, 0, tzinfo=beijing)) == "2023-12-31T19:00:00Z"
    assert warc_date(datetime(2024, 1, 1, 3, 0, 0, 120, tzinfo=UTC)) == "2024-01-01T03:00:00.000120Z"


def test_a_big_body_is_never_held_in_memory(tmp_path: Path) -> None:
    source = tmp_path / "big"
    with source.open("wb") as big:
        big.write(head())
        big.truncate(48 << 20)
    with traced(16 << 20), writer(tmp_path) as warc, source.open("rb") as big:
        written = warc.write_exchange(replace(exchange(head()), response=big))
    with traced(16 << 20), pytest.raises(ArchiveError, match="超过"):
        read_body(tmp_path / written.file, written.offset, limit=LIMIT)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_gzip_bomb_is_not_decoded_past_the_limit(tmp_path: Path, layers: int) -> None:
    bomb = bytes(64 << 20)
    for _ in range(layers):
        bomb = gzip.compress(bomb)
    with writer(tmp_path) as warc:
        fields = head("Content-Encoding: " + ", ".join(["gzip"] * layers), "Transfer-Encoding: chunked")
        written = warc.write_exchange(exchange(fields, b"%x\r\n%b\r\n0\r\n\r\n" % (len(bomb), bomb)))
    with traced(16 << 20), pytest.raises(ArchiveError, match="超过"):
        read_body(tmp_path / written.file, written.offset, limit=LIMIT)


def test_a_body_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*KINDS["gzip"][:2]))
    assert read_body(tmp_path / written.file, written.offset, limit=len(BODY)) == BODY


def test_deflate_is_read_with_and_without_its_zlib_header(tmp_path: Path) -> None:
    raw = zlib.compressobj(wbits=-15)
    with writer(tmp_path) as warc:
        for wire in (zlib.compress(BODY), raw.compress(BODY) + raw.flush()):
            written = warc.write_exchange(exchange(head("Content-Encoding: deflate"), wire))
            assert read_body(tmp_path / written.file, written.offset, limit=LIMIT) == BODY


def test_gzip_members_that_meet_at_any_byte_are_all_read(tmp_path: Path) -> None:
    first, second = gzip.compress(b"first"), gzip.compress(b"second")
    with writer(tmp_path) as warc:
        for size in range(1, len(first) + 2):
            wire = chunked(first + second, size)
            written = warc.write_exchange(exchange(head("Content-Encoding: gzip", "Transfer-Encoding: chunked"), wire))
            assert read_body(tmp_path / written.file, written.offset, limit=LIMIT) == b"firstsecond"


def test_what_follows_a_gzip_body_is_no_part_of_it(tmp_path: Path) -> None:
    damaged = bytearray(gzip.compress(bytes(range(256)) * 2000))
    damaged[len(damaged) // 2] ^= 255
    with writer(tmp_path) as warc:
        tail = warc.write_exchange(exchange(head("Content-Encoding: gzip"), gzip.compress(BODY) + b"<!-- x -->"))
        torn = warc.write_exchange(exchange(head("Content-Encoding: gzip"), bytes(damaged)))
    assert read_body(tmp_path / tail.file, tail.offset, limit=LIMIT) == BODY
    assert len(read_body(tmp_path / torn.file, torn.offset, limit=LIMIT)) <= 512_000


def test_a_body_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    squeezed = gzip.compress(BODY)
    with writer(tmp_path) as warc:
        half = warc.write_exchange(exchange(head("Content-Encoding: gzip"), squeezed[:-12]))
        torn = warc.write_exchange(exchange(head("Transfer-Encoding: chunked"), b"5\r\nabc"))
        odd = warc.write_exchange(exchange(head("Transfer-Encoding: chunked"), b"3\r\nabcXY4\r\n"))
    assert BODY.startswith(read_body(tmp_path / half.file, half.offset, limit=LIMIT))
    assert read_body(tmp_path / torn.file, torn.offset, limit=LIMIT) == b"abc"
    assert read_body(tmp_path / odd.file, odd.offset, limit=LIMIT) == b"abcXY4\r\n"


def test_a_place_without_a_record_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*KINDS["plain"][:2]))
    for path, offset in [(tmp_path / written.file, 3), (tmp_path / written.file, written.end), (tmp_path / "no", 0)]:
        with pytest.raises(ArchiveError) as caught:
            read_head(path, offset)
        assert caught.value.remedy


def test_a_torn_tail_is_cut_back_at_every_byte(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    committed = warc.write_exchange(exchange(*KINDS["plain"][:2]))
    torn = warc.write_exchange(exchange(*KINDS["chunked"][:2]))
    warc.close()
    whole = (tmp_path / committed.file).read_bytes()
    for size in range(committed.end, torn.end + 1):
        path = tmp_path / "torn.warc.gz.open"
        path.write_bytes(whole[:size])
        assert cut_back(path, committed.end) == size - committed.end
        final = tmp_path / "torn.warc.gz"
        assert final.read_bytes() == whole[: committed.end]
        final.unlink()
    path.write_bytes(whole)
    cut_back(path, committed.end)
    assert [kind for kind, _, _ in records(final)] == ["warcinfo", "response", "request"]


def test_a_file_with_nothing_committed_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(b"12345")
    assert cut_back(path, 0) == 5
    assert list(tmp_path.iterdir()) == []


def test_a_closed_file_is_cut_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"12345")
    assert cut_back(path, 3) == 2
    assert path.read_bytes() == b"123"


def test_a_file_shorter_than_the_ledger_says_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(b"12345")
    with pytest.raises(ArchiveError, match="只有 5 字节"):
        cut_back(path, 6)
    assert path.read_bytes() == b"12345"
    with pytest.raises(ArchiveError, match="打不开"):
        cut_back(tmp_path / "none.open", 6)


def test_cutting_back_never_overwrites_a_closed_file(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"old")
    (tmp_path / "a.warc.gz.open").write_bytes(b"12345")
    with pytest.raises(ArchiveError, match="已经存在"):
        cut_back(tmp_path / "a.warc.gz.open", 5)
    assert (tmp_path / "a.warc.gz").read_bytes() == b"old"


FIELD_VALUE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(FIELD_VALUE, max_size=4), body=st.binary(max_size=3000), chunks=st.integers(0, 40))
def test_any_head_and_body_survive_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, values: list[str], body: bytes, chunks: int
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    fields = [f"X-{at}: {value}" for at, value in enumerate(values)]
    if chunks:
        wire = b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces_of(body, chunks)) + b"0\r\n\r\n"
        head_bytes = head(*fields, "Transfer-Encoding: chunked")
    else:
        wire, head_bytes = body, head(*fields)
    with writer(folder) as warc:
        written = warc.write_exchange(exchange(head_bytes, wire))
    path = folder / written.file
    assert read_head(path, written.offset) == head_bytes
    assert read_body(path, written.offset, limit=LIMIT) == body
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.raw_stream.read()


def pieces_of(body: bytes, size: int) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


def test_the_names_of_new_folders_reach_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("archive.warc.sync_folder", synced.append)
    make_folder(tmp_path / "captures" / "site")
    assert (tmp_path / "captures" / "site").is_dir()
    assert set(synced) == {tmp_path, tmp_path / "captures"}
    synced.clear()
    make_folder(tmp_path / "captures" / "site")
    assert synced == [tmp_path / "captures"]
