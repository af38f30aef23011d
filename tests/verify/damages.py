"""One damage a function: each spoils a finished workspace and gives words; the faults must say one of them."""

import random
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.whole.reading import digest, exported, warcs

Damage = Callable[[Path, random.Random], Sequence[str]]
LEDGER = "ledger.db"
CAPTURES = "SELECT captures.id, url FROM captures JOIN urls ON urls.id = url_id ORDER BY captures.id"


def rows(workspace: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(workspace / LEDGER)) as ledger:
        return ledger.execute(query).fetchall()


def alter(workspace: Path, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(workspace / LEDGER)) as ledger, ledger:
        assert ledger.execute(statement, values).rowcount == 1


def members(path: Path) -> Iterator[tuple[int, int]]:
    """Start and end of every gzip member."""
    rest, start = path.read_bytes(), 0
    while rest:
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(rest)
        end = start + len(rest) - len(unpacker.unused_data)
        yield start, end
        rest, start = unpacker.unused_data, end


def bit_flipped(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    body = bytearray(path.read_bytes())
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    path.write_bytes(body)
    return [path.name]


def gzip_head_changed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    body = bytearray(path.read_bytes())
    body[chance.choice(list(members(path)))[0] + chance.randint(4, 9)] ^= 1 << chance.randrange(8)
    path.write_bytes(body)
    return [path.name]


def truncated(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])
    return [path.name]


def cut_at_a_members_edge(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    start, _ = chance.choice(list(members(path)))
    path.write_bytes(path.read_bytes()[:start])
    return [path.name]


def member_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    start, end = chance.choice(list(members(path)))
    body = path.read_bytes()
    path.write_bytes(body[:start] + body[end:])
    return [path.name]


def member_doubled(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    start, end = chance.choice(list(members(path)))
    body = path.read_bytes()
    path.write_bytes(body + body[start:end])
    return [path.name]


def record_rewritten(workspace: Path, chance: random.Random) -> Sequence[str]:
    """A member unpacked, some of its bytes changed, and packed again: every checksum of gzip is right."""
    path = chance.choice(warcs(workspace))
    body = path.read_bytes()
    start, end = chance.choice(list(members(path)))
    record = bytearray(zlib.decompress(body[start:end], 31))
    for _ in range(chance.choice([1, 1, 3, 30])):
        record[chance.randrange(min(len(record), chance.choice([300, len(record)])))] ^= 1 << chance.randrange(8)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    path.write_bytes(body[:start] + packer.compress(record) + packer.flush() + body[end:])
    return [path.name]


def garbage_appended(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randint(1, 60)))
    return [path.name]


def warcs_swapped(workspace: Path, chance: random.Random) -> Sequence[str]:
    one, other = chance.sample(warcs(workspace), 2)
    bodies = one.read_bytes(), other.read_bytes()
    one.write_bytes(bodies[1])
    other.write_bytes(bodies[0])
    return [one.name, other.name]


def warc_renamed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    path.rename(path.with_name(path.name.replace("00000", "00001")))
    return [path.name]


def warc_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(warcs(workspace))
    path.unlink()
    return [path.name]


def foreign_file(workspace: Path, chance: random.Random) -> Sequence[str]:
    site = chance.choice(warcs(workspace)).parent
    folder = chance.choice([site, site.parent, workspace / "archive", workspace / "archive" / site.name])
    (folder / "stray.warc.gz").write_bytes(b"stray")
    return ["stray.warc.gz"]


def foreign_folder(workspace: Path, chance: random.Random) -> Sequence[str]:
    folder = workspace / chance.choice(["captures", "archive"]) / "nobody.qiyun.gov.example"
    folder.mkdir()
    (folder / "index.html").write_bytes(b"stray")
    return ["nobody.qiyun.gov.example"]


def _of_capture(column: str, value: Any) -> Damage:
    def edited(workspace: Path, chance: random.Random) -> Sequence[str]:
        capture_id, url = chance.choice(rows(workspace, CAPTURES))
        alter(workspace, f'UPDATE captures SET "{column}" = ? WHERE id = ?', value, capture_id)
        return [url]

    edited.__name__ = f"ledgers_{column}_edited"
    return edited


def _of_url(column: str, value: Any, where: str) -> Damage:
    def edited(workspace: Path, chance: random.Random) -> Sequence[str]:
        query = f"SELECT urls.id, urls.url, site_name FROM urls JOIN sites USING (site_key) WHERE {where}"
        url_id, url, name = chance.choice(rows(workspace, query))
        alter(workspace, f"UPDATE urls SET {column} = ? WHERE id = ?", value, url_id)
        return [name if value == "pending" else url]

    edited.__name__ = f"urls_{column}_becomes_{value}"[:60]
    return edited


def capture_row_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    capture_id, url = chance.choice(rows(workspace, CAPTURES))
    alter(workspace, "DELETE FROM captures WHERE id = ?", capture_id)
    return [url]


def _archived(workspace: Path, chance: random.Random, pages: bool) -> tuple[Path, str]:
    found = [one["archived"] for one in exported(workspace, "urls") if one["archived"]]
    path = chance.choice([one for one in found if one.endswith(".html") == pages])
    return workspace / "archive" / path, path


def archived_page_edited(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, name = _archived(workspace, chance, pages=True)
    body = bytearray(path.read_bytes())
    body[chance.randrange(len(body))] ^= 1
    path.write_bytes(body)
    return [name]


def archived_page_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, name = _archived(workspace, chance, pages=True)
    path.unlink()
    return [name]


def stamp_removed_with_the_ledgers_knowledge(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, name = _archived(workspace, chance, pages=True)
    path.write_bytes(path.read_bytes().replace(b"&#24402;&#26723;", b""))
    alter(workspace, "UPDATE archived SET sha256 = ? WHERE path = ?", digest(path), name)
    return [name]


def archived_page_unknown_to_the_ledger(workspace: Path, chance: random.Random) -> Sequence[str]:
    _, name = _archived(workspace, chance, pages=True)
    alter(workspace, "DELETE FROM archived WHERE path = ?", name)
    return [name.partition("/")[2]]


def archived_image_changed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, name = _archived(workspace, chance, pages=False)
    path.write_bytes(path.read_bytes() + b"\0")
    return [name]


def archive_directory_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    root = workspace / "archive"
    path = chance.choice([root / "index.html", *root.glob("*/index.html"), *root.glob("*/not-archived.html")])
    path.unlink()
    return [path.relative_to(root).as_posix()]


def live_image_put_into_an_archived_page(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, name = _archived(workspace, chance, pages=True)
    path.write_bytes(path.read_bytes().replace(b"</body>", b'<img src="http://www.qiyun.gov.example/a.png"></body>'))
    alter(workspace, "UPDATE archived SET sha256 = ? WHERE path = ?", digest(path), name)
    return [name]


def _portal_page(workspace: Path, chance: random.Random) -> tuple[Path, str]:
    root = workspace / "portal"
    path = chance.choice(sorted(one for one in root.rglob("*.html") if "files" not in one.parts))
    return path, path.relative_to(root).as_posix()


def portal_page_edited(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, name = _portal_page(workspace, chance)
    path.write_bytes(path.read_bytes().replace("栖云".encode(), "棲雲".encode(), 1) + b"<!-- -->")
    return [name]


def portal_page_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, name = _portal_page(workspace, chance)
    path.unlink()
    return [name, path.name]


def portal_attachment_changed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(sorted(one for one in (workspace / "portal/files").rglob("*") if one.is_file()))
    path.write_bytes(path.read_bytes()[1:])
    return [path.relative_to(workspace / "portal").as_posix()]


def portal_attachment_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(sorted(one for one in (workspace / "portal/files").rglob("*") if one.is_file()))
    path.unlink()
    return [path.relative_to(workspace / "portal").as_posix()]


def _redirect_lines(workspace: Path) -> tuple[Path, list[str]]:
    path = workspace / "redirects/redirects.csv"
    return path, path.read_text("utf-8-sig").splitlines()


def redirect_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, lines = _redirect_lines(workspace)
    gone = lines.pop(chance.randrange(1, len(lines)))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return [gone.split(",")[0]]


def redirect_doubled(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, lines = _redirect_lines(workspace)
    line = chance.choice(lines[1:])
    path.write_text("\n".join([*lines, line]) + "\n", "utf-8")
    return [line.split(",")[0]]


def redirect_leads_to_another_article(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, lines = _redirect_lines(workspace)
    one, other = chance.sample([line for line in lines[1:] if ",redirect," in line and "/old/" not in line], 2)
    altered = one.replace(one.split(",")[2], other.split(",")[2])
    path.write_text("\n".join(altered if line == one else line for line in lines) + "\n", "utf-8")
    return [one.split(",")[0]]


def redirect_leads_nowhere(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, lines = _redirect_lines(workspace)
    one = chance.choice([line for line in lines[1:] if ",301," in line])
    altered = one.replace(".html,301", "-lost.html,301")
    path.write_text("\n".join(altered if line == one else line for line in lines) + "\n", "utf-8")
    return [one.split(",")[0]]


def redirects_spoiled(workspace: Path, chance: random.Random) -> Sequence[str]:
    path, _ = _redirect_lines(workspace)
    body = bytearray(path.read_bytes())
    for _ in range(9):
        body[chance.randrange(40, len(body))] = chance.choice(b'\x00\xff"\n,')
    path.write_bytes(body)
    return ["http://"]


def portals_memory_spoiled(workspace: Path, chance: random.Random) -> Sequence[str]:
    path = chance.choice(sorted(one for one in (workspace / ".portal/articles").rglob("*") if one.is_file()))
    path.write_bytes(path.read_bytes()[: chance.randint(0, 90)])
    return [".html"]


def redirects_removed(workspace: Path, chance: random.Random) -> Sequence[str]:
    (workspace / "redirects/redirects.csv").unlink()
    return ["redirects.csv"]


def article_without_placement(workspace: Path, chance: random.Random) -> Sequence[str]:
    (key,) = chance.choice(rows(workspace, "SELECT article_key FROM placements ORDER BY article_key"))
    alter(workspace, "DELETE FROM placements WHERE article_key = ?", key)
    return [key]


def article_only_planned(workspace: Path, chance: random.Random) -> Sequence[str]:
    (key,) = chance.choice(rows(workspace, "SELECT article_key FROM placements ORDER BY article_key"))
    alter(workspace, "UPDATE placements SET state = 'planned' WHERE article_key = ?", key)
    return [key]


def page_without_reason(workspace: Path, chance: random.Random) -> Sequence[str]:
    url_id, url = chance.choice(rows(workspace, "SELECT url_id, url FROM pages JOIN urls ON urls.id = url_id"))
    alter(workspace, "UPDATE pages SET article_key = NULL, reason = NULL WHERE url_id = ?", url_id)
    return [url]


STORED = "outcome = 'stored' ORDER BY urls.id"
DAMAGES: tuple[Damage, ...] = (
    *(bit_flipped, gzip_head_changed, truncated, cut_at_a_members_edge, member_removed, member_doubled),
    *(record_rewritten, garbage_appended, warcs_swapped, warc_renamed, warc_removed, foreign_file, foreign_folder),
    *(_of_capture("sha256", "0" * 64), _of_capture("offset", 7), _of_capture("payload_digest", "sha256:AAAA")),
    *(_of_capture("record_id", "<urn:uuid:0>"), _of_capture("status", 418), capture_row_removed),
    *(_of_url("outcome", other, STORED) for other in ("excluded", "error", "revisit", "redirect", "unreachable")),
    *(_of_url("outcome", "stored", "outcome = 'error' ORDER BY urls.id"), _of_url("outcome", "pending", STORED)),
    *(_of_url("sha256", "0" * 64, STORED), _of_url("capture_id", None, STORED), _of_url("capture_id", 10**6, STORED)),
    *(archived_page_edited, archived_page_removed, stamp_removed_with_the_ledgers_knowledge),
    *(archived_page_unknown_to_the_ledger, archived_image_changed, archive_directory_removed),
    *(live_image_put_into_an_archived_page, portal_page_edited, portal_page_removed),
    *(portal_attachment_changed, portal_attachment_removed, redirect_removed, redirect_doubled),
    *(redirect_leads_to_another_article, redirect_leads_nowhere, redirects_spoiled, redirects_removed),
    *(portals_memory_spoiled,),
    *(article_without_placement, article_only_planned, page_without_reason),
)
