"""Links of a body in the package: `article:<id>`, `channel:<path>` and `files/…`, whatever the importer makes of them.

What is public is decided by the importing platform, so that within the package nothing names an address of it.
"""

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from migrate.portal.body import absolute_body, rewrite_body

ARTICLE, CHANNEL, FILE = "article:", "channel:", "package:"
_HOME = "https://package.invalid/"  # stands for the package's folder while links are made absolute


def neutral_body(body_html: str, known: Mapping[str, str]) -> str:
    """Give the body with links as the package has them; `known` gives the article's id by its public address."""

    def named(url: str) -> str:
        plain = url.lstrip("/") if url.startswith(("/article:", "/channel:", "/package:")) else url
        if plain in known:
            return f"{ARTICLE}{known[plain]}"
        return plain.removeprefix(FILE) if plain.startswith(FILE) else plain

    body = rewrite_body(body_html, named)
    made = absolute_body(body, _HOME, lambda source: source.startswith(f"{_HOME}files/"))
    return rewrite_body(made, lambda url: url.removeprefix(_HOME))


def platform_body(body_html: str, files: Mapping[str, str], resolve: Callable[[str], str | None]) -> str:
    """Give the body for a zip: files under their names in it; links to articles and channels as `resolve` says.

    Where it gives None the link becomes its text: an importer would keep a placeholder for good.
    """

    def named(url: str) -> str | None:
        if url.startswith((ARTICLE, CHANNEL)):
            return resolve(url)
        return files.get(unquote(url), url)

    return rewrite_body(body_html, named)
