"""100,000 old URLs in nginx and Apache against an nginx that answers every address alike.

`python -m benchmarks.redirects`. Memory is the proportional set size of all processes of a server (shared pages are
counted once), after the load. Debian's wrk asks for random old URLs, the servers in turn, so that other work on the
machine falls on all of them; the best round of each counts, and the ratio is to the plain nginx.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from migrate.redirects.keys import request_keys
from migrate.redirects.writing import write_redirects
from tests.real.servers import apache, free_port, hundred_thousand, nginx, running
from tests.redirects.rows import HOSTS

SECONDS, ROUNDS = 3, 4
SAMPLED = 5_000
LUA = """
local keys, at = {}, 0
for line in io.lines("%s") do
  local host, path = line:match("^([^/]*)(.*)$")
  keys[#keys + 1] = wrk.format("GET", path, {["Host"] = host})
end
math.randomseed(7)
request = function() return keys[math.random(#keys)] end
"""


def main() -> None:
    """Write the rules, load them, ask, and print memory, requests a second and ratios."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        began = time.process_time()
        write_redirects(hundred_thousand(), folder / "redirects", HOSTS)
        print(f"redirects: all files of 100,000 old URLs written in {time.process_time() - began:.1f} s of CPU")
        keys = [request_keys(row.old_url)[0] for row in hundred_thousand()]
        (folder / "keys").write_text("\n".join(keys[:: len(keys) // SAMPLED]), "utf-8")
        (folder / "ask.lua").write_text(LUA % (folder / "keys"), "utf-8")
        with ExitStack() as up:
            ports = {}
            for name, server in (("plain nginx", bare_nginx), ("nginx", nginx), ("apache", apache)):
                place = folder / name.replace(" ", "-")
                place.mkdir()
                began = time.perf_counter()
                ports[name] = up.enter_context(server(folder / "redirects", place))
                print(f"  {name:12} ready in {time.perf_counter() - began:5.1f} s")
            speeds = dict.fromkeys(ports, 0.0)
            for name in [*ports] * ROUNDS:
                speeds[name] = max(speeds[name], asked(ports[name], folder / "ask.lua"))
            for name, speed in speeds.items():
                held = memory(folder / name.replace(" ", "-"))
                ratio = speed / speeds["plain nginx"]
                print(f"  {name:12} {held:7.1f} MiB  {speed:8.0f} requests/s  {ratio:.2f} of plain nginx")


@contextmanager
def bare_nginx(_: Path, folder: Path) -> Iterator[int]:
    """An nginx that answers every address with one redirect, as the measure."""
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid; daemon off; user root; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; server {{ listen 127.0.0.1:{port}; return 301 https://www.qiyun.gov.example/; }} }}\n"
    )
    with running(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], port):
        yield port


def asked(port: int, script: Path) -> float:
    """Requests a second that the server answers to random old URLs."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not installed: apt-get install wrk")
    command = [wrk, "-t1", "-c16", f"-d{SECONDS}s", "-s", str(script), f"http://127.0.0.1:{port}/"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Socket errors" not in said, said
    return float(said.split("Requests/sec:")[1].split()[0])


def memory(folder: Path) -> float:
    """Proportional set size, in MiB, of every process whose command line names the folder, and of its workers."""
    total = 0
    parents: set[str] = set()
    for process in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if (f"{folder}/" in words and "wrk" not in words) or parent in parents:
                parents.add(process.name)
                rollup = (process / "smaps_rollup").read_text()
                total += int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])
        except (OSError, StopIteration, UnicodeDecodeError):
            continue
    return total / 1024


if __name__ == "__main__":
    main()
