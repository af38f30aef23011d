"""The plain pages that servers of ours show: Chinese, without scripts, everything from outside escaped."""

from collections.abc import Iterable
from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'"
_PAGE = """\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ margin: 0; font: 1.0625rem/1.75 sans-serif; color: #1b1b1b; background: #f5f6f8; }}
main {{ max-width: 40rem; margin: 3rem auto; padding: 2rem; background: #fff; border-top: .3rem solid #1d4f91; }}
h1 {{ margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.4; }}
p {{ overflow-wrap: anywhere; }}
.old {{ color: #555; }}
a {{ color: #1d4f91; }}
label {{ display: block; }}
input {{ box-sizing: border-box; width: 100%; font: inherit; padding: .4rem .6rem; border: 1px solid #767676; }}
button {{ margin-top: .75rem; font: inherit; padding: .4rem 1.4rem; color: #fff; background: #1d4f91; border: 0; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def front_page(title: str, *, has_index: bool) -> bytes:
    """The page that asks for an old address, and leads to the list of archived sites."""
    form = (
        '<form action="/find" method="get"><label for="url">输入旧网站的网址，查看它的归档页面</label>'
        '<input id="url" name="url" required placeholder="http://"><button type="submit">查找</button></form>'
    )
    index = '<p><a href="/archive/index.html">按网站浏览全部归档页面</a></p>' if has_index else ""
    return _page(title, form + index)


def notice_page(title: str, said: Iterable[str]) -> bytes:
    """A page that says why there is nothing to see."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in said)
    return _page(title, f'{lines}<p><a href="/">按旧网址查找归档页面</a></p>')


def plain_page(title: str, body: str, *, policy: str = POLICY) -> str:
    """A page with this title and this markup below it."""
    return _PAGE.format(policy=policy, title=escape(title), body=body)


def _page(title: str, body: str) -> bytes:
    return plain_page(title, body).encode("utf-8", "replace")
