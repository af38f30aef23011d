"""Names of folders and files for documents: readable, safe on every system, and no two the same."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST = 40  # characters of one name: folder, site and document together stay below the 260 of Windows
TAG = 6  # digits of the digest that tells names apart
# What Windows takes in no file name, as the full-width sign that people read the same.
_WIDE = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def safe_name(text: str) -> str:
    """Give a name that every system takes: no separators, no device, no hidden sign, at most 40 characters.

    >>> safe_name("县教育局（中小学/幼儿园）"), safe_name("con.txt"), safe_name(" .. ")
    ('县教育局（中小学／幼儿园）', '_con.txt', '_')
    """
    seen = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", text))
    name = " ".join(seen.translate(_WIDE).split()).strip(". ")
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - TAG - 1].rstrip('. ')}-{_tag(text)}"
    return f"_{name}" if not name or _DEVICE.fullmatch(name) else name


def told_apart(names: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Give a safe name for each of `names` (key → text); those that a disk would take for one get their key's digest.

    `taken` are names that stand for something else. A text that needed no change keeps its name among several.
    """
    groups: dict[str, list[str]] = {}
    for key in sorted(names):
        groups.setdefault(_folded(safe_name(names[key])), []).append(key)
    used = {_folded(name) for name in taken}
    given = {}
    for folded, keys in groups.items():
        whole = [key for key in keys if safe_name(names[key]) == names[key]]
        plain = (whole or keys)[0] if folded not in used and (len(keys) == 1 or whole) else None
        for key in keys:
            name = safe_name(names[key])
            given[key] = name if key == plain else f"{name}-{_tag(key)}"
    return given


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _tag(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:TAG]
