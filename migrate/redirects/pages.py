"""What a visitor of an old address sees where nothing leads on: one page without scripts, in Chinese."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from migrate.serving.pages import plain_page

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Notice:
    """What the pages say of the closure; addresses are empty where they are not known.

    `sites`: (name of an old site, address of its archived directory, empty where it has none).
    """

    portal_name: str = ""
    portal_url: str = ""
    archive_url: str = ""
    contact: str = ""
    sites: tuple[tuple[str, str], ...] = ()


def gone_page(notice: Notice, *, old_url: str = "", reason: str = "") -> str:
    """The page of status 410: what was here, where the archived copy of the site and the new home are."""
    said = ["<p>您访问的网页属于已整合关停的旧网站，现已不再提供。</p>"]
    said += [f'<p class="old">旧网址：{escape(old_url)}</p>'] if old_url else []
    said += [f"<p>说明：{escape(reason)}。</p>"] if reason else []
    return _page("网页已不再提供（410）", [*said, *_onward(notice)])


def unknown_page(notice: Notice, *, old_url: str = "") -> str:
    """The page of status 404: no source ever named this address."""
    said = ["<p>没有找到这个网址。它可能写错了，或者旧网站上没有这个网页。</p>"]
    said += [f'<p class="old">网址：{escape(old_url)}</p>'] if old_url else []
    return _page("没有这个网页（404）", [*said, *_onward(notice)])


def list_page(title: str, rows: Iterable[tuple[str, str, str]]) -> str:
    """A page with a list: (address, what it is called, what is said of it)."""
    items = "\n".join(
        f'<li><a href="{escape(href)}">{escape(name)}</a>{escape(note)}</li>' for href, name, note in rows
    )
    return _page(title, [f"<ul>\n{items}\n</ul>"])


def _onward(notice: Notice) -> Iterable[str]:
    archives = [(f"{name}的归档网页", url) for name, url in notice.sites if url]
    if notice.archive_url and not archives:
        archives = [("各旧网站的归档网页", notice.archive_url)]
    links = [*archives]
    if notice.portal_url:
        links.append((f"{notice.portal_name or '政府门户网站'}（内容已整合到这里，可站内搜索）", notice.portal_url))
    if links:
        items = "".join(f'<li><a href="{escape(url)}">{escape(name)}</a></li>' for name, url in links)
        yield f"<p>您可以前往：</p>\n<ul>{items}</ul>"
    elif notice.portal_name:
        yield f"<p>相关内容已整合到{escape(notice.portal_name)}。</p>"
    if notice.contact:
        yield f"<p>联系方式：{escape(notice.contact)}</p>"


def _page(title: str, parts: Iterable[str]) -> str:
    return plain_page(title, "\n".join(parts), policy=POLICY)
