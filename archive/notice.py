"""The page that stands in the archive where an archived page is held back."""

from html import escape

WORDING = "本页面经内容审查暂不公开，原件已留存。"


def notice_html(title: str, wording: str = WORDING) -> bytes:
    """A page that says why there is nothing to read; it says nothing of what was found."""
    said = f"<h1>{escape(title)}</h1><p>{escape(wording)}</p>"
    head = f'<meta charset="utf-8"><meta name="robots" content="noindex"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{said}</body></html>'.encode()
