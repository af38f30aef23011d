"""The ledger: opened, kept at its schema version, locked for one writer, and written run by run.

    with open_ledger(url, workspace) as ledger:
        with ledger.run("capture", operator) as run:
            with ledger.begin() as connection:
                ...

Every change of the world is entered with who, when and what (`enter`); entries are never changed or removed.
"""

import getpass
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, inspect, text, update
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from migrate.errors import LedgerError
from migrate.ledger import schema

HEAD = "0009"  # the newest schema version; a test keeps it equal to the newest migration
FILE_NAME = "ledger.db"
LOCK_NAME = "ledger.lock"
BATCH = 1_000  # rows in one statement
Item = TypeVar("Item")


def now() -> str:
    """Give the present time as the ledger writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def upsert(connection: Connection, table: Table, where: Any, values: dict[str, Any], **key: Any) -> None:
    """The row that `where` names has these values; where there is none, one with this key is made."""
    if connection.execute(update(table).where(where).values(**values)).rowcount == 0:
        connection.execute(insert(table).values(**key, **values))


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Give the items in lists of a size that one statement takes."""
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def operator_name() -> str:
    """Give who is at the desk: account and machine."""
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError, ImportError):
        return socket.gethostname()


class Ledger:
    """An open ledger. `run_id` is that of the run in progress."""

    def __init__(self, engine: Engine, operator: str) -> None:
        self.engine = engine
        self.operator = operator
        self.run_id: int | None = None
        self._rehearsed: Connection | None = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing."""
        if self._rehearsed is not None:
            yield self._rehearsed
            return
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Everything entered in the block is seen within it and undone at its end: what a dry run works with."""
        with self.engine.connect() as self._rehearsed:
            try:
                yield
            finally:
                self._rehearsed.rollback()
                self._rehearsed = None

    def enter(
        self,
        connection: Connection,
        stage: str,
        what: str,
        *,
        site_key: str | None = None,
        item: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Add one entry: who did what when, to which item, with what result."""
        connection.execute(
            insert(schema.entries).values(
                run_id=self.run_id,
                at=now(),
                operator=self.operator,
                site_key=site_key,
                stage=stage,
                event=what,
                item=item,
                detail=dict(detail) if detail else None,
            )
        )

    @contextmanager
    def run(self, command: str, version: str) -> Iterator[int]:
        """One run of the tool: started now, ended with the block (exit code by `end_run`)."""
        with self.begin() as connection:
            row = connection.execute(
                insert(schema.runs).values(command=command, started_at=now(), operator=self.operator, version=version)
            )
            self.run_id = int(row.inserted_primary_key[0])  # type: ignore[index]
        yield self.run_id

    def end_run(self, exit_code: int) -> None:
        """Note how the run ended."""
        with self.begin() as connection:
            connection.execute(
                update(schema.runs).where(schema.runs.c.id == self.run_id).values(ended_at=now(), exit_code=exit_code)
            )


@contextmanager
def open_ledger(url: str, workspace: Path, *, writing: bool = True) -> Iterator[Ledger]:
    """Open the ledger of a workspace, made or brought to the newest schema as needed.

    `writing` takes the workspace's lock, so that two runs never work on one ledger. Raises LedgerError when the
    workspace cannot be written, another run holds it, or the ledger is newer than this tool.
    """
    if not writing and not url and not workspace.is_dir():
        raise LedgerError(f"工作目录 {workspace} 不存在", "请用 -w 指定工作目录，或先运行 migrate classify 读入清理表")
    if not (url or writing or (workspace / FILE_NAME).is_file()):
        raise LedgerError(f"{workspace} 中没有台账", "请用 -w 指定工作目录，或先运行 migrate classify 读入清理表")
    with _lock(workspace) if writing else _no_lock():
        engine = _engine(url or f"sqlite:///{workspace / FILE_NAME}")
        try:
            _open(engine)
            yield Ledger(engine, operator_name())
        except OperationalError as error:
            raise LedgerError(
                f"台账 {engine.url.render_as_string()} 无法使用（{error.orig}）", "请检查磁盘空间、文件权限或数据库连接"
            ) from None
        finally:
            engine.dispose()


@contextmanager
def _no_lock() -> Iterator[None]:
    yield


@contextmanager
def _lock(workspace: Path) -> Iterator[None]:
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        lock = FileLock(workspace / LOCK_NAME)
        lock.acquire(timeout=0)
    except Timeout:
        raise LedgerError(f"工作目录 {workspace} 正被另一次运行使用", "请等它结束，或换一个工作目录（-w）") from None
    except OSError as error:
        raise LedgerError(
            f"工作目录 {workspace} 无法写入（{error.strerror}）", "请检查目录权限，或用 -w 指定可写的目录"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url)
    except (SQLAlchemyError, ImportError) as error:
        raise LedgerError(
            f"设置 ledger.url 不可用（{type(error).__name__}）", "请检查写法；PostgreSQL 需安装 psycopg"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # a lost last commit is repeated work, never a lost byte
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=30000")


def _open(engine: Engine) -> None:
    try:
        _bring_up_to_date(engine)
    except OperationalError:
        raise
    except DatabaseError as error:
        raise LedgerError(
            f"台账 {engine.url.render_as_string()} 已损坏，或不是本工具的台账（{error.orig}）",
            "请从备份恢复，或换一个工作目录（-w）",
        ) from None


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect() as connection:
        version = _version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise LedgerError(f"台账由更新版本的工具写成（结构 {version}，本工具 {HEAD}）", "请升级本工具后再运行")
    _migrate(engine)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    from alembic import command  # only a new or old ledger pays for this import
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
