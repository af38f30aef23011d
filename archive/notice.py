"""What stands in the archive where an archived page or file is held back."""

from html import escape

WORDING = "本页面经内容审查暂不公开，原件已留存。"
FILE_WORDING = "本附件经内容审查暂不公开，原件已留存。"
DECLARED = '<meta name="archive-notice" content="withheld">'  # tells the auditor that no captured page stands there
TITLE = "（经内容审查暂不公开）"  # of such a page, wherever pages are listed


def notice_html(title: str, wording: str = WORDING) -> bytes:
    """A page that says why there is nothing to read; it says nothing of what was found."""
    said = f"<h1>{escape(title)}</h1><p>{escape(wording)}</p>"
    meta = f'<meta charset="utf-8">{DECLARED}<meta name="robots" content="noindex">'
    head = f"{meta}<title>{escape(title)}</title>"
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{said}</body></html>'.encode()


def notice_text(title: str, wording: str = FILE_WORDING) -> bytes:
    """What stands in the place of a file: plain text, whatever kind of file it was."""
    return f"\ufeff{title}\r\n{wording}\r\n".encode()
