"""A generated departmental site for measuring: lists, articles, images; half of it GBK. Run as a server process.

python -m benchmarks.site PAGES PORT_FILE
"""

import asyncio
import struct
import sys
import zlib
from pathlib import Path

HOST = "bench.gov.example"
ROWS = 20
SENTENCE = "全县各乡镇、县直有关单位要加强领导、明确责任，认真抓好各项措施的落实，确保按期完成任务。"


def article(number: int) -> bytes:
    """One article page."""
    body = "".join(f"<p>{number}—{part}：{SENTENCE * 3}</p>" for part in range(8))
    text = (
        f'<html><head><meta charset="{"gb2312" if number % 2 else "utf-8"}"><title>第{number}号通知</title>'
        f'<meta name="ArticleTitle" content="关于做好第{number}号工作的通知">'
        f'<meta name="PubDate" content="2016-{number % 12 + 1:02}-{number % 28 + 1:02} 09:00"></head><body>'
        '<div><a href="/">首页</a> &gt; <a href="/tz/">通知公告</a></div>'
        f"<h1>关于做好第{number}号工作的通知</h1><div class=TRS_Editor>{body}<img src=/i/{number % 50}.png></div>"
        f'<a href="/tz/t{number + 1}.html">下一篇</a></body></html>'
    )
    return text.encode("gb18030" if number % 2 else "utf-8")


def listing(page: int, pages: int) -> bytes:
    """One list page; its pager is a script."""
    rows = range(page * ROWS, (page + 1) * ROWS)
    items = "".join(f'<li><a href="t{number}.html">关于做好第{number}号工作的通知</a></li>' for number in rows)
    script = f'<script>createPageHTML({pages}, {page}, "index", "html");</script>'
    return f'<html><head><meta charset="utf-8"></head><body><ul>{items}</ul>{script}</body></html>'.encode()


def png(number: int) -> bytes:
    """A small picture, different for every number."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((number * 5 + x * y) % 256 for x in range(64)) for y in range(64))
    head = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def serve(count: int, port_file: Path) -> None:
    """Serve the site, whatever host is asked, until killed; the port is written to `port_file`."""
    asyncio.run(_serve(count, port_file))


async def _serve(count: int, port_file: Path) -> None:
    pages = count // ROWS

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body, kind = answer(head.split(b" ", 2)[1].decode("ascii"), pages, count)
                status = "200 OK" if body else "404 Not Found"
                lines = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(lines.encode("ascii") + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the visitor has gone
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "0.0.0.0", 0, backlog=1024)  # two hundred visitors may knock at once
    port_file.write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


def answer(path: str, pages: int, count: int) -> tuple[bytes, str]:
    """Give body and content type for a path; an empty body where there is nothing."""
    name = path.rsplit("/", 1)[1].partition(".")[0]
    if path == "/":
        links = "".join(f'<a href="/tz/index_{page}.html">{page}</a>' for page in range(1, pages))
        return f'<html><body><a href="/tz/">通知公告</a>{links}</body></html>'.encode(), "text/html; charset=utf-8"
    if path.startswith("/tz/t") and int(name[1:]) < count:
        return article(int(name[1:])), "text/html"
    if path in ("/tz/", "/tz/index.html"):
        return listing(0, pages), "text/html"
    if path.startswith("/tz/index_") and int(name[6:]) < pages:
        return listing(int(name[6:]), pages), "text/html"
    return (png(int(name)), "image/png") if path.startswith("/i/") else (b"", "text/html")


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
