"""Sites of legacy servers: old TLS, files that come in parts, odd packing, heads that no standard knows."""

import functools
import gzip
import ssl
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.zoo.answers import answer, chunks, head, links, moved, ok, page
from tests.zoo.certificates import Issued, issued, serving
from tests.zoo.server import CLOSE, RESET, Answer
from tests.zoo.site import BASE, HOST, ZooSite, site_of

HTML = "Content-Type: text/html"
ZIP = "application/zip"
OLD_HOST = "127.0.0.1:50625"
UNASKED = {"robots": "ignore", "robots_authorisation": "栖云县政务公开办 2026年1月5日批复"}


def _contexts(
    make: Callable[[], Sequence[Issued]], *versions: ssl.TLSVersion
) -> Callable[[], Sequence[ssl.SSLContext]]:
    @functools.cache
    def made() -> Sequence[ssl.SSLContext]:
        with tempfile.TemporaryDirectory() as folder:
            return [serving(Path(folder), one, *versions) for one in make()]

    return made


def old_tls() -> ZooSite:
    """Of its two certificates the second comes with the seventh handshake; no connection is kept alive."""

    def two() -> Sequence[Issued]:
        first, second = issued("127.0.0.1", bits=1024), issued("127.0.0.1", bits=1024)
        return [*[first] * 6, second]

    names = [f"/info/1001/{number}.htm" for number in range(1, 7)]
    articles = {name: Answer(ok(f"<h1>{name}</h1>").raw, CLOSE) for name in names}
    old = {"/": Answer(page(*names, "/gone.htm").raw, CLOSE), **articles}
    version = ssl.TLSVersion.TLSv1
    return site_of(
        "z09_old_tls",
        {},
        home=f"https://{OLD_HOST}/",
        others={OLD_HOST: old},
        settings=UNASKED,
        secured=_contexts(two, version, version),
    )


def twins() -> ZooSite:
    secure = f"https://{HOST}"

    def home(request: bytes) -> Answer:
        return page(f"{BASE}/a.html", f"{secure}/b.html", f"{secure}/a.html", f"{BASE}/b.html", f"{BASE}/c.html")

    answers = {
        "/": [moved(f"{secure}/"), home(b"")],
        **{f"/{one}.html": ok(f"<p>{one}</p>") for one in "abc"},
    }
    return site_of("f27_twins", answers, secured=_contexts(lambda: [issued(HOST, days=(-30, -1))]))


def parts() -> ZooSite:
    whole = bytes(range(256)) * 400
    stated = (f"Content-Type: {ZIP}", f"Content-Length: {len(whole)}", "Accept-Ranges: bytes")
    broken = Answer(head("200 OK", *stated) + whole[: len(whole) * 6 // 10], RESET)

    def part(*lines: str) -> Answer:
        return answer("206 Partial Content", whole[:1000], *lines, content_type=ZIP)

    multi = b"--x\r\nContent-Range: bytes 0-1/4\r\n\r\nPK\r\n--x--\r\n"
    answers = {
        "/big.zip": ok(bytes(range(255)) * 82_241, ZIP, "Accept-Ranges: bytes"),
        "/mends.zip": [broken, ok(whole, ZIP)],
        "/breaks.zip": broken,
        "/all.zip": answer("206 Partial Content", whole[:999], "Content-Range: bytes 0-998/999", content_type=ZIP),
        "/lies.zip": ok(whole[:998], ZIP, "Accept-Ranges: bytes", "Content-Range: bytes 5-9/99"),
        "/part.zip": part("Content-Range: bytes 0-999/102400"),
        "/unsaid.zip": part(),
        "/parts.zip": answer("206 Partial Content", multi, content_type="multipart/byteranges; boundary=x"),
        "/range-only.zip": answer("416 Range Not Satisfiable", b"<p>range</p>", "Content-Range: bytes */102400"),
    }
    return site_of("f23_parts", {"/": page(*answers), **answers})


def packed() -> ZooSite:
    def linking(name: str) -> bytes:
        return links(f"/in-{name}.html", also="x" * 99).encode()

    raw = zlib.compressobj(wbits=-15)
    bodies = {
        "members": (gzip.compress(b"<p>first</p>") + gzip.compress(linking("members")), "gzip"),
        "rubbish": (gzip.compress(linking("rubbish")) + b"rubbish", "gzip"),
        "zlib": (zlib.compress(linking("zlib")), "deflate"),
        "raw": (raw.compress(linking("raw")) + raw.flush(), "deflate"),
        "short": (gzip.compress(linking("short"), 0)[:-30], "gzip"),  # unpacked all the same, the checksum missing
        "nested": (gzip.compress(gzip.compress(linking("nested"))), "gzip, gzip"),
        "brotli": (b"\x0b\x02\x80<p>\x03", "br"),
    }
    answers = {
        f"/{name}.html": ok(body, "text/html", f"Content-Encoding: {coding}") for name, (body, coding) in bodies.items()
    }
    found = {f"/in-{name}.html": ok(f"<p>{name}</p>") for name in bodies if name != "brotli"}
    return site_of("f22_packed", {"/": page(*answers), **answers, **found})


def heads() -> ZooSite:
    def body(name: str) -> bytes:
        return f"<p>{name}</p>".encode()

    def sized(name: str, *lines: str, status: str = "200 OK", length: str = "Content-Length: ") -> bytes:
        return head(status, HTML, *lines, f"{length}{len(body(name))}") + body(name)

    def in_chunks(name: str, **more: bytes) -> bytes:
        return head("200 OK", HTML, "Transfer-Encoding: chunked") + chunks(body(name), **more)

    surplus, behind, interim = in_chunks("surplus-chunks"), in_chunks("another-behind"), sized("interim")
    size = len(body("one-field"))
    padded = in_chunks("padded").replace(b"\r\n<p>", b"   \r\n<p>", 1)
    answers = {
        "/blank-colon": Answer(sized("blank-colon", length="Content-Length : ")),
        "/folded": Answer(sized("folded", "X-Fold: a", "\t b", "  c")),
        "/one-field": Answer(sized("one-field", length=f"Content-Length: {size}, ")),
        "/blank-lines": Answer(b"\r\n\r\n" + sized("blank-lines"), kept=sized("blank-lines")),
        "/surplus-chunks": Answer(surplus + b"surplus\r\n", kept=surplus),
        "/another-behind": Answer(behind + ok("another").raw, kept=behind),
        "/interim": Answer(head("100 Continue") + head("103 Hints", "Link: </x>") + interim, kept=interim),
        "/gbk-reason": Answer(sized("gbk-reason", status="200 \xb3\xc9\xb9\xa6")),
        "/padded": Answer(padded),
        "/kept-1.0": Answer(sized("kept-1.0", "Connection: keep-alive").replace(b"1.1", b"1.0", 1)),
        "/huge": Answer(sized("huge", "X-Huge: " + "h" * 200_000)),
        "/zero-nine": Answer(b"<p>HTTP/0.9</p>", CLOSE),
        "/differ": Answer(head("200 OK", HTML, "Content-Length: 3, 4") + b"abcd", CLOSE),
        "/trailer-open": Answer(in_chunks("trailer-open", last=b"0\r\nX-Sum: 1\r\n"), CLOSE),
        "/long-chunk": Answer(
            head("200 OK", HTML, "Transfer-Encoding: chunked") + b"2\r\n<p>long</p>\r\n0\r\n\r\n", CLOSE
        ),
    }
    return site_of("f29_heads", {"/": page(*answers), **answers})


LEGACY = {
    "TLS 1.0 on an address and an odd port, certificates that change": old_tls(),
    "http and https twins": twins(),
    "files in parts": parts(),
    "bodies packed in odd ways": packed(),
    "heads that no standard knows": heads(),
}
