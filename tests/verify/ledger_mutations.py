"""Edited rows of the ledger: every table and column that the clauses rest on, one random row at a time."""

from random import Random

from tests.verify.mutations import Mutation
from tests.verify.spoiling import Spoiled, another

COLUMNS = {
    "urls": ("url", "outcome", "reason", "status", "content_type", "length", "sha256", "redirect_to", "alias_of",
             "capture_id", "kind"),
    "namings": ("named_by",),
    "captures": ("url_id", "fetched_at", "status", "length", "sha256", "truncated", "warc", "offset", "end",
                 "record_id", "payload_digest", "revisit_of", "tls"),
    "archived": ("path", "sha256", "archived_at"),
    "pages": ("article_key", "reason"),
    "articles": ("old_url", "title", "published_at", "source", "author", "body_html"),
    "placements": ("state", "channel", "new_url", "remote_id"),
    "redirects": ("old_url", "answer", "target", "status", "reason"),
    "decisions": ("verdict", "made_by", "note"),
    "seals": ("root",),
}  # fmt: skip
OUTCOMES = ("stored", "revisit", "redirect", "error", "unreachable", "excluded", "quarantined", "pending", "alias")
SITE = "spj.qiyun.gov.example"


def _row(place: Spoiled, chance: Random, table: str) -> int:
    known = [name for (name,) in place.rows(f"SELECT name FROM pragma_table_info('{table}')")]
    where = f" WHERE site_key = '{SITE}'" if "site_key" in known else ""
    if table == "namings":
        where = f" WHERE url_id IN (SELECT id FROM urls WHERE site_key = '{SITE}')"
    return int(chance.choice(place.rows(f'SELECT rowid FROM "{table}"{where} ORDER BY rowid'))[0])


def edited(table: str, column: str) -> Mutation:
    """A mutation that changes one column of one row."""

    def mutation(place: Spoiled, chance: Random) -> bool:
        row = _row(place, chance, table)
        if table == "seals":  # the newest is the one that counts
            row = int(place.rows("SELECT max(rowid) FROM seals WHERE path = 'seal'")[0][0])
        ((value,),) = place.rows(f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', row)
        if column == "outcome":
            new = chance.choice([one for one in OUTCOMES if one != value])
        elif column in ("revisit_of", "capture_id", "url_id"):
            new = (value or 0) + chance.choice([1, 5, 10**6])
        elif column == "article_key" or (column == "reason" and table == "pages"):
            if value is None:
                return False
            new = None
        else:
            new = another(chance, value)
        place.alter(table, row, column, new)
        return bool(new != value)

    mutation.__name__ = f"ledger_{table}_{column}_edited"
    return mutation


def removed(table: str) -> Mutation:
    """A mutation that removes one row."""

    def mutation(place: Spoiled, chance: Random) -> bool:
        row = _row(place, chance, table)
        if table == "seals":
            row = int(place.rows("SELECT max(rowid) FROM seals WHERE path = 'seal'")[0][0])
        place.alter(table, row, None)
        return True

    mutation.__name__ = f"ledger_{table}_row_removed"
    return mutation


ROWS: tuple[Mutation, ...] = (
    *(edited(table, column) for table, columns in COLUMNS.items() for column in columns),
    *(removed(table) for table in COLUMNS),
)
