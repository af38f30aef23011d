"""The pages' own ColumnType is evidence for a column's channel: read from what was captured, never asked again."""

from pathlib import Path

from mappings.channels import read_channels
from migrate.ledger.sites import known_sites
from migrate.run.channels import columns_of, site_map_of
from migrate.run.extract import extract
from tests.run.capturing import captured, desk
from tests.zoo.answers import ok, page
from tests.zoo.server import FaultServer

HOST = "a.example"
TEXT = "各乡镇要认真抓好春耕备耕工作，按时上报进度。" * 6


def article(title: str) -> bytes:
    metas = {"ArticleTitle": title, "ColumnName": "县局文汇", "ColumnType": "政策文件", "PubDate": "2016-03-01"}
    head = "".join(f'<meta name="{name}" content="{said}">' for name, said in metas.items())
    crumb = '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/wh/">县局文汇</a></div>'
    body = f"{crumb}<h1>{title}</h1><div class=TRS_Editor><p>{TEXT}</p></div>"
    return ok(f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>')


def test_a_column_whose_name_says_nothing_follows_its_pages_column_type(tmp_path: Path) -> None:
    pages = {"/": page("/t1.html"), "/t1.html": article("春耕"), "/wh/": page("/t1.html")}
    with FaultServer({HOST: pages}) as server, desk(tmp_path, server, f"http://{HOST}/") as work:
        captured(work)
        with work.ledger.begin() as connection:
            [site] = known_sites(connection)
        extract(work, [site])
        [column] = columns_of(work, site)
        assert (column.path, column.column_type) == (("县局文汇",), "政策文件")
        [row] = site_map_of(work, site, read_channels())
        assert row.channel == "zwgk/zcwj" and "ColumnType" in row.why
        for warc in (tmp_path / "captures").rglob("*.warc.gz"):
            warc.unlink()  # a lost record is for verify to tell; a suggestion does without
        assert [one.column_type for one in columns_of(work, site)] == [""]
        assert [one.column_type for one in columns_of(work, site, settled={("县局文汇",)})] == [""]
