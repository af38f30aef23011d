"""Real web servers that read what `redirects/` holds: nginx, Apache and Caddy, each on a port of this machine."""

import http.client
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.model import Redirect
from tests.redirects.rows import NEW, OLD, archived, gone, moved

MODULES = ("mpm_event", "authz_core", "alias", "dir", "mime", "rewrite")


def odd_rows(count: int) -> list[Redirect]:
    """URLs of every odd kind, the same in every run."""
    chance = random.Random(20240311)
    signs = ["~", "$host", "${x}", '"', "'", "\\", ";", "{", "}", "#!", " ", "通知", "𠮷", "%e4%bd", "%", "|", "^", "`"]
    rows = []
    for number in range(count):
        text = "".join(chance.choices([*signs, "aB", "Ab", "ab", "/", ".", "default", "=", "&", "%3f"], k=6))
        mark = chance.choice(["?", "?id=", "/", "//", "/include "])
        old_url = f"http://HOST{number % 7}.qiyun.gov.example:8080/{number if number % 3 else ''}{mark}{text}"
        make = chance.choice([moved, archived, gone])
        rows.append(make(old_url) if make is gone else make(old_url, f"/new/{number}/{text}".replace("\\", "")))
    rows += [
        moved(f"{OLD}/{'长' * 400}", "/new/long"),
        moved(f"{OLD}/d?f=aB", "/new/1"),
        moved(f"{OLD}/d?f=Ab", "/new/2"),
        moved(f"{OLD}/{'l' * 2000}", f"/new/{'m' * 1500}"),
    ]
    return rows


def hundred_thousand() -> Iterator[Redirect]:
    """Old URLs of twenty hosts, half of them with a query: moved, archived, gone."""
    for number in range(100_000):
        host = f"http://s{number % 20}.qiyun.gov.example"
        path = (
            f"/show.asp?id={number}&page={number * 7919}" if number % 2 else f"/zwgk/20{number % 20:02}/t{number}.html"
        )
        make = (moved, archived, gone)[number % 10 // 8 + (number % 10 == 9)]
        yield make(host + path) if make is gone else make(host + path, f"{NEW}/{number}.html")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, check: list[str] | None = None) -> Iterator[int]:
    """The port of a server process; `check` is its own test of the configuration, which must be silent of warnings."""
    if check:
        tried = subprocess.run(check, capture_output=True, text=True, timeout=120)
        assert tried.returncode == 0 and "warn" not in tried.stderr.lower().replace('the "user"', ""), tried.stderr
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def nginx(redirects: Path, folder: Path) -> Iterator[int]:
    """nginx with the map and the server block as they were written, at another port and place."""
    port = free_port()
    here = (redirects / "nginx-server.conf").read_text("utf-8")
    (folder / "server.conf").write_text(
        here.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/etc/nginx/migrate", str(redirects)), "utf-8"
    )
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid; daemon off; user root; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {places} include {redirects}/nginx-map.conf; include {folder}/server.conf; }}\n"
    )
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, port, [*command, "-t"]):
        yield port


@contextmanager
def apache(redirects: Path, folder: Path) -> Iterator[int]:
    """Apache with the virtual host as it was written, its map made by httxt2dbm, at another port and place."""
    port = free_port()
    shutil.copytree(redirects, folder / "site")
    made = subprocess.run(
        ["httxt2dbm", "-f", "SDBM", "-i", "apache-map.txt", "-o", "apache-map"],
        cwd=folder / "site", capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    here = (redirects / "apache.conf").read_text("utf-8")
    (folder / "site.conf").write_text(
        here.replace("*:80>", f"*:{port}>", 1).replace("/etc/apache2/migrate", str(folder / "site")), "utf-8"
    )
    modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in MODULES)
    (folder / "apache.conf").write_text(
        f"{modules}ServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/apache.pid\n"
        f"TypesConfig /etc/mime.types\nDocumentRoot {folder}\n"
        f"ErrorLog {folder}/error.log\nInclude {folder}/site.conf\n"
    )
    command = ["apache2", "-d", str(folder), "-f", str(folder / "apache.conf")]
    with running([*command, "-D", "FOREGROUND"], port, [*command, "-t"]):
        yield port


@contextmanager
def caddy(redirects: Path, folder: Path) -> Iterator[int]:
    """Caddy with the sites as they were written, at another port and place."""
    port = free_port()
    here = (redirects / "Caddyfile").read_text("utf-8").replace("/etc/caddy/migrate", str(redirects))
    options = (
        f"{{\n    admin off\n    auto_https off\n    http_port {port}\n    storage file_system {folder}/data\n}}\n"
    )
    (folder / "Caddyfile").write_text(options + here, "utf-8")
    given = ["--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    checked = subprocess.run(["caddy", "validate", *given], capture_output=True, text=True, timeout=300)
    assert checked.returncode == 0, checked.stderr
    with running(["caddy", "run", *given], port):
        yield port


SERVERS: dict[str, Callable[[Path, Path], object]] = {"nginx": nginx, "apache": apache, "caddy": caddy}


def ask(port: int, key: str, *, upper: bool = True) -> tuple[int, str, bytes]:
    """(status, Location without its own host, body) for a key, its target sent as it is."""
    host, slash, rest = key.partition("/")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("GET", slash + rest, skip_host=True)
    connection.putheader("Host", f"{host.upper() if upper else host}:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    location = answer.getheader("Location") or ""
    for own in (f"http://{host}:{port}", f"http://{host}", f"http://{host.upper()}:{port}", f"http://{host.upper()}"):
        location = location.removeprefix(own)
    return answer.status, location, body
