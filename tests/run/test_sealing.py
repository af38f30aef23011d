import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.sealing.seal import signer_of
from archive.sealing.signing import new_key
from migrate.run.classify import classify
from migrate.run.export import export
from migrate.run.whole import STAGES, run_all
from migrate.run.work import Order
from migrate.settings import read_settings
from tests.run.packing import Office, archived
from tests.run.publishing import HOST, ROW
from tests.sheet.building import AS_OF, save
from tests.whole.tiny import FLAGS, HEADINGS

EXTRACT = ("archived", "articles", "decisions", "placements", "redirects", "urls")
PHRASE = "栖云县农业农村局的口令"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archived(tmp_path_factory)


@pytest.fixture
def office(ready: Path, tmp_path: Path) -> Office:
    shutil.copytree(ready, tmp_path / "workspace")
    return Office(tmp_path / "workspace")


def told(office: Office) -> dict[str, Any]:
    return json.loads((office.workspace / "seal/seal.json").read_bytes())


def rows(office: Office) -> list[tuple[Any, ...]]:
    ledger = sqlite3.connect(office.workspace / "ledger.db")
    found = ledger.execute("SELECT path, root, files, bytes, signer FROM seals ORDER BY id").fetchall()
    ledger.close()
    return found


def kept(office: Office) -> dict[str, bytes]:
    seal = office.workspace / "seal"
    return {str(path.relative_to(seal)): path.read_bytes() for path in seal.rglob("*") if path.is_file()}


def test_captures_archive_redirects_and_the_extract_are_sealed(office: Office) -> None:
    result = office.run("seal")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in (office.workspace / "seal/manifest.jsonl").read_bytes().splitlines()]
    wanted = [f"seal/ledger-{kind}.jsonl" for kind in EXTRACT]
    for top in ("archive", "captures", "redirects"):
        wanted += [
            path.relative_to(office.workspace).as_posix()
            for path in (office.workspace / top).rglob("*")
            if path.is_file()
        ]
    assert [one["path"] for one in lines] == sorted(wanted)
    for one in lines:
        assert one["sha256"] == hashlib.sha256((office.workspace / one["path"]).read_bytes()).hexdigest()
    assert result.counts == {"封存文件": len(wanted)}
    seal = told(office)
    assert rows(office) == [("seal", seal["root"], len(wanted), seal["bytes"], None)]
    assert not (office.workspace / ".seal-part").exists()


def test_the_extract_says_what_the_exports_say_without_bodies(office: Office) -> None:
    office.run("seal")
    stream = io.BytesIO()
    export(office.workspace, read_settings(office.workspace), "urls", stream)
    assert (office.workspace / "seal/ledger-urls.jsonl").read_bytes() == stream.getvalue()
    stream = io.BytesIO()
    export(office.workspace, read_settings(office.workspace), "articles", stream)
    whole = [json.loads(line) for line in stream.getvalue().splitlines()]
    lines = [json.loads(line) for line in (office.workspace / "seal/ledger-articles.jsonl").read_bytes().splitlines()]
    assert len(lines) == len(whole) == 5
    for one, line in zip(whole, lines, strict=True):
        body = one.pop("body_html")
        del one["body_text"]
        assert line == {**one, "body_sha256": hashlib.sha256(body.encode()).hexdigest()}
    placed = [json.loads(one) for one in (office.workspace / "seal/ledger-placements.jsonl").read_bytes().splitlines()]
    assert {(one["site"], one["state"]) for one in placed} == {(HOST, "placed")}
    answers = (office.workspace / "seal/ledger-redirects.jsonl").read_bytes().splitlines()
    assert {json.loads(one)["site"] for one in answers} == {HOST}


def test_what_did_not_change_is_not_sealed_again(office: Office) -> None:
    office.run("seal")
    before, ledger = kept(office), rows(office)
    for stage in ("archive", "redirects", "seal"):
        assert office.run(stage).exit_code == 0
    assert kept(office) == before
    assert rows(office) == ledger
    assert office.heard.lines[-1] == "自上次封存以来没有变化，未另行封存"


def test_the_next_seal_names_the_one_before(office: Office) -> None:
    office.run("seal")
    first = told(office)["root"]
    (office.workspace / "redirects/note.txt").write_text("x")
    office.run("seal")
    assert told(office)["previous"] == first
    assert [row[1] for row in rows(office)] == [first, told(office)["root"]]


def _edit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"</html>", b"</HTML>"))


DAMAGES: dict[str, tuple[Callable[[Office], object], Callable[[Office], str]]] = {
    "page edited": (lambda one: _edit(one.page), lambda one: one.page.name),
    "page removed": (lambda one: one.page.unlink(), lambda one: "tzgg/1.html"),
    "site removed": (lambda one: shutil.rmtree(one.workspace / "archive" / HOST), lambda one: "tzgg/1.html"),
    "warc cut": (lambda one: one.warc.write_bytes(one.warc.read_bytes()[:-9]), lambda one: one.warc.name),
    "warc longer": (
        lambda one: one.warc.write_bytes(one.warc.read_bytes() + one.warc.read_bytes()),
        lambda one: one.warc.name,
    ),
    "warc removed": (lambda one: one.warc.rename(one.workspace / "away"), lambda one: HOST),
    "foreign warc": (
        lambda one: shutil.copy(one.warc, one.warc.with_name("foreign.warc.gz")),
        lambda one: "foreign.warc.gz",
    ),
    "foreign file": (lambda one: (one.warc.parent / "x.txt").touch(), lambda one: "x.txt"),
    "unfinished": (
        lambda one: one.warc.with_name("new.warc.gz.open").touch(),
        lambda one: "new.warc.gz.open",
    ),
}


@pytest.mark.parametrize("sealed_before", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_never_sealed_and_the_old_seal_stays(office: Office, damage: str, sealed_before: bool) -> None:
    change, name = DAMAGES[damage]
    if sealed_before:
        office.run("seal")
    before = kept(office)
    wanted = name(office)
    change(office)
    result = office.run("seal")
    assert result.exit_code == 3
    assert any(wanted in line and "原有的封存不变" in line for line in result.waiting)
    assert kept(office) == before
    assert len(rows(office)) == int(sealed_before)


def test_a_long_list_of_damage_is_cut(office: Office) -> None:
    for number in range(60):
        (office.warc.parent / f"{number}.txt").touch()
    result = office.run("seal")
    assert len(result.waiting) == 51
    assert "60" in result.waiting[-1]


@pytest.mark.parametrize("content", ["{}", None])
def test_a_seal_that_was_tampered_with_is_not_followed_by_another(office: Office, content: str | None) -> None:
    office.run("seal")
    file = office.workspace / "seal/seal.json"
    if content is None:  # a whole seal, but not the one that the ledger remembers
        ledger = sqlite3.connect(office.workspace / "ledger.db")
        ledger.execute("UPDATE seals SET root = ?", ["0" * 64])
        ledger.commit()
        ledger.close()
    else:
        file.write_text(content)
    result = office.run("seal")
    assert result.exit_code == 3
    assert "seal.json" in result.waiting[0]


def test_a_seal_that_is_gone_is_told_and_replaced(office: Office) -> None:
    office.run("seal")
    first = told(office)["root"]
    shutil.rmtree(office.workspace / "seal")
    result = office.run("seal")
    assert result.exit_code == 1
    assert first in result.waiting[0]
    assert told(office)["previous"] == first
    assert office.run("seal").exit_code == 0


def test_where_nothing_was_captured_there_is_nothing_to_seal(tmp_path: Path) -> None:
    office = Office(tmp_path)
    sheet = save(tmp_path / "清理表.xlsx", [HEADINGS, ROW])
    classify(tmp_path, read_settings(tmp_path), office.heard, [sheet], as_of=AS_OF)
    assert office.run("seal").counts == {}
    assert not (tmp_path / "seal").exists()


def test_the_seal_comes_last_before_the_check_and_a_second_run_leaves_it(office: Office) -> None:
    assert list(STAGES)[-2:] == ["seal", "verify"]
    office.run("seal")
    before = kept(office)
    settings = read_settings(office.workspace, (*FLAGS, "http.retries=0"), ["::127.0.0.1:9"])
    run_all(office.workspace, settings, office.heard, Order(unreviewed=True))
    assert kept(office) == before


# --- the office's key


def test_the_key_of_the_settings_signs(office: Office) -> None:
    (office.workspace / "phrase").write_text(f"{PHRASE}\n", encoding="utf-8")
    key = new_key(office.workspace / "key.pem", PHRASE.encode())
    office.flags = ("archive.key_file=key.pem", "archive.key_passphrase_file=phrase")
    office.run("seal")
    assert signer_of(office.workspace / "seal", told(office)["root"]) == key.fingerprint
    assert rows(office)[0][4] == key.fingerprint
    assert key.fingerprint in office.heard.lines[-1]


def test_a_seal_is_signed_later_with_a_key_that_is_named(office: Office, tmp_path: Path) -> None:
    office.run("seal")
    root = told(office)["root"]
    key = new_key(tmp_path / "key.pem")
    office.run("seal", key=tmp_path / "key.pem")
    assert told(office)["root"] == root
    assert signer_of(office.workspace / "seal", root) == key.fingerprint
    assert [row[4] for row in rows(office)] == [None, key.fingerprint]


def test_a_key_that_cannot_be_used_is_told_and_the_seal_is_set(office: Office) -> None:
    for flags in (("archive.key_file=none.pem",), ("archive.key_file=k", "archive.key_passphrase_file=none")):
        office.flags = flags
        result = office.run("seal")
        assert result.exit_code == 1
        assert "没有签名" in result.waiting[0]
    assert rows(office)[0][4] is None


def test_the_command_makes_a_key_and_signs_with_it(office: Office, say: Callable[..., Any]) -> None:
    (office.workspace / "phrase").write_text(PHRASE, encoding="utf-8")
    key = office.workspace / "office.pem"
    phrase = ("--set", "archive.key_passphrase_file=phrase")
    code, shown, _ = say("seal", "-w", office.workspace, "--new-key", key, *phrase)
    assert code == 0
    fingerprint = shown.split()[-1]
    assert key.stat().st_mode & 0o777 == 0o600
    code, shown, heard = say("seal", "-w", office.workspace, "--key", key, *phrase)
    assert (code, fingerprint in heard) == (0, True)
    for words in (
        ("--new-key", key),  # never written over
        ("--key", office.workspace / "none"),
        ("--key", key),  # without its passphrase
        ("--key", key, "--new-key", key),
        ("--key", key, "--set", "archive.key_passphrase_file=none"),
        ("--new-key", office.workspace / "b", "--set", "archive.key_passphrase_file=ledger.lock"),  # empty
    ):
        code, shown, heard = say("seal", "-w", office.workspace, *words)
        assert code == 2
        assert PHRASE not in shown + heard


# --- what the office puts beside the seal


def test_an_answer_that_is_none_and_an_sm2_signature_are_told(office: Office) -> None:
    office.run("seal")
    (office.workspace / "seal/seal.tsr").write_bytes(b"no answer")
    (office.workspace / "seal/sm2.sig").write_bytes(b"signature")
    result = office.run("seal")
    assert result.exit_code == 1
    assert "seal.tsr" in result.waiting[0]
    assert any("sm2.sig" in line and "不作判断" in line for line in office.heard.lines)
