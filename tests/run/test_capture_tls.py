"""Old TLS from end to end: told in the ledger, certificates in the WARC file, and the auditor finds both."""

import re
import ssl
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from migrate.ledger.book import open_ledger
from migrate.ledger.schema import captures
from migrate.ledger.sites import known_sites
from migrate.run.verifying.records import record_faults
from migrate.run.work import Silent, Work
from migrate.settings import Settings
from tests.run.capturing import records, rows
from tests.run.conftest import Done

POINTER = "WARC-TLS-Certificate-ID"
OLD = "TLS 1.0 on an address and an odd port, certificates that change"
TWINS = "http and https twins"


def own_digest(block: bytes) -> str:
    first = block.decode().split("-----END CERTIFICATE-----\n")[0] + "-----END CERTIFICATE-----\n"
    return sha256(ssl.PEM_cert_to_DER_cert(first)).hexdigest()


def test_what_was_forgiven_stands_with_every_capture(finished: Callable[[str], Done]) -> None:
    told = [row.tls for row in rows(finished(OLD).workspace, captures)]
    assert len(told) == 8
    for line in told:
        assert re.match(
            r"TLSv1 TLS_\w+ sha256:[0-9a-f]{64} (证书为自签名|证书中途更换，尚未核对)；旧式加密 TLSv1（.+）$", line
        )
    assert len({line.split()[2] for line in told}) == 2


def test_both_certificates_are_in_the_file_and_every_answer_names_its_own(finished: Callable[[str], Done]) -> None:
    workspace = finished(OLD).workspace
    held = records(workspace)
    kept = {one.headers["WARC-Record-ID"]: own_digest(one.block) for one in held if one.kind == "metadata"}
    assert len(set(kept.values())) == len(kept) == 2
    named = {one.offset: kept[one.headers[POINTER]] for one in held if one.kind == "response"}
    assert named == {row.offset: row.tls.split()[2].partition(":")[2] for row in rows(workspace, captures)}
    assert {one.headers["WARC-Protocol"] for one in held if one.kind in ("response", "request")} == {"tls/1.0"}


def test_only_the_secured_one_of_twins_tells_of_tls(finished: Callable[[str], Done]) -> None:
    for one in records(finished(TWINS).workspace):
        if one.kind in ("response", "revisit", "request"):
            assert (POINTER in one.headers) == one.url.startswith("https:")


@pytest.mark.parametrize("name", [OLD, TWINS])
def test_the_auditor_finds_no_fault_and_every_ledger_that_tells_otherwise(
    name: str, finished: Callable[[str], Done], tmp_path: Path
) -> None:
    workspace = finished(name).workspace
    with open_ledger("", workspace) as ledger:
        work = Work(workspace, Settings(), ledger, Silent())
        with ledger.begin() as connection:
            (site,) = known_sites(connection)
            assert record_faults(connection, work, site) == []
            changed = connection.execute(captures.update().values(tls=None).where(captures.c.tls.is_not(None))).rowcount
            assert len(record_faults(connection, work, site)) == changed > 0
            connection.rollback()
