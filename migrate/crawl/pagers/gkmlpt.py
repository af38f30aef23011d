"""The Guangdong catalogue gkmlpt: a tree of columns in a script, each leaf a list of the API.

Columns are hash routes (`#721`), which no server ever sees; a node with `jump_url` is a link and no list.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from migrate.model import Ask
from migrate.urls import resolve

MOST_NODES = 5_000
_SITE = re.compile(r"\bSID\b[\"']?\s*:\s*[\"'](\d{1,12})")
_TREE = re.compile(r"\bTREE\b[\"']?\s*:\s*(?=\[)")
_ROOT = re.compile(r"^(https?://[^/]+/(?:[^?#]*/)?gkmlpt)(?:/|$)")


def gkmlpt(text: str, ask: Ask) -> Iterator[tuple[Ask | None, str | None]]:
    """Give, node by node, the request for page 1 of a leaf's list, or the address that a node jumps to."""
    root = _ROOT.match(ask.url)
    if root is None:
        return
    site, tree = _SITE.search(text), _TREE.search(text)
    if not (site and tree):
        return
    try:
        nodes, _ = json.JSONDecoder().raw_decode(text, tree.end())
    except (ValueError, RecursionError):
        return
    for node in _leaves(nodes):
        jump = node.get("jump_url")
        if isinstance(jump, str) and jump.strip():
            yield None, resolve(ask.url, jump)
        elif str(node.get("id", "")).isdecimal():
            yield Ask(f"{root[1]}/api/all/{node['id']}?page=1&sid={site[1]}"), None


def _leaves(tree: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [tree], 0
    while waiting and seen < MOST_NODES:
        seen += 1
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            below = node.get("children")
            if isinstance(below, list) and below:
                waiting[:0] = below
            else:
                yield node
