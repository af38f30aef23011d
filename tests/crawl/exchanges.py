"""Exchanges as the client would hand them over, built without a server."""

from datetime import UTC, datetime

from migrate.fetch.client import Exchange

URL = "http://nyncj.qiyun.gov.example/zwgk/index.html"
MOMENT = datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC)


def exchange(body: bytes | str | None = b"", content_type: str = "text/html", url: str = URL, **more) -> Exchange:
    headers = {"content-type": content_type, **more.pop("headers", {})}
    kept = body.encode() if isinstance(body, str) else body
    return Exchange(url, MOMENT, **{"status": 200, "headers": headers, "body": kept, **more})
