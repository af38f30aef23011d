"""Captured exchanges as records: what goes into the WARC file, and a torn file made whole again."""

import errno
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from archive.certificates import Secured
from archive.exchange import Exchange as Recorded
from archive.exchange import Original
from archive.warc import OPEN_SUFFIX, cut_back
from migrate.errors import StageError
from migrate.fetch.client import Exchange
from migrate.ledger import frontier
from migrate.run.work import CAPTURES, Work


def recorded(exchange: Exchange, same: Row[Any] | None) -> Recorded:
    """Give an exchange as the archive writes it; `same` is the capture that it repeats, if any."""
    tape = exchange.tape
    assert tape is not None  # noqa: S101  the caller has looked
    original = same and Original(
        same.record_id, same.target_uri, datetime.fromisoformat(same.fetched_at), same.payload_digest
    )
    tls = exchange.tls
    return Recorded(
        target_uri=exchange.url,
        captured_at=exchange.started_at,
        request=bytes(tape.request),
        response=tape.response,
        head_length=exchange.head_length,
        ip_address=tape.peer,
        truncated=exchange.truncated,
        refers_to=original,
        secured=Secured(tls.warc_protocol, tls.cipher, tls.chain) if tls is not None else None,
    )


def cut_torn_tails(connection: Connection, work: Work, site_key: str, folder: Path) -> None:
    """Cut every file back to its last committed record: one left open by a kill, or closed just before it."""
    for path in sorted(folder.glob("*.warc.gz*")):
        name = f"{CAPTURES}/{folder.name}/{path.name.removesuffix(OPEN_SUFFIX)}"
        end = frontier.committed_end(connection, name)
        if (path.name.endswith(OPEN_SUFFIX) or path.stat().st_size > end) and (cut := cut_back(path, end)):
            work.ledger.enter(connection, "capture", "cut_back", site_key=site_key, item=name, detail={"bytes": cut})


def in_words(error: BaseException) -> BaseException:
    """Give what this machine lacked as an error of ours; any other error is its own."""
    if not isinstance(error, OSError):
        return error
    if error.errno in (errno.EMFILE, errno.ENFILE):
        remedy = "请调高可同时打开的文件数（ulimit -n），或调低 http.sites_at_once，再次运行即可继续"
        return StageError(f"采集无法进行（{error.strerror}）", remedy)
    return StageError(f"采集的内容无法写入（{error.strerror}）", "请检查磁盘空间和目录权限，再次运行即可继续")
