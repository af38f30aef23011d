"""The auditor and certificates: an answer names its own, the ledger tells of the same, and none is left over."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from archive.certificates import Secured
from archive.warc import Written, cut_back
from migrate.verify.claims import Claim, check_file
from tests.archive.exchanges import BODY, HOST, KINDS, exchange, writer

PLAIN = KINDS["plain"][:2]
CHAINS = ((b"own" * 200, b"issuer" * 99), (b"later" * 150,))
TLS = tuple(f"TLSv1 TLS_RSA_WITH_AES_128_CBC_SHA sha256:{sha256(chain[0]).hexdigest()} 证书已过期" for chain in CHAINS)


def claim(written: Written, number: int) -> Claim:
    body, url = sha256(BODY).hexdigest(), f"http://{HOST}/{number}"
    return Claim(
        url, written.offset, written.end, written.record_id, written.payload_digest, body, True, tls=TLS[number]
    )


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, list[Claim]]:
    """A file with two answers of one host, whose certificate changed between them."""
    with writer(tmp_path) as warc:
        secured = [Secured("tls/1.0", "TLS_RSA_WITH_AES_128_CBC_SHA", chain) for chain in CHAINS]
        written = [warc.write_exchange(exchange(*PLAIN, f"/{n}", secured=one)) for n, one in enumerate(secured)]
    return tmp_path / written[0].file, [claim(one, number) for number, one in enumerate(written)]


def told(path: Path, claims: list[Claim]) -> list[str]:
    return [fault.problem for fault in check_file("3311230012", path, claims).faults]


def test_answers_with_their_certificates_hold(kept: tuple[Path, list[Claim]]) -> None:
    assert told(*kept) == []


@pytest.mark.parametrize("tls", [None, "TLSv1", TLS[1]])
def test_a_certificate_that_the_ledger_does_not_tell_of_is_a_fault(
    tls: str | None, kept: tuple[Path, list[Claim]]
) -> None:
    path, claims = kept
    problems = told(path, [replace(claims[0], tls=tls), claims[1]])
    assert len(problems) == 1
    assert problems[0].startswith("记录所指的证书与台账不符")


def test_a_ledger_that_tells_of_a_certificate_which_the_record_does_not_name_is_a_fault(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        written = warc.write_exchange(exchange(*PLAIN, "/0"))
    assert len(told(tmp_path / written.file, [claim(written, 0)])) == 1


def test_a_certificate_without_an_answer_is_a_record_without_its_entry(kept: tuple[Path, list[Claim]]) -> None:
    path, claims = kept
    problems = told(path, claims[:1])
    assert any(problem.startswith("证书记录 <urn:uuid:") for problem in problems)


def test_every_byte_of_a_certificates_record_is_watched(kept: tuple[Path, list[Claim]]) -> None:
    path, claims = kept
    whole, start = path.read_bytes(), claims[0].end
    for at in range(start, claims[1].offset):  # the second certificate's member
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        assert told(path, claims), at


def test_cutting_back_takes_a_certificate_with_its_answer(kept: tuple[Path, list[Claim]]) -> None:
    path, claims = kept
    cut_back(path, claims[0].end)
    assert told(path, claims[:1]) == []
