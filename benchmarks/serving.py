"""The archive server under load against nginx serving the same files, and beside slow and hostile clients.

`python -m benchmarks.serving [SECONDS]`. The demo's archive is made first. Debian's wrk asks for all archived files at
random; both servers in turn, the best round of each counts. Then `SECONDS` (60) of load in which no answer may be
wrong, and the same beside `SLOW` clients that send their heads byte by byte, take nothing of what they asked for, or
send noise; the ratio is to the same load without them.
"""

import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from tests.real.servers import free_port, running

SECONDS, ROUNDS, SHORT = 60, 3, 3
SLOW = 240
LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = wrk.format("GET", line, {["Host"] = "127.0.0.1"}) end
math.randomseed(7)
request = function() return paths[math.random(#paths)] end
"""
ROOT = Path(__file__).resolve().parents[1]


def main(seconds: int) -> None:
    """Make an archive, serve it twice, ask, and print requests a second, ratios and errors."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        workspace = folder / "demo"
        subprocess.run([sys.executable, "-m", "cli", "demo", "-w", str(workspace)], cwd=ROOT, check=True, stdout=-3)
        script = _script(folder, workspace)
        with _nginx(folder, workspace) as peer, served(workspace) as ours:
            best = dict.fromkeys((peer, ours), 0.0)
            for port in [*best] * ROUNDS:
                best[port] = max(best[port], asked(port, script, SHORT))
            print(f"serving: nginx {best[peer]:.0f} requests/s, ours {best[ours]:.0f}, {best[ours] / best[peer]:.2f}")
            alone = asked(ours, script, seconds)
            print(f"  {seconds} s: {alone:.0f} requests/s, no error")
            with slow_clients(ours, SLOW):
                beside = asked(ours, script, seconds // 2)
            print(f"  beside {SLOW} slow and hostile clients: {beside:.0f} requests/s, no error, {beside / alone:.2f}")


def asked(port: int, script: Path, seconds: int) -> float:
    """Requests a second; every answer is 200, none is lost."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not installed: apt-get install wrk")
    command = [wrk, "-t1", "-c16", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}/"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Socket errors" not in said and "Non-2xx" not in said, said
    return float(said.split("Requests/sec:")[1].split()[0])


def _script(folder: Path, workspace: Path) -> Path:
    files = sorted(path for path in (workspace / "archive").rglob("*") if path.is_file())
    lines = (quote(f"/{path.relative_to(workspace).as_posix()}") for path in files)
    (folder / "paths").write_text("\n".join(lines), "utf-8")
    (folder / "ask.lua").write_text(LUA % (folder / "paths"), "utf-8")
    return folder / "ask.lua"


@contextmanager
def served(workspace: Path) -> Iterator[int]:
    """The port of `migrate serve-archive` in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "cli", "serve-archive", "-w", str(workspace), "--port", str(port)]
    with running(command, port):
        yield port


@contextmanager
def _nginx(folder: Path, workspace: Path) -> Iterator[int]:
    port, place = free_port(), folder / "nginx"
    place.mkdir()
    (place / "nginx.conf").write_text(
        f"pid {place}/nginx.pid; daemon off; user root; error_log {place}/error.log; events {{}}\n"
        f"http {{ access_log off; include /etc/nginx/mime.types;\n"
        f"server {{ listen 127.0.0.1:{port}; root {workspace}; }} }}\n"
    )
    with running(["nginx", "-p", str(place), "-c", str(place / "nginx.conf")], port):
        yield port


@contextmanager
def slow_clients(port: int, number: int) -> Iterator[None]:
    """So many clients at once that do all they can to be in the way; who is thrown out comes again."""
    stop = threading.Event()

    def annoy(seed: int) -> None:
        chance = random.Random(seed)
        while not stop.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as peer:
                _annoy(peer, chance, stop)

    threads = [threading.Thread(target=annoy, args=(seed,), daemon=True) for seed in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()


def _annoy(peer: socket.socket, chance: random.Random, stop: threading.Event) -> None:
    kind = chance.randrange(3)
    if kind == 0:
        for letter in b"GET /archive/index.html HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 4000:
            peer.sendall(bytes([letter]))
            if stop.wait(0.5):
                return
    elif kind == 1:
        peer.sendall(b"GET /archive/index.html HTTP/1.1\r\nHost: a\r\n\r\n" * 50)
        stop.wait(20)
    else:
        peer.sendall(chance.randbytes(chance.randrange(1, 60_000)))
        stop.wait(chance.random() * 2)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
