"""A page as a browser showed it, kept as a conversion record beside the answer that it was made of."""

from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.warc import Conversion, read_body, read_head
from tests.archive.exchanges import KINDS, MOMENT, exchange, writer

URL = "http://a.example/"
SHOWN = "<html><body>县农业农村局</body></html>".encode()


def shown(refers_to: str) -> Conversion:
    return Conversion(URL, MOMENT, SHOWN, "text/html; charset=utf-8", refers_to)


def test_a_conversion_is_read_back_and_refers_to_the_answer_it_was_made_of(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        answer = warc.write_exchange(exchange(*next(iter(KINDS.values()))[:2]))
        written = warc.write_conversion(shown(answer.record_id))
    path = tmp_path / written.file
    assert written.offset == answer.end
    assert written.end == path.stat().st_size
    assert read_body(path, written.offset, limit=1 << 20) == SHOWN
    assert read_head(path, written.offset) == b""
    with path.open("rb") as file:
        headers = [dict(one.rec_headers.headers) for one in ArchiveIterator(file, check_digests="raise")]
    assert headers[-1]["WARC-Type"] == "conversion"
    assert headers[-1]["WARC-Refers-To"] == answer.record_id
    assert headers[-1]["WARC-Target-URI"] == URL
    assert headers[-1]["WARC-Payload-Digest"] == written.payload_digest


def test_a_conversion_that_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writer(tmp_path) as warc:
        answer = warc.write_exchange(exchange(*next(iter(KINDS.values()))[:2]))
        before = next(tmp_path.glob("*.open")).read_bytes()
        monkeypatch.setattr(warc, "_write_member", broken)
        with pytest.raises(OSError, match="full"):
            warc.write_conversion(shown(answer.record_id))
        assert next(tmp_path.glob("*.open")).read_bytes() == before


def broken(*_: object) -> None:
    raise OSError("full")
