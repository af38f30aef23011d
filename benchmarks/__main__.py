"""Run the benchmarks and print ratios.

`python -m benchmarks [classify|capture|sites|extract|portal|papers|verify] [--pages N] [--gigabytes N]`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from openpyxl import Workbook

from benchmarks.measure import Cost, cost_of
from benchmarks.papers import DOCUMENTS
from benchmarks.sheet import HEADINGS, write
from benchmarks.site import HOST, ROWS

SITES = 200
ROOT = Path(__file__).resolve().parent.parent
EXTRACT = """
import sys
from mappings.extract import read_extract_rules
from migrate.charset import decode
who, number, which = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if which == "shapes":
    from benchmarks.pages import HOST, SHAPES, generated
    home = f"http://{HOST}/"
    pages = [generated(at % len(SHAPES), at // len(SHAPES)) for at in range(number)]
else:
    from benchmarks.extract_pages import pages as made
    from tests.extract.gallery.facts import HOME as home
    pages = list(made(number))
if who == "templates":
    from migrate.extract.site_reader import SiteReader
    reader = SiteReader(read_extract_rules(), home)
    work = lambda page: reader.read(page.body, page.url, declared_charset=None)
elif who == "general":
    from migrate.extract.page import read_page
    rules = read_extract_rules()
    work = lambda page: read_page(page.body, page.url, declared_charset=None, rules=rules, home_url=home)
elif who == "readability":
    from readability import Document
    work = lambda page: Document(decode(page.body).text).summary(html_partial=True)
elif who == "trafilatura":
    import trafilatura
    work = lambda page: trafilatura.bare_extraction(
        decode(page.body).text, include_tables=True, include_images=True, include_links=True, with_metadata=True)
for page in pages if who != "none" else ():
    work(page)
"""
EXTRACTED = {"shapes": "15 shapes of short pages", "gallery": "the gallery's templates, longer and odder pages"}
CALAMINE = """
import sys
from python_calamine import CalamineWorkbook
for row in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows():
    pass
"""


def main() -> None:
    """Run what was asked for, everything by default."""
    parser = argparse.ArgumentParser()
    parser.add_argument("which", nargs="*", choices=[*(work.__name__ for work in WORKS), []], default=[])
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=84_000)
    parser.add_argument("--gigabytes", type=int, default=10)
    asked = parser.parse_args()
    for work in WORKS:
        if not asked.which or work.__name__ in asked.which:
            with tempfile.TemporaryDirectory() as folder:
                size = {classify: asked.rows, verify: asked.gigabytes}.get(work, asked.pages)
                work(size, Path(folder))


def classify(rows: int, folder: Path) -> None:
    """CPU of the whole command (reading, deciding, ledger, workbook) against calamine's bare pass over the sheet."""
    sheet = folder / "sheet.xlsx"
    write(rows, sheet)
    command = [sys.executable, str(ROOT / "cli.py"), "-w", str(folder / "ours"), "classify", str(sheet)]
    ours = cost_of([*command, "--as-of", "2017-02-22"], folder, accept=(0, 1))
    peer = cost_of([sys.executable, "-c", CALAMINE, str(sheet)], folder)
    _show("classify", f"{rows} rows × {len(HEADINGS)} columns", "python-calamine's iter_rows", ours, peer)


def capture(pages: int, folder: Path) -> None:
    """CPU a URL of our capture against wget's mirror on the same server."""
    with _served(pages, folder) as port:
        ours = cost_of(_capture_command(folder, port, [HOST]), folder)
        peer = cost_of(
            ["wget", "--mirror", "--no-verbose", f"--warc-file={folder}/peer", f"--directory-prefix={folder}/peer",
             f"http://127.0.0.1:{port}/"], folder, accept=(0, 8),
        )  # fmt: skip
    _show("capture", f"{pages} articles", "wget --mirror --warc-file", ours, peer)


def sites(pages: int, folder: Path) -> None:
    """Many small sites in one process of ours, against as many mirrors, as many at a time as there are cores."""
    size = max(pages // SITES, ROWS)
    with _served(size, folder) as port:
        ours = cost_of(_capture_command(folder, port, [f"s{number}.{HOST}" for number in range(SITES)]), folder)
        mirror = f"wget --mirror --no-verbose --warc-file={folder}/peer% --directory-prefix={folder}/peer"
        script = f"seq 1 {SITES} | xargs -P {os.cpu_count()} -I% {mirror} http://127.0.0.%:{port}/"
        peer = cost_of(["sh", "-c", script], folder, accept=(0, 123))
    _show("sites", f"{SITES} sites of {size} articles", "as many wget --mirror --warc-file", ours, peer)


@contextmanager
def _served(pages: int, folder: Path) -> Iterator[str]:
    """The port of a server process with the generated site, whatever host is asked."""
    port_file = folder / "port"
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.site", str(pages), str(port_file)], cwd=ROOT)
    try:
        while not port_file.exists() or not port_file.read_text():
            time.sleep(0.05)
        yield port_file.read_text()
    finally:
        server.kill()
        server.wait()


def _capture_command(folder: Path, port: str, hosts: Sequence[str]) -> list[str]:
    book = Workbook()
    book.active.append(["序号", "主办单位", "网站名称", "网址"])
    for number, host in enumerate(hosts, start=1):
        book.active.append([number, f"县测试{number}局", f"县测试{number}局网站", f"http://{host}/"])
    book.save(folder / "sheet.xlsx")
    migrate = [sys.executable, str(ROOT / "cli.py"), "-w", str(folder / "ours")]
    subprocess.run([*migrate, "classify", str(folder / "sheet.xlsx")], capture_output=True, check=False)
    pace = ["--set", "http.interval=0", "--set", "http.pace_factor=0", "--set", "http.connections_per_host=4"]
    return [*migrate, *pace, "--connect-to", f"::127.0.0.1:{port}", "capture", *hosts]


def extract(pages: int, folder: Path) -> None:
    """Pages a second and memory of our two ways against trafilatura and readability, each in its own process.

    Generating the pages costs every one of them the same, and is taken off; a peer that is not installed is left out.
    """
    script = folder / "work.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{EXTRACT}", encoding="utf-8")
    for which in ("shapes", "gallery"):
        print(f"extract: {pages} generated pages, {EXTRACTED[which]}, one process each")
        _extract(script, which, pages, folder)


def _extract(script: Path, which: str, pages: int, folder: Path) -> None:
    peers = ["trafilatura", *(["readability"] if find_spec("readability") else [])]
    base = cost_of([sys.executable, str(script), "none", str(pages), which], folder)
    speeds: dict[str, float] = {}
    for who in ("templates", "general", *peers):
        cost = cost_of([sys.executable, str(script), who, str(pages), which], folder)
        speeds[who] = pages / max(0.001, cost.cpu - base.cpu)
        ratio = f"  ours is {speeds['templates'] / speeds[who]:.1f} times as fast" if who in peers else ""
        print(f"  {who:12} {speeds[who]:8.0f} pages/s  {cost.peak:7.1f} MiB{ratio}")


def portal(pages: int, folder: Path) -> None:
    """CPU a page of making the embedded portal against Hugo on the same articles, and memory at five times as many."""
    step = [sys.executable, "-m", "benchmarks.portal"]
    costs = {}
    for size in (pages, 5 * pages):
        for made in ("store", "hugo"):
            subprocess.run([*step, made, str(folder / made / str(size)), str(size)], cwd=ROOT, check=True)
        os.environ["PYTHONPATH"] = str(ROOT)
        costs[size] = cost_of([*step, "render", str(folder / "store" / str(size))], folder)
        place = folder / "hugo" / str(size)
        peer = cost_of(["hugo", "--quiet", "--source", str(place), "--destination", str(place / "public")], folder)
        _show("portal", f"{size} articles in 20 channels", "hugo", costs[size], peer)
        again = cost_of([*step, "render", str(folder / "store" / str(size))], folder)
        print(f"  again, nothing changed: {again.cpu:.2f} s")
    print(f"  memory at {5 * pages}: {costs[5 * pages].peak / costs[pages].peak:.2f} of that at {pages}")


def papers(sites: int, folder: Path) -> None:
    """CPU and memory a document, at a tenth of the sites and at all of them: both stay flat."""
    step = [sys.executable, "-m", "benchmarks.papers"]
    os.environ["PYTHONPATH"] = str(ROOT)
    costs: dict[int, Cost] = {}
    for size in (sites // 10, sites):
        place = folder / str(size)
        subprocess.run([*step, "make", str(place), str(size)], cwd=ROOT, check=True)
        costs[size] = cost_of([*step, "forms", str(place)], folder)
        again = cost_of([*step, "forms", str(place)], folder)
        each = 1000 * costs[size].cpu / (DOCUMENTS * size)
        print(f"papers: {size} sites × {DOCUMENTS} documents and a print file a kind")
        print(f"  {each:.1f} ms of CPU a document  {costs[size].peak:.1f} MiB  {costs[size].wall:.1f} s on the clock")
        print(f"  again, nothing changed: {1000 * again.cpu / (DOCUMENTS * size):.1f} ms a document")
    small, large = costs[sites // 10], costs[sites]
    ratios = f"CPU a document {large.cpu / small.cpu / 10:.2f}, memory {large.peak / small.peak:.2f}"
    print(f"  {ratios} of what a tenth of the sites needs")


def verify(gigabytes: int, folder: Path) -> None:
    """Wall time of the whole audit on large WARC files against `sha256sum` of the same bytes, and memory by size."""
    peaks = {}
    for size in sorted({1, gigabytes}):
        place = folder / str(size)
        subprocess.run([sys.executable, "-m", "benchmarks.verify", str(place), str(size)], cwd=ROOT, check=True)
        files = [str(path) for path in sorted((place / "captures").rglob("*.warc.gz"))]
        ours = cost_of([sys.executable, str(ROOT / "cli.py"), "-w", str(place), "verify", "栖云测试网"], folder)
        for name, command in (("sha256sum", ["sha256sum"]), ("openssl dgst -sha256", ["openssl", "dgst", "-sha256"])):
            _show("verify", f"{size} GiB of WARC files", name, ours, cost_of([*command, *files], folder))
        peaks[size] = ours.peak
        shutil.rmtree(place)
    print(f"  memory at {gigabytes} GiB: {peaks[gigabytes] / peaks[1]:.2f} of that at 1 GiB")


WORKS = (classify, capture, sites, extract, portal, papers, verify)


def _show(name: str, size: str, peer_name: str, ours: Cost, peer: Cost) -> None:
    print(f"{name}: {size}, against {peer_name}")
    print(f"  CPU    {ours.cpu:8.2f} s  peer {peer.cpu:8.2f} s  ratio {ours.cpu / peer.cpu:.2f}")
    print(f"  wall   {ours.wall:8.2f} s  peer {peer.wall:8.2f} s  ratio {ours.wall / peer.wall:.2f}")
    print(f"  memory {ours.peak:8.1f} MiB peer {peer.peak:7.1f} MiB ratio {ours.peak / peer.peak:.2f}")


if __name__ == "__main__":
    main()
