"""What a portal of ours holds, below its state folder: one document an article, one file of channels.

A document is two lines of JSON: the head, all that lists need, and the content, whose shape is the portal's own. Lists
are made from heads alone, so that no body is read or kept for them. The folder lies outside the public one: drafts are
in it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from migrate.errors import PortalError
from migrate.model import Channel
from migrate.portal.contract import digest_of
from migrate.portal.durable import PART, disk_errors, write_changed, write_durable

REMEDY = "请从备份恢复该文件，或删除它后重新发布"


@dataclass(frozen=True, slots=True)
class Head:
    """What lists and the portal's map need of an article."""

    remote_id: str
    article_key: str
    channel: str
    title: str
    published_at: str | None
    path: str
    visibility: str
    run: int
    source_hash: str
    target_hash: str = ""


def target_hash(head: Head, told: Mapping[str, Any]) -> str:
    """Give the digest of what stands in the portal: the article itself, not the page around it nor who made it."""
    # An article without facts has the digest that it had before there were any.
    counted = {name: value for name, value in told.items() if name != "facts" or value}
    said = [head.article_key, head.channel, head.title, head.published_at, head.visibility, counted]
    return digest_of(said)


def write_document(state: Path, head: Head, table: Mapping[str, Any]) -> None:
    """The article's document is on the disk, whole; stopped half-way the old one is."""
    lines = [json.dumps(part, ensure_ascii=False, sort_keys=True) + "\n" for part in (asdict(head), table)]
    write_durable(place_of(state, head.remote_id), [line.encode("utf-8", "surrogatepass") for line in lines])


def read_head(state: Path, remote_id: str) -> Head | None:
    """Give an article's head, None where there is no such article."""
    return _head_of(place_of(state, remote_id))


def read_document(state: Path, remote_id: str) -> tuple[Head, dict[str, Any]] | None:
    """Give an article's head and content, None where there is no such article."""
    path = place_of(state, remote_id)
    with readable(path):
        lines = _lines(path, 2)
        return (_head(lines[0]), dict(json.loads(lines[1]))) if lines else None


def heads(state: Path) -> Iterator[Head]:
    """Give the head of every article, in the order of their ids."""
    for folder in _listed(state / "articles"):
        for path in _listed(folder):
            if path.suffix == ".json":
                head = _head_of(path)
                if head:
                    yield head


def remove_article(state: Path, remote_id: str) -> None:
    """The article's document is gone."""
    with disk_errors(state):
        place_of(state, remote_id).unlink(missing_ok=True)


def read_channels(state: Path) -> dict[str, Channel]:
    """Give the channels by path."""
    path = state / "channels.json"
    with readable(path):
        rows = json.loads(path.read_text("utf-8")) if path.exists() else []
        found = [Channel(**{**row, "trail": tuple(row["trail"])}) for row in rows]
    return {channel.path: channel for channel in found}


def write_channels(state: Path, channels: Mapping[str, Channel]) -> None:
    """These are the channels, in the order of their paths."""
    rows = [asdict(channels[path]) for path in sorted(channels)]
    text = json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_durable(state / "channels.json", [text.encode()])


def write_maker(state: Path, kind: str, remote_id: str, run: int) -> None:
    """It is known which run made this file or channel (`kind` is `files` or `channels`)."""
    write_changed(_maker(state, kind, remote_id), b"%d" % run)


def maker_of(state: Path, kind: str, remote_id: str) -> int | None:
    """Give the run that made a file or channel, None where none is known to."""
    path = _maker(state, kind, remote_id)
    with disk_errors(path):
        said = path.read_bytes() if path.is_file() else b""
    return int(said) if said.isdigit() else None


def forget_maker(state: Path, kind: str, remote_id: str) -> None:
    """Nobody is known to have made this file or channel."""
    path = _maker(state, kind, remote_id)
    with disk_errors(path):
        path.unlink(missing_ok=True)


def documents(state: Path) -> Iterator[tuple[Head, str]]:
    """Give every article's head and its content as it is written, for a search in the text."""
    for folder in _listed(state / "articles"):
        for path in _listed(folder):
            if path.suffix == ".json":
                with readable(path):
                    lines = _lines(path, 2)
                    yield _head(lines[0]), lines[1]


def clear_parts(state: Path) -> None:
    """Nothing is left of documents that were being written when a run was stopped."""
    with disk_errors(state):
        for path in state.rglob(f"*{PART}"):
            path.unlink(missing_ok=True)


def _listed(folder: Path) -> list[Path]:
    with disk_errors(folder):
        return sorted(folder.iterdir()) if folder.is_dir() else []


def is_id(remote_id: str) -> bool:
    """Tell whether this can be the id of an article."""
    return len(remote_id) == 16 and set(remote_id) <= set("0123456789abcdef")


def place_of(state: Path, remote_id: str) -> Path:
    """Give where an article's document stands; raises on what is no id."""
    if not is_id(remote_id):
        raise PortalError(f"门户文章编号 {remote_id!r} 不可用", "应是 16 位十六进制编号")
    return state / "articles" / remote_id[:2] / f"{remote_id}.json"


def _maker(state: Path, kind: str, remote_id: str) -> Path:
    return state / "makers" / kind / digest_of(remote_id)[:32]


def _head_of(path: Path) -> Head | None:
    with readable(path):
        lines = _lines(path, 1)
        return _head(lines[0]) if lines else None


def _lines(path: Path, number: int) -> list[str]:
    """Give the first lines of a document, none where there is no document."""
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as file:
            return [file.readline() for _ in range(number)]
    except FileNotFoundError:
        return []


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what cannot be read in a record into a PortalError that names it."""
    try:
        with disk_errors(path):
            yield
    except (ValueError, TypeError, KeyError) as error:
        raise PortalError(f"门户记录 {path} 已损坏", REMEDY) from error


def _head(line: str) -> Head:
    return Head(**json.loads(line))
