"""Answers old hosts for a trial before the switch, by the same table as the servers' rules; no sockets here.

Also below `/_host/<old host>/…`, so that a browser can try an old address before its name leads here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from migrate.redirects.keys import plain_host
from migrate.redirects.pages import POLICY, Notice, gone_page, list_page, unknown_page
from migrate.redirects.settling import Settled
from migrate.serving.answers import Answer, Asked, FileContent, of_content

PREFIX = "/_host/"
MOST_LISTED = 50_000  # addresses of one site map, as its protocol says
SAMPLES = 20  # addresses of a host that the list of hosts offers to try
LONGEST_TARGET = 8_190  # what browsers and servers send and take
# Archived and migrated pages are shown as they are, and nothing of them is executed.
SHOWN = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SITE_MAP = re.compile(r"/sitemap(?:-([1-9]\d{0,5}))?\.xml")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True)
class Trial:
    """What a trial answers with: the settled table, what the pages say (by host), the folders with portal and archive.

    `folders`: (beginning of the path, folder), the longest beginning first.
    """

    answers: Settled
    notices: Mapping[str, Notice]
    notice: Notice = field(default_factory=Notice)
    folders: tuple[tuple[str, Path], ...] = ()

    def answer(self, asked: Asked) -> Answer:
        """Give the answer to one request."""
        host, target = asked.host, asked.target
        if asked.method not in ("GET", "HEAD"):
            return _text(405, "不受理", "只受理 GET 和 HEAD 请求。\n", Allow="GET, HEAD")
        if target.startswith(("http://", "https://")):
            host = urlsplit(target).netloc
            target = target.partition("//")[2].removeprefix(host) or "/"
        if not target.startswith("/") or len(target) > LONGEST_TARGET:
            return _text(400, "不受理", "请求的写法有误。\n")
        base = ""
        if target.startswith(PREFIX):
            host, slash, rest = target.removeprefix(PREFIX).partition("/")
            if not host:
                return self._hosts()
            base, target = f"{PREFIX}{plain_host(host)}", slash + rest or "/"
        name = plain_host(host)
        return self._of_host(name, target, base) if name in self.hosts else self._elsewhere(name, target, bool(base))

    @property
    def hosts(self) -> dict[str, bool]:
        """The old hosts; True where pages stand on one."""
        if not hasattr(self, "_hosts_known"):
            object.__setattr__(self, "_hosts_known", self.answers.hosts())
        known: dict[str, bool] = self._hosts_known  # type: ignore[attr-defined]
        return known

    def _of_host(self, host: str, target: str, base: str) -> Answer:
        listed = _SITE_MAP.fullmatch(target)
        if target == "/robots.txt":
            return _text(200, "站点地图", f"User-agent: *\nAllow: /\nSitemap: http://{host}/sitemap.xml\n")
        if listed is not None and (shown := self._site_map(host, int(listed[1] or 0))) is not None:
            return shown
        found = self.answers.answer_at(host + target)
        notice, old_url = self.notices.get(host, self.notice), f"http://{host}{target}"
        if found is not None and found.target:
            return _text(301, "跳转", "", Location=found.target.replace("$", "%24"))
        if found is not None:
            return _page(410, "已不存在", gone_page(notice, old_url=old_url, reason=found.reason))
        shown = None if base else self._file(target)
        return shown or _page(404, "没有这个网址", unknown_page(notice, old_url=old_url))

    def _elsewhere(self, host: str, target: str, is_trial: bool) -> Answer:
        if not is_trial and target == "/" and self._file("/") is None:
            return _text(302, "其他", "", Location=PREFIX)
        shown = None if is_trial else self._file(target)
        return shown or _page(404, "没有这个网址", unknown_page(self.notice, old_url=f"http://{host}{target}"))

    def _hosts(self) -> Answer:
        rows = []
        for host, has_pages in self.hosts.items():
            counts = self.answers.counts(host)
            moved, kept, gone = (counts.get(name, 0) for name in ("redirect", "archived", "gone"))
            told = f"：跳转 {moved}，归档 {kept}，已不存在 {gone}"
            rows.append((f"{PREFIX}{host}/", host, told + ("" if has_pages else "（只有文件）")))
            for key in self.answers.addresses(host, 0, SAMPLES):
                rows.append((f"{PREFIX}{key}", key, ""))
        return _page(200, "其他", list_page("旧网址试用：点开看它的去处", rows))

    def _site_map(self, host: str, number: int) -> Answer | None:
        size = sum(self.answers.counts(host).values())
        if number == 0 and size > MOST_LISTED:
            parts = range(1, -(-size // MOST_LISTED) + 1)
            locations = "".join(f"<sitemap><loc>http://{host}/sitemap-{one}.xml</loc></sitemap>\n" for one in parts)
            return _xml(f"{_XML}<sitemapindex {_SCHEMA}>\n{locations}</sitemapindex>\n")
        keys = self.answers.addresses(host, max(0, number - 1) * MOST_LISTED, MOST_LISTED)
        if not keys:
            return None
        locations = "".join(f"<url><loc>{escape(f'http://{key}')}</loc></url>\n" for key in keys)
        return _xml(f"{_XML}<urlset {_SCHEMA}>\n{locations}</urlset>\n")

    def _file(self, target: str) -> Answer | None:
        """A file of the portal or the archive; never one outside of their folders."""
        path = unquote(target.partition("?")[0])
        for beginning, folder in self.folders:
            if not path.startswith(beginning) or "\x00" in path:
                continue
            for file in _candidates(folder, path.removeprefix(beginning)):
                try:
                    real = file.resolve()
                    inside = real.is_relative_to(folder.resolve()) and real.is_file()
                except (OSError, ValueError):
                    continue
                if inside:
                    kind = guess_type(real.name)[0] or "application/octet-stream"
                    charset = "; charset=utf-8" if kind in ("text/css", "text/plain", "application/xml") else ""
                    headers = _headers(SHOWN, **{"Content-Type": kind + charset})
                    return of_content(200, "门户和归档", headers, FileContent(real, real.stat().st_size))
        return None


def _candidates(folder: Path, path: str) -> Iterator[Path]:
    if path and not path.endswith("/"):
        yield folder / path.lstrip("/")
    else:
        yield folder / path.lstrip("/") / "index.html"


def _headers(policy: str, **more: str) -> dict[str, str]:
    # A browser must not remember an answer of a trial: a 301 would be remembered for good.
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        **more,
    }


def _text(status: int, what: str, text: str, **headers: str) -> Answer:
    plain = _headers(POLICY, **{"Content-Type": "text/plain; charset=utf-8"}, **headers)
    return Answer(status, what, plain, _bytes(text))


def _page(status: int, what: str, page: str) -> Answer:
    return Answer(status, what, _headers(POLICY, **{"Content-Type": "text/html; charset=utf-8"}), _bytes(page))


def _xml(text: str) -> Answer:
    return Answer(200, "站点地图", _headers(POLICY, **{"Content-Type": "application/xml; charset=utf-8"}), _bytes(text))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
