"""An article's text as one piece of HTML for a portal elsewhere: document facts, body, and the list of attachments."""

import html
from dataclasses import asdict
from urllib.parse import urlsplit

from migrate.model import Article, File
from migrate.portal.body import absolute_body

FACTS = {  # 公文要素, in the order of the box
    "index_number": "索引号",
    "document_number": "文号",
    "issuer": "发文机关",
    "written": "成文日期",
    "topic": "主题分类",
    "validity": "有效性",
    "editor": "责任编辑",
}


def whole_text(article: Article, home: str, *, listed: bool = True) -> str:
    """Give the text with absolute links below `home`; `listed`: its attachments are listed at its end."""
    stored = {one.new_url for one in (*article.images, *article.attachments) if one.new_url}
    hosts = {urlsplit(url).netloc for url in (home, *stored)}
    body = absolute_body(article.body_html, home, lambda url: urlsplit(url).netloc in hosts)
    facts = [(name, value) for key, name in FACTS.items() if (value := asdict(article.facts)[key])]
    files = _attachments(article.attachments) if listed and article.attachments else ""
    parts = [_facts(facts) if facts else "", body, files]
    return "\n".join(part for part in parts if part)


def _facts(facts: list[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>" for name, value in facts)
    return f'<table class="gsm-facts"><tbody>{rows}</tbody></table>'


def _attachments(files: tuple[File, ...]) -> str:
    items = "".join(f"<li>{_attachment(one)}</li>" for one in files)
    return f'<div class="gsm-attachments"><h2>附件</h2><ul>{items}</ul></div>'


def _attachment(file: File) -> str:
    name = html.escape(file.name or "附件")
    if not file.new_url:
        return f"{name}（原网站未能提供）"
    return f'<a href="{html.escape(file.new_url)}" download="{name}">{name}</a>'
