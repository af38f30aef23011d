"""Certificates of TLS connections in WARC files: kept once a file, named by every record that came over them."""

import hashlib
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from archive.certificates import POINTER, Secured, certificate_uri, pem
from archive.warc import read_body
from tests.archive.exchanges import KINDS, exchange, writer
from tests.archive.test_warc import original_of, records

OWN, ISSUER, OTHER = (bytes([number]) * 700 for number in (0x30, 0x31, 0x32))
SECURED = Secured("tls/1.0", "TLS_RSA_WITH_AES_128_CBC_SHA", (OWN, ISSUER))
PLAIN = KINDS["plain"][:2]
WARCIO = [sys.executable, "-m", "warcio.cli", "check", "-v"]


def test_a_certificate_is_kept_once_and_named_by_every_record_of_its_connections(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        first = warc.write_exchange(exchange(*PLAIN, secured=SECURED))
        again = exchange(*PLAIN, path="/again", secured=SECURED, refers_to=original_of(first))
        second = warc.write_exchange(again)
    path = tmp_path / first.file
    found = records(path)
    assert [kind for kind, _, _ in found] == ["warcinfo", "metadata", "response", "request", "revisit", "request"]
    _, kept, block = found[1]
    assert block == pem((OWN, ISSUER))
    assert kept["Content-Type"] == "application/pem-certificate-chain"
    assert kept["WARC-Block-Digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
    for _, headers, _ in found[2:]:
        assert headers[POINTER] == kept["WARC-Record-ID"]
        assert headers["WARC-Protocol"] == "tls/1.0"
        assert headers["WARC-Cipher-Suite"] == "TLS_RSA_WITH_AES_128_CBC_SHA"
    assert found[2][1]["WARC-Record-ID"] == first.record_id
    assert read_body(path, first.offset, limit=1 << 20) == PLAIN[1]
    assert second.offset == first.end


def test_the_block_is_what_openssl_reads_back() -> None:
    texts = pem((OWN, ISSUER)).decode().split("-----END CERTIFICATE-----\n")[:-1]
    assert tuple(ssl.PEM_cert_to_DER_cert(f"{one}-----END CERTIFICATE-----\n") for one in texts) == (OWN, ISSUER)


def test_every_certificate_of_a_host_that_changes_its_own_is_kept(tmp_path: Path) -> None:
    changed = Secured("tls/1.3", "TLS_AES_256_GCM_SHA384", (OTHER,))
    with writer(tmp_path) as warc:
        for path, secured in (("/1", SECURED), ("/2", changed), ("/3", SECURED)):
            written = warc.write_exchange(exchange(*PLAIN, path=path, secured=secured))
    kept = [headers for kind, headers, _ in records(tmp_path / written.file) if kind == "metadata"]
    assert [one["WARC-Target-URI"] for one in kept] == [certificate_uri((OWN, ISSUER)), certificate_uri((OTHER,))]
    named = [headers[POINTER] for kind, headers, _ in records(tmp_path / written.file) if kind == "response"]
    assert named == [kept[0]["WARC-Record-ID"], kept[1]["WARC-Record-ID"], kept[0]["WARC-Record-ID"]]


def test_every_file_keeps_its_own_certificates(tmp_path: Path) -> None:
    with writer(tmp_path, max_bytes=1) as warc:
        written = [warc.write_exchange(exchange(*PLAIN, path=f"/{n}", secured=SECURED)) for n in range(2)]
    for one in written:
        kinds = [kind for kind, _, _ in records(tmp_path / one.file)]
        assert kinds == ["warcinfo", "metadata", "response", "request"]


def test_an_answer_in_the_clear_tells_of_no_tls(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*PLAIN))
    for _, headers, _ in records(tmp_path / written.file):
        assert not {POINTER, "WARC-Protocol", "WARC-Cipher-Suite"} & headers.keys()


def test_what_has_no_registered_name_and_what_was_not_shown_is_left_out(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*PLAIN, secured=Secured("tls/1.2", "GOST2012-NULL", ())))
    found = records(tmp_path / written.file)
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request"]
    assert found[1][1]["WARC-Protocol"] == "tls/1.2"
    assert not {POINTER, "WARC-Cipher-Suite"} & found[1][1].keys()


def test_warcio_finds_no_fault_with_certificates(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        for kind in KINDS:
            written = warc.write_exchange(
                exchange(*KINDS[kind][:2], path=f"/{kind.replace(' ', '-')}", secured=SECURED)
            )
    done = subprocess.run([*WARCIO, tmp_path / written.file], capture_output=True, text=True)
    assert (done.returncode, "fail" in done.stdout, done.stderr) == (0, False, "")


def test_a_failing_disk_loses_no_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cut back with the record that failed is written again with the next."""
    warc = writer(tmp_path)
    warc.write_exchange(exchange(*PLAIN))
    with monkeypatch.context() as patch:
        patch.setattr(warc, "_write_request", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(OSError, match="No space"):
            warc.write_exchange(exchange(*PLAIN, path="/1", secured=SECURED))
    written = warc.write_exchange(exchange(*PLAIN, path="/2", secured=SECURED))
    warc.close()
    found = records(tmp_path / written.file)
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request", "metadata", "response", "request"]
    assert found[4][1][POINTER] == found[3][1]["WARC-Record-ID"]
