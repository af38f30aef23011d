"""A site's page templates between its file and the stage that learns and applies them."""

from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from archive.reading import read_body
from mappings.errors import MappingError
from mappings.extract import ExtractRules
from mappings.site_templates import REMEDY, TemplateRow, read_site_templates, write_site_templates
from migrate.extract.learn import Sample
from migrate.extract.shapes import shape_of
from migrate.extract.site_reader import SiteReader
from migrate.extract.templates import Template, usable
from migrate.ledger.frontier import stored_files
from migrate.model import PAGE_KINDS
from migrate.run.reading import MAX_PAGE
from migrate.run.work import Work, site_folder

MOST_READ = 400  # pages that are read to learn a site's templates anew
SAMPLES_A_SHAPE = 8


def templates_path(work: Work, site_key: str) -> Path:
    """Give where a site's template file stands."""
    return work.mapping("sites") / f"{site_folder(site_key)}.templates.toml"


def known_templates(path: Path) -> tuple[TemplateRow, ...]:
    """Give the rows of the file; raises MappingError where a selector is none."""
    rows = read_site_templates(path)
    faults = [
        f"shape {row.shape} 的 {part} “{select}”不是可用的 CSS 选择器"
        for row in rows
        for part, select in (("area", row.area), ("body", row.body), ("title", row.title), ("info", row.info),
                             ("column", row.column))
        if select and not usable(select)
    ]  # fmt: skip
    if faults:
        raise MappingError(f"{path} 有误：" + "；".join(faults), REMEDY)
    return rows


def site_reader(rows: tuple[TemplateRow, ...], rules: ExtractRules, home_url: str) -> SiteReader:
    """Give a reader that knows a site's templates, those a person confirmed before the others."""
    trusted = sorted(rows, key=lambda row: not row.confirmed)
    known = [Template(row.shape, row.area, row.body, row.title, row.info, row.column, row.quick) for row in trusted]
    return SiteReader(rules, home_url, known)


def keep_templates(path: Path, rows: tuple[TemplateRow, ...], reader: SiteReader, site_name: str) -> bool:
    """Write what was learned beside what was known; True when the file was changed."""
    reader.finish()
    learned = [
        TemplateRow(
            one.shape,
            one.area,
            one.body,
            one.title,
            one.info,
            one.column,
            one.quick,
            pages=len(urls),
            learned_from=urls,
        )
        for one, urls in reader.learned.items()
    ]
    return bool(learned) and write_site_templates(path, [*rows, *learned], site_name=site_name)


def learn_again(work: Work, site: Row[Any], rules: ExtractRules) -> bool:
    """Learn a site's templates from its WARC files, without the old site; True when the file was written."""
    path = templates_path(work, site.site_key)
    reader = site_reader((), rules, site.url)
    with work.ledger.begin() as connection:
        rows = stored_files(connection, site.site_key, PAGE_KINDS)
    seen: dict[str, int] = {}
    for row in islice((row for row in rows if _wanted(seen, row.url)), MOST_READ):
        body = read_body(work.workspace / row.warc, row.offset, limit=MAX_PAGE)
        reader.gather(Sample(body, row.url, row.charset))
    return keep_templates(path, (), reader, site.site_name)


def _wanted(seen: dict[str, int], url: str) -> bool:
    shape = shape_of(url)
    seen[shape] = seen.get(shape, 0) + 1
    return seen[shape] <= SAMPLES_A_SHAPE
