"""The lists of a site for the desk: how far they are proved, and which of them a person must look at."""

from collections import Counter

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from migrate.run.capturing.columns import SiteColumns

PROOFS = {"rows": "条数相符", "pages": "页数齐全", None: "没有声明总数", "": "可能不全"}


def columns_table(site: SiteColumns) -> Group:
    """How many lists are proved by what, the content systems, and one row for each list that may not be whole."""
    proofs = Counter(one.proof if not one.needs_a_person else "" for one in site.columns)
    told = [f"{words} {proofs[proof]}" for proof, words in PROOFS.items() if proofs[proof]]
    counted = f"{len(site.columns)} 个栏目列表{'：' if told else ''}{'，'.join(told)}"
    lines = [f"{site.site_name}（{site.site_key}）共 {counted}"]
    if site.families:
        lines.append(f"像是用 {'、'.join(site.families)} 建成")
    if not site.needs_a_person:
        return Group(*map(Text, lines))
    table = Table(title="可能不全的栏目列表", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("列表", "页（已采/声明）", "条（找到/声明）", "说明"):
        table.add_column(heading, overflow="fold", min_width=8)
    for one in site.columns:
        if one.needs_a_person:
            pages = f"{one.kept}/{one.pages or '？'}"
            rows = f"{'？' if one.found is None else one.found}/{'？' if one.rows is None else one.rows}"
            table.add_row(Text(one.url), pages, rows, "；".join(one.notes))
    return Group(*map(Text, lines), table)
