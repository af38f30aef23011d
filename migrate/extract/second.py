"""The second opinion on a body, for pages where our own reading finds nothing."""

import logging
from collections.abc import Callable

from migrate.extract.clean import sanitised, without_tokens

MAX_CHARS = 1024 * 1024  # trafilatura's cost is many times ours


def second_opinion(source: str, to_url: Callable[[str], str | None]) -> str:
    """Give the body as trafilatura (precision) sees it, sanitised; empty where it sees none."""
    import trafilatura  # a second of start-up, and rarely needed

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        html = trafilatura.extract(
            source[:MAX_CHARS],
            favor_precision=True,
            include_comments=False,
            include_tables=True,
            include_images=True,
            include_links=True,
            output_format="html",
        )
    except Exception:  # hostile markup breaks it in many ways, and nothing found is an answer
        return ""
    return sanitised(without_tokens(html), to_url) if html else ""
