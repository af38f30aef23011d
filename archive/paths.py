"""Where the archived copy of an old URL lies below `archive/<site>/`: a name that is safe on every disk and web server.

A plain URL keeps its names; whatever is altered gets `~` and twelve hex digits of a sha256 (of the whole URL in file
names, of the segment's own text in folder names), and `~` itself never stays. So two names are equal only if two
hashes are, also where the file system ignores case. Files always have one dot and folders below the host none,
so a file and a folder never meet. One dot at most also keeps web servers from running an archived `x.php.html`.

>>> file_for("http://nyncj.qiyun.gov.example/zwgk/t20170101_12.html", is_page=True)
'nyncj.qiyun.gov.example/zwgk/t20170101_12.html'
>>> file_for("https://nyncj.qiyun.gov.example:8443/zwgk/", is_page=True)
'nyncj.qiyun.gov.example_https_8443/zwgk/index.html'
>>> file_for("http://nyncj.qiyun.gov.example/list.jsp", is_page=True)
'nyncj.qiyun.gov.example/list-jsp.html'
>>> file_for("http://nyncj.qiyun.gov.example/list.jsp?id=7", is_page=True)
'nyncj.qiyun.gov.example/list-jsp-id-7~86b24bdea728.html'
"""

import re
from hashlib import sha256

LONGEST_SEGMENT = 80  # characters; leaves room on file systems that count bytes or add a suffix
LONGEST_PATH = 179  # characters; Windows programs stop at 260, the workspace's own folder included
LONGEST_HOST = 60
LONGEST_STEM = 40  # of an altered name, before its hash
HASH_DIGITS = 12  # 48 bits: a site with a million altered names of one stem meets a clash once in five hundred


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PAGE_SUFFIXES = _words("htm shtml shtm xhtml asp aspx jsp jspx jhtml php php3 do action cgi cfm pl")
FILE_SUFFIXES = _words(
    """css js json txt csv png jpg jpeg jpe jfif gif webp bmp ico tif tiff svg avif pdf ofd ceb doc docx dot dotx xls
    xlsx xlt ppt pptx pps ppsx wps et dps rtf odt ods odp zip rar 7z gz tar mp3 wav wma mp4 m4a m4v flv f4v swf wmv avi
    mov mpg mpeg rm rmvb webm ogg woff woff2 ttf otf eot apk exe msi dwg psd cdr epub"""
)
RESERVED = _words("con prn aux nul") | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}

_URL = re.compile(r"(https?)://([^/?#:@]*)(?::([0-9]+))?/([^?#]*)")
_HOST = re.compile(r"[a-z0-9]+(?:[.-]+[a-z0-9]+)*")
_FOLDER = re.compile(r"[a-z0-9_][a-z0-9_-]*")
_FILE = re.compile(r"([a-z0-9_][a-z0-9_-]*)\.([a-z0-9]+)")
_UNSAFE = re.compile(r"[^a-z0-9_]+")


def file_for(url: str, *, is_page: bool, suffix: str = "bin") -> str:
    """The path of a URL's archived file: `.html` for pages, `suffix` for a file whose own is missing or unsafe."""
    found = _URL.match(url)
    if found is None:
        return f"other/{_altered(url, '', url, 'html' if is_page else suffix)}"
    scheme, host, port, path = found.groups()
    *folders, last = path.split("/")
    top = _host(scheme, host, port)
    name = _plain_name(last, is_page) if found.end() == len(url) and _is_plain_port(port) else None
    ending = _suffix(last, is_page, suffix)
    name = name or _altered(last, url[found.end() :], url, ending)
    whole = "/".join([top, *map(_folder, folders), name])
    if len(whole) <= LONGEST_PATH:
        return whole
    return f"{top}/{_hashed('deep', '/'.join(folders))}/{_altered(last, '', url, ending)}"


def _plain_name(last: str, is_page: bool) -> str | None:
    """The readable name, or None where it has to be altered."""
    if is_page and last == "":
        return "index.html"
    found = _FILE.fullmatch(last)
    if found is None or len(last) > LONGEST_SEGMENT - len(".html") or found[1] in RESERVED:
        return None
    stem, suffix = found.groups()
    if not is_page:
        return last if suffix in FILE_SUFFIXES else None
    if suffix in PAGE_SUFFIXES:
        return f"{stem}-{suffix}.html"
    stands_for_another = stem == "index" or stem.rpartition("-")[2] in PAGE_SUFFIXES
    return last if suffix == "html" and not stands_for_another else None


def _suffix(last: str, is_page: bool, suffix: str) -> str:
    own = last.lower().rpartition(".")[2]
    if is_page:
        return "html"
    return own if "." in last and own in FILE_SUFFIXES else suffix


def _altered(last: str, tail: str, url: str, suffix: str) -> str:
    ending = "." + (_clean(suffix) or "bin")[:8]
    stem = last[: -len(ending)] if last.lower().endswith(ending) else last
    return _hashed(stem + tail, url) + ending


def _folder(segment: str) -> str:
    is_plain = _FOLDER.fullmatch(segment) and len(segment) <= LONGEST_SEGMENT and segment not in RESERVED
    return segment if is_plain else _hashed(segment, segment)


def _host(scheme: str, host: str, port: str | None) -> str:
    """The host's folder; it never ends in `.html`, which is how the site's own index pages end beside it."""
    is_plain = _HOST.fullmatch(host) and len(host) <= LONGEST_HOST and host.partition(".")[0] not in RESERVED
    name = host if is_plain and not host.endswith(".html") and host != "other" else _hashed(host, host)
    return "_".join([name, *(["https"] if scheme == "https" else []), *([port] if port and len(port) <= 5 else [])])


def _is_plain_port(port: str | None) -> bool:
    return port is None or (len(port) <= 5 and not port.startswith("0"))


def _hashed(text: str, of: str) -> str:
    digest = sha256(of.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]
    return f"{_clean(text)[:LONGEST_STEM].strip('-') or 'x'}~{digest}"


def _clean(text: str) -> str:
    return _UNSAFE.sub("-", text.lower()).strip("-")
