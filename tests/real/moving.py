"""Articles with attachments through the real `migrate publish` into a real WordPress, killed and resumed.

    python -m tests.real.moving 2000 --kills 5

An old site of so many articles is served on loopback, captured and extracted by the command line. Then `publish` runs
in a process of its own that is killed (SIGKILL) again and again, is resumed until it ends, and what WordPress has is
held against what the old site was made of: its database, its public pages and files. A second run may write nothing.
"""

import argparse
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from migrate.demo.sample import Resource, Sample, SiteTruth
from migrate.demo.server import serve
from migrate.run.classify import classify
from migrate.run.work import Silent
from migrate.settings import read_settings
from tests.real.wordpress import ROOT, WordPress, free_port, install, running
from tests.sheet.building import AS_OF, save
from tests.whole.tiny import HEADINGS

HOST, NAME = "lsj.qiyun.gov.example", "栖云县林业局"
COLUMNS = {
    "gzdt": "工作动态",
    "tzgg": "通知公告",
    "zcwj": "政策文件",
    "czxx": "财政信息",
}  # channels of these names exist
ON_A_LIST = 100
FAST = ("http.interval=0", "http.pace_factor=0", "http.retry_wait=0.05", "http.connections_per_host=8")
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_{name}</title>{metas}</head>
<body><div class="position">当前位置：<a href="/">首页</a>{trail}</div>{body}
<p class="foot">版权所有：{name}</p></body></html>"""
_METAS = (
    '<meta name="ArticleTitle" content="{0}"><meta name="PubDate" content="{1}"><meta name="ColumnName" content="{2}">'
)
_WORDS = "为做好{0}造林绿化工作，全县各镇乡按照统一部署，成立工作专班，逐村逐户摸底，做到底数清、情况明、责任实。"


@dataclass(frozen=True)
class Truth:
    """One article as it must stand in WordPress."""

    title: str
    date: str  # as the database has it
    channel: str
    files: tuple[str, ...]  # digests


@dataclass
class Report:
    """What was seen."""

    faults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.told.append(line)
        print(line, flush=True)

    def hold(self, what: str, seen: object, wanted: object) -> None:
        self.say(f"{'holds' if seen == wanted else 'FAULT'}: {what}: {seen} (wanted {wanted})")
        if seen != wanted:
            self.faults.append(what)


def old_site(articles: int) -> tuple[Sample, list[Truth]]:
    """Give the old site and what must come of it."""
    made: dict[str, Resource] = {}
    truths, lists = [], {code: [] for code in COLUMNS}
    for number in range(articles):
        code = list(COLUMNS)[number % len(COLUMNS)]
        title = f"关于第{number + 1}号林班造林绿化的通知"
        day = f"20{number % 9 + 10}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        clock = "" if number % 7 == 0 else f" {number % 24:02}:{number % 60:02}"
        files = _files_of(number)
        for path, body in files.items():
            made[path] = _answer(body, "application/octet-stream" if "/files/" in path else "image/png")
        made[f"/{code}/{number}.html"] = _article(number, code, title, day + clock, files)
        lists[code].append(f'<li><a href="/{code}/{number}.html">{title}</a><span>{day}</span></li>')
        digests = tuple(hashlib.sha256(body).hexdigest() for body in files.values())
        truths.append(Truth(title, f"{day}{clock or ' 00:00'}:00", COLUMNS[code], digests))
    for code, rows in lists.items():
        _list_pages(made, code, rows)
    links = "".join(f'<li><a href="/{code}/">{name}</a></li>' for code, name in COLUMNS.items())
    made["/"] = _answer(_PAGE.format(title="首页", name=NAME, metas="", trail="", body=f"<ul>{links}</ul>").encode())
    truth = SiteTruth(f"http://{HOST}/", (), (), frozenset(), frozenset(), frozenset(), (), ())
    return Sample(HOST, NAME, made, Resource(404, (("Content-Type", "text/html"),), b"<p>404</p>"), truth), truths


def _files_of(number: int) -> dict[str, bytes]:
    """Every article shows one of some shared pictures; every second attaches a shared form, every fourth its own."""
    files = {f"/images/{number % 40}.png": _png(number % 40)}
    if number % 2 == 0:
        files[f"/files/form{number % 20}.wps"] = _noise(f"form {number % 20}", 3000)
    if number % 4 == 1:
        files[f"/files/table{number}.ofd"] = _noise(f"table {number}", 1500)
    return files


def _article(number: int, code: str, title: str, moment: str, files: dict[str, bytes]) -> Resource:
    text = "".join(f"<p>{_WORDS.format(f'第{number}号林班第{part}期')}</p>" for part in range(1, 4))
    shown = "".join(f'<p><img src="{path}" alt="现场"></p>' for path in files if path.startswith("/images/"))
    attached = "".join(
        f'<p><a href="{path}">附件：{path.rpartition("/")[2]}</a></p>' for path in files if path.startswith("/files/")
    )
    onward = f'<p>另见<a href="/{code}/{number - 20}.html">此前的通知</a>。</p>' if number % 20 == 0 and number else ""
    info = f'<div class="info">发布时间：{moment}　来源：{NAME}</div>'
    body = f'<h1>{title}</h1>{info}<div class="content">{text}{shown}{onward}{attached}</div>'
    trail = f' &gt; <a href="/{code}/">{COLUMNS[code]}</a>'
    metas = _METAS.format(title, moment, COLUMNS[code])
    return _answer(_PAGE.format(title=title, name=NAME, metas=metas, trail=trail, body=body).encode())


def _list_pages(made: dict[str, Resource], code: str, rows: list[str]) -> None:
    parts = [rows[start : start + ON_A_LIST] for start in range(0, len(rows), ON_A_LIST)]
    names = [f"/{code}/" if at == 0 else f"/{code}/index_{at}.html" for at in range(len(parts))]
    for at, part in enumerate(parts):
        pager = "".join(f'<a href="{name}">{page + 1}</a> ' for page, name in enumerate(names) if page != at)
        trail = f' &gt; <a href="/{code}/">{COLUMNS[code]}</a>'
        body = f"<ul class='list'>{''.join(part)}</ul><div class='page'>{pager}</div>"
        text = _PAGE.format(title=COLUMNS[code], name=NAME, metas="", trail=trail, body=body)
        made[names[at]] = _answer(text.encode())


def _answer(body: bytes, content_type: str = "text/html; charset=utf-8") -> Resource:
    return Resource(200, (("Server", "Apache"), ("Content-Type", content_type)), body)


def _noise(name: str, length: int) -> bytes:
    return random.Random(name).randbytes(length)


def _png(number: int) -> bytes:
    """A picture of 240 × 180 in a colour of its own."""
    row = b"\0" + bytes((number * 6 % 256, 90, 200 - number)) * 240

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = (240).to_bytes(4, "big") + (180).to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * 180)) + chunk(b"IEND", b"")


def migrate(workspace: Path, *words: str) -> list[str]:
    flags = [word for flag in FAST for word in ("--set", flag)]
    return [sys.executable, str(ROOT / "cli.py"), *words, "-w", str(workspace), *flags]


def captured(workspace: Path, site: Sample) -> None:
    """The workspace knows, has captured and extracted the old site."""
    row = (NAME, NAME, f"http://{HOST}/", "是", "2014-02-20", "无", "无", "无", "无")
    with serve([site]) as server:
        classify(
            workspace,
            read_settings(workspace, FAST, (server.connect_to,)),
            Silent(),
            [save(workspace / "清理表.xlsx", [HEADINGS, row])],
            as_of=AS_OF,
        )
        for stage in ("capture", "extract"):
            done = subprocess.run(
                migrate(workspace, stage, "--unreviewed", "--connect-to", server.connect_to),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode in (0, 1), done.stdout + done.stderr


def publish(workspace: Path, site: WordPress) -> list[str]:
    """The words of the command line that publishes into WordPress."""
    secret = workspace / "secret.txt"
    secret.write_text(site.passwords["mover"], "utf-8")
    secret.chmod(0o600)
    settings = ('portal.kind="wordpress"', f'portal.api_url="{site.url}"', 'portal.user="mover"')
    flags = [word for flag in (*settings, 'portal.secret_file="secret.txt"') for word in ("--set", flag)]
    return [*migrate(workspace, "publish", "--unreviewed"), *flags]


def posts(site: WordPress) -> int:
    return int(site.query("SELECT count(*) FROM wp_posts WHERE post_type = 'post' AND post_name LIKE 'gsm-%'")[0][0])


def kill_at(words: list[str], site: WordPress, threshold: int, chance: random.Random) -> bool:
    """Run until so many posts are there and a moment longer, then kill; False where the run ended before."""
    run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while run.poll() is None and posts(site) < threshold:
        time.sleep(0.05)
    time.sleep(chance.uniform(0, 0.6))
    alive = run.poll() is None
    if alive:
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert run.stderr is not None
    run.stderr.close()
    return alive


def writes(site: WordPress) -> int:
    """How many requests other than GET the server was asked since it started."""
    log = (site.folder / "asked.log").read_text("utf-8", "replace")
    return len(re.findall(r"^(?:POST|PUT|PATCH|DELETE) ", log, re.MULTILINE))


def stored(site: WordPress) -> str:
    """The digest of everything that WordPress keeps of its content."""
    tables = ("posts", "postmeta", "terms", "termmeta", "term_taxonomy", "term_relationships")
    rows = [site.query(f"SELECT * FROM wp_{table} ORDER BY 1, 2") for table in tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def judge(report: Report, site: WordPress, truths: list[Truth]) -> None:
    """Hold the database and the public files against the truth."""
    rows = site.query(
        "SELECT p.ID, p.post_title, p.post_date, p.post_content, t.name, p.post_status FROM wp_posts p"
        " LEFT JOIN wp_term_relationships r ON r.object_id = p.ID"
        " LEFT JOIN wp_term_taxonomy x ON x.term_taxonomy_id = r.term_taxonomy_id AND x.taxonomy = 'category'"
        " LEFT JOIN wp_terms t ON t.term_id = x.term_id WHERE p.post_type = 'post' AND p.post_status <> 'auto-draft'"
    )
    report.hold("posts", len(rows), len(truths))
    report.hold("different titles", len({row[1] for row in rows}), len(truths))
    there = {row[1]: row for row in rows}
    seen = Counter()
    urls: dict[str, set[str]] = {}
    for truth in truths:
        row = there.get(truth.title)
        if row is None:
            continue
        seen["dates right"] += row[2] == truth.date
        seen["categories right"] += row[4] == truth.channel
        seen["published"] += row[5] == "publish"
        found = set(re.findall(r'(?:src|href)="(http[^"]+/wp-content/uploads/[^"]+)"', row[3]))
        seen["articles with all their files"] += len(found) == len(set(truth.files))
        seen["nothing points at the old host"] += HOST not in re.sub(r"<!-- .*? -->", "", row[3])
        for url in found:
            urls.setdefault(url, set()).update(truth.files)
    for what in sorted(seen):
        report.hold(what, seen[what], len(truths))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda url: _digest(site, url), urls))
    report.hold("images and attachments that answer 200", sum(one is not None for one in answers), len(urls))
    right = sum(one in wanted for one, wanted in zip(answers, urls.values(), strict=True))
    report.hold("with the old site's very bytes", right, len(urls))
    wanted_files = len({digest for truth in truths for digest in truth.files})
    report.hold("files in the media library", _media(site), wanted_files)


def _digest(site: WordPress, url: str) -> str | None:
    answer = requests.get(url, timeout=60)
    return hashlib.sha256(answer.content).hexdigest() if answer.status_code == 200 else None


def _media(site: WordPress) -> int:
    return int(site.query("SELECT count(*) FROM wp_posts WHERE post_type = 'attachment'")[0][0])


def move(folder: Path, articles: int, kills: int, seed: int = 7) -> Report:
    """The whole experiment in a folder; gives what was seen."""
    report, chance = Report(), random.Random(seed)
    old, truths = old_site(articles)
    workspace = folder / "workspace"
    workspace.mkdir()
    with _timed(report, "capture and extract"):
        captured(workspace, old)
    with running(install(folder / "wordpress", free_port())) as site:
        words = publish(workspace, site)
        killed = 0
        with _timed(report, f"publish, killed {kills} times"):
            for number in range(1, kills + 1):
                killed += kill_at(words, site, number * articles // (kills + 1), chance)
                report.say(f"killed at {posts(site)} posts, {_media(site)} files")
            done = subprocess.run(words, capture_output=True, text=True, check=False)
        report.hold("kills of a running publish", killed, kills)
        report.say((done.stdout + done.stderr)[-600:])
        report.hold("exit code of the last run", done.returncode in (0, 1), True)
        judge(report, site, truths)
        before, content = writes(site), stored(site)
        report.say(f"writes of the first runs: {before}")
        report.hold("they were counted", before >= articles + _media(site), True)
        with _timed(report, "second run"):
            again = subprocess.run(words, capture_output=True, text=True, check=False)
        report.hold("writes of the second run", writes(site) - before, 0)
        report.hold("content of the database unchanged by it", stored(site) == content, True)
        report.hold("exit code of the second run", again.returncode, done.returncode)
    return report


@contextmanager
def _timed(report: Report, what: str):
    began = time.monotonic()
    yield
    report.say(f"{what}: {time.monotonic() - began:.0f} s")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", type=int)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moving-") as folder:
        report = move(Path(folder), asked.articles, asked.kills, asked.seed)
    print(f"{len(report.faults)} faults" if report.faults else "all holds")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
