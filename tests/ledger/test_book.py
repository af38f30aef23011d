"""The ledger as a book: opened, versioned, locked, and only ever written on."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from migrate.errors import LedgerError
from migrate.ledger import book, schema
from migrate.ledger.book import FILE_NAME, HEAD, Ledger, open_ledger


def test_the_first_command_makes_the_ledger(tmp_path: Path) -> None:
    workspace = tmp_path / "新的 目录%s"
    with open_ledger("", workspace):
        pass
    assert (workspace / FILE_NAME).is_file()


def test_the_schema_is_what_the_migrations_make_of_an_empty_ledger(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_the_version_in_the_code_is_that_of_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(book.__file__).with_name("migrations")))
    assert scripts.get_heads() == [HEAD]


def test_a_ledger_of_the_first_version_is_brought_up_to_date_with_all_it_holds(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    config = Config()
    config.set_main_option("script_location", str(Path(book.__file__).with_name("migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO runs VALUES (1, 'classify', '2026-01-01T00:00:00Z', NULL, 0, '李某', '0.1')")
        )
    engine.dispose()
    with open_ledger("", tmp_path) as ledger, ledger.engine.connect() as connection:
        assert connection.execute(text("SELECT operator FROM runs")).scalar() == "李某"
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_sqlite_is_tuned_for_one_careful_writer(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        asked = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")}
    assert asked == {"journal_mode": "wal", "foreign_keys": 1}


def test_a_ledger_of_a_newer_tool_is_refused(tmp_path: Path) -> None:
    with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError) as told, open_ledger("", tmp_path):
        pass
    assert "9999" in told.value.problem
    assert "升级" in told.value.remedy


def test_two_runs_never_work_on_one_workspace(tmp_path: Path) -> None:
    again = f"""
from pathlib import Path
from migrate.errors import LedgerError
from migrate.ledger.book import open_ledger
try:
    with open_ledger("", Path({str(tmp_path)!r})): pass
except LedgerError as error:
    raise SystemExit(0 if "正被另一次运行使用" in error.problem else 2)
raise SystemExit(1)
"""
    with open_ledger("", tmp_path):
        assert subprocess.run([sys.executable, "-c", again], check=False).returncode == 0
    with open_ledger("", tmp_path):
        pass


def test_a_reader_needs_no_lock(tmp_path: Path) -> None:
    with open_ledger("", tmp_path) as writer, open_ledger("", tmp_path, writing=False) as reader:
        with writer.begin() as connection:
            writer.enter(connection, "capture", "told")
        with reader.begin() as connection:
            assert connection.execute(select(schema.entries.c.event)).scalar() == "told"


@pytest.mark.parametrize("url", ["no url", "nosuchdatabase://x", "postgresql+nosuchdriver://x/y"])
def test_an_unusable_address_of_the_ledger_is_told_in_words(tmp_path: Path, url: str) -> None:
    with pytest.raises(LedgerError) as told, open_ledger(url, tmp_path):
        pass
    assert "ledger.url" in told.value.problem


def test_a_file_that_is_no_ledger_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database " * 100)
    with pytest.raises(LedgerError), open_ledger("", tmp_path):
        pass


def test_a_workspace_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError) as told, open_ledger("", tmp_path / "file" / "workspace"):
        pass
    assert "无法写入" in told.value.problem


def test_an_entry_says_who_did_what_when_in_which_run(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        ledger.enter(connection, "capture", "cut_back", site_key="k", item="a.warc.gz", detail={"bytes": 3})
        (entry,) = connection.execute(select(schema.entries)).all()
    assert (entry.run_id, entry.operator, entry.event, entry.detail) == (
        ledger.run_id,
        ledger.operator,
        "cut_back",
        {"bytes": 3},
    )
    assert entry.at.endswith("Z")


@pytest.mark.parametrize("change", [update(schema.entries).values(event="other"), delete(schema.entries)])
def test_entries_are_never_changed_or_removed(ledger: Ledger, change: object) -> None:
    with ledger.begin() as connection:
        ledger.enter(connection, "capture", "told")
    with pytest.raises(DBAPIError), ledger.begin() as connection:
        connection.execute(change)


def test_a_transaction_is_all_or_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.begin() as connection:
        ledger.enter(connection, "capture", "told")
        raise RuntimeError
    with ledger.begin() as connection:
        assert connection.execute(select(schema.entries)).all() == []


def test_a_run_ends_with_its_exit_code(ledger: Ledger) -> None:
    ledger.end_run(1)
    with ledger.begin() as connection:
        (run,) = connection.execute(select(schema.runs)).all()
    assert (run.command, run.exit_code, run.operator) == ("capture", 1, ledger.operator)
    assert run.ended_at >= run.started_at


def test_rows_of_an_unknown_site_are_refused(ledger: Ledger) -> None:
    with pytest.raises(DBAPIError), ledger.begin() as connection:
        connection.execute(insert(schema.pagers).values(site_key="unknown", url="u", rule="P1", pages=1))


def test_a_ledger_elsewhere_is_used(tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "workspace"):
        pass
    assert create_engine(f"sqlite:///{tmp_path / 'other.db'}").url.database
    assert not (tmp_path / "workspace" / FILE_NAME).exists()


def test_what_a_rehearsal_enters_is_seen_in_it_and_gone_after_it(ledger: Ledger) -> None:
    def entered() -> int:
        with ledger.begin() as connection:
            return len(connection.execute(select(schema.entries)).all())

    before = entered()
    with ledger.rehearsal():
        for _ in range(2):
            with ledger.begin() as connection:
                ledger.enter(connection, "publish", "placed")
        assert entered() == before + 2
    assert entered() == before
    with pytest.raises(ZeroDivisionError), ledger.rehearsal(), ledger.begin() as connection:
        ledger.enter(connection, "publish", "placed")
        _ = 1 / 0
    assert entered() == before
