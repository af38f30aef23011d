"""Measure extractors on the gallery: `python -m tests.extract.gallery [READER ...]`, all of them by default.

`--seed N` makes other pages of the same templates, `--pages N` more of each, `--save DIR` writes them with their truth.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from tests.extract.gallery.build import PAGES, TEMPLATES, Sheet, digest, gallery
from tests.extract.gallery.facts import Grid
from tests.extract.gallery.readers import Reader, readers
from tests.extract.gallery.score import MEASURES, Marks, Reading, marks_of, norm, only_papers

HEAD = f"{'':<15}" + "".join(f"{name:>8}" for name in MEASURES) + f"{'pages/s':>9}{'err':>5}"


def main() -> None:
    """Print a line a template for each reader, then its total."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="of readers; all by default")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--totals", action="store_true")
    parser.add_argument("--save", type=Path)
    asked = parser.parse_args()
    sheets = list(gallery(seed=asked.seed, pages=asked.pages))
    print(f"{len(sheets)} pages in {len(TEMPLATES)} templates, {digest(iter(sheets))[:16]}")
    if asked.save:
        save(sheets, asked.save)
    for name, reader in readers().items():
        if not asked.names or name in asked.names:
            measure(name, reader, sheets, totals=asked.totals)


def measure(name: str, reader: Reader, sheets: list[Sheet], *, totals: bool) -> None:
    """Run one reader over the set and print its marks."""
    total, of_template, seconds, errors = Marks(), {}, Counter[str](), Counter[str]()
    for sheet in sheets:
        began = time.process_time()
        try:
            reading = reader(sheet)
        except ImportError:
            print(f"\n{name}: not installed")
            return
        except Exception:  # a fault of a reader is counted
            reading = Reading()
            errors[sheet.template] += 1
        seconds[sheet.template] += time.process_time() - began
        marks = marks_of(reading, sheet)
        total.add(marks)
        of_template.setdefault(sheet.template, Marks()).add(marks)
    print(f"\n{name}\n{HEAD}")
    for template, marks in of_template.items():
        if not totals:
            print(line(template, marks, len(sheets) / len(of_template) / seconds[template], errors[template]))
    print(line("TOTAL", total, len(sheets) / seconds.total(), errors.total()), flush=True)


def line(name: str, marks: Marks, pace: float, errors: int) -> str:
    """Give one line of the table."""
    means = [marks.mean(measure) for measure in MEASURES]
    shown = "".join("       –" if mean is None else f"{mean:8.3f}" for mean in means)
    return f"{name:<15}{shown}{pace:9.1f}{errors:5}"


def save(sheets: list[Sheet], folder: Path) -> None:
    """Write the pages with their truth as a corpus for other scorers; a page without words has no body to score."""
    (folder / "bodies").mkdir(parents=True, exist_ok=True)
    manifest, truth = [], []
    for sheet in sheets:
        name, text = f"{sheet.template.replace(' ', '_')}-{sheet.number:02}", norm(sheet.facts.text())
        (folder / f"{name}.html").write_bytes(sheet.body)
        (folder / "bodies" / f"{name}.txt").write_text(text, encoding="utf-8")
        manifest.append({"id": name, "domain": sheet.facts.url.split("/")[2], "url": sheet.facts.url})
        truth.append(_truth(name, text, sheet))
    for file, rows in (("manifest", manifest), ("truth", truth)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{file}.jsonl").write_text(lines, encoding="utf-8")


def _truth(name: str, text: str, sheet: Sheet) -> dict[str, object]:
    facts = sheet.facts
    return {
        "id": name, "kind": "wordless" if only_papers(facts) or not text else "article", "title": facts.title,
        "date": facts.day,
        "source": facts.source or None,
        "body_first20": text[:20], "body_last20": text[-20:], "body_chars": len(text), "images": len(facts.images()),
        "tables": sum(isinstance(block, Grid) for block in facts.blocks),
        "attachments": [{"text": shown, "href": url} for url, shown in facts.papers()],
    }  # fmt: skip


if __name__ == "__main__":
    main()
