"""The frontier: every URL once, in the order it was named, with all who named it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert, select

from migrate.ledger import audit, frontier, schema
from migrate.ledger.frontier import Naming
from migrate.ledger.views import url_lines
from migrate.model import Kind, Outcome
from tests.ledger.conftest import HOST, KEY

EARLY, LATE = "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"


def named(connection: Connection, *namings: Naming) -> int:
    return frontier.name_urls(connection, KEY, namings)


def link(path: str, kind: Kind = Kind.PAGE, **more) -> Naming:
    return Naming(HOST + path, more.pop("named_by", "link"), kind, **more)


def queue(connection: Connection, after: int = 0, limit: int = 99, at: str = LATE) -> list[str]:
    return [row.url.removeprefix(HOST) for row in frontier.waiting(connection, KEY, after, limit, at)]


def row(connection: Connection, path: str):
    found = frontier.find(connection, KEY, HOST + path)
    assert found is not None
    return found


def settled(connection: Connection, path: str, outcome: Outcome, **more) -> None:
    frontier.settle(connection, row(connection, path).id, outcome=str(outcome), **more)


def test_urls_wait_in_the_order_they_were_named(connection: Connection) -> None:
    assert named(connection, link("/b"), link("/a"), link("/b")) == 2
    assert named(connection, link("/c"), link("/a")) == 1
    assert queue(connection) == ["/b", "/a", "/c"]
    assert queue(connection, after=1, limit=1) == ["/a"]


def test_spellings_stay_apart_under_one_canonical_form(connection: Connection) -> None:
    named(connection, link("/%7Ea"), link("/~a"), link("/A"), link("/a"))
    assert queue(connection) == ["/%7Ea", "/~a", "/A", "/a"]
    assert row(connection, "/%7Ea").canonical == row(connection, "/~a").canonical == f"{HOST}/~a"


def test_every_kind_of_source_is_kept_with_the_first_that_named(connection: Connection) -> None:
    named(connection, link("/a", referrer="1"), link("/a", referrer="2"), link("/a", named_by="list", referrer="3"))
    named(connection, link("/a", referrer="4"), link("/a", named_by="sitemap"))
    held = connection.execute(select(schema.namings.c.named_by, schema.namings.c.referrer).order_by("named_by"))
    assert [tuple(one) for one in held] == [("link", "1"), ("list", "3"), ("sitemap", None)]
    (line,) = url_lines(connection)
    assert line["named_by"] == ["link", "list", "sitemap"]


def test_a_settled_url_is_not_asked_again_because_it_is_named_again(connection: Connection) -> None:
    named(connection, link("/a"))
    settled(connection, "/a", Outcome.STORED)
    assert named(connection, link("/a")) == 0
    assert queue(connection) == []


@pytest.mark.parametrize(
    ("uses", "hint"),
    [
        ((Kind.PAGE, Kind.IMAGE), Kind.IMAGE),
        ((Kind.IMAGE, Kind.PAGE), Kind.IMAGE),
        ((Kind.PAGE, Kind.HOME), Kind.HOME),
        ((Kind.HOME, Kind.IMAGE), Kind.HOME),
        ((Kind.STYLE, Kind.IMAGE), Kind.STYLE),
    ],
)
def test_the_most_telling_use_stands(connection: Connection, uses: tuple[Kind, ...], hint: Kind) -> None:
    for use in uses:
        named(connection, link("/a", use))
    assert (row(connection, "/a").hint, row(connection, "/a").kind) == (hint, hint)


def test_what_an_answer_showed_is_not_unsaid_by_a_link(connection: Connection) -> None:
    named(connection, link("/a"))
    settled(connection, "/a", Outcome.STORED, kind="page", capture_id=1)
    named(connection, link("/a", Kind.IMAGE))
    assert (row(connection, "/a").hint, row(connection, "/a").kind) == ("image", "page")


@pytest.mark.parametrize("reason", ["foreign_host", "outside_path"])
def test_what_was_left_out_as_a_page_is_wanted_as_an_image(connection: Connection, reason: str) -> None:
    named(connection, link("/a", outcome=Outcome.EXCLUDED, reason=reason), link("/b"))
    assert queue(connection) == ["/b"]
    named(connection, link("/a", Kind.IMAGE))
    assert queue(connection) == ["/b", "/a"]
    assert row(connection, "/a").reason is None


@pytest.mark.parametrize("reason", ["robots", "private_address"])
def test_what_a_host_refused_stays_refused(connection: Connection, reason: str) -> None:
    named(connection, link("/a"))
    settled(connection, "/a", Outcome.EXCLUDED, reason=reason)
    named(connection, link("/a", Kind.IMAGE))
    assert (queue(connection), row(connection, "/a").reason) == ([], reason)


def test_a_use_that_is_wanted_stands_above_one_that_is_not_in_the_same_page(connection: Connection) -> None:
    named(connection, link("/a", outcome=Outcome.EXCLUDED, reason="outside_path"), link("/a", Kind.IMAGE))
    assert queue(connection) == ["/a"]


def test_a_wider_scope_takes_up_what_was_left_out(connection: Connection) -> None:
    named(connection, *(link(one, outcome=Outcome.EXCLUDED, reason="foreign_host") for one in ("/a", "/b")))
    frontier.reopen(connection, KEY, lambda url, kind: url.endswith("/b") and kind == Kind.PAGE)
    assert queue(connection) == ["/b"]


def test_a_second_spelling_is_kept_and_tried_when_the_first_is_known_to_be_missing(connection: Connection) -> None:
    named(connection, link("/a"), link("/b"))
    settled(connection, "/b", Outcome.ERROR, status=404)
    named(connection, link("/a", fallback=f"{HOST}/a2"), link("/b", fallback=f"{HOST}/b2"))
    assert row(connection, "/a").fallback == f"{HOST}/a2"
    assert queue(connection) == ["/a", "/b2"]


def test_a_url_waits_until_it_is_due(connection: Connection) -> None:
    named(connection, link("/a"), link("/b"))
    assert frontier.next_due(connection, KEY) == ""
    frontier.settle(connection, row(connection, "/a").id, due_at="2026-06-01T00:00:00.5Z")
    frontier.settle(connection, row(connection, "/b").id, due_at="2026-07-01T00:00:00.5Z")
    assert frontier.next_due(connection, KEY) == "2026-06-01T00:00:00.5Z"
    assert queue(connection, at=EARLY) == []
    assert queue(connection, at="2026-06-02") == ["/a"]
    settled(connection, "/a", Outcome.STORED)
    settled(connection, "/b", Outcome.STORED)
    assert frontier.next_due(connection, KEY) is None


def test_what_failed_waits_again_with_all_its_tries_and_what_is_gone_does_not(connection: Connection) -> None:
    named(connection, *map(link, ("/a", "/b", "/gone", "/robots.txt")))
    settled(connection, "/gone", Outcome.ERROR, status=404)
    settled(connection, "/a", Outcome.UNREACHABLE, attempts=6, reason="连接中断", due_at=LATE)
    settled(connection, "/b", Outcome.ERROR, status=503)
    settled(connection, "/robots.txt", Outcome.ERROR, status=503)
    frontier.wait_again(connection, KEY)
    assert queue(connection, at=EARLY) == ["/a", "/b", "/robots.txt"]
    assert (row(connection, "/a").attempts, row(connection, "/a").reason) == (0, None)
    assert row(connection, "/b").status is None


def test_homes_are_known_in_the_order_they_came(connection: Connection) -> None:
    named(connection, link("/z", Kind.HOME), link("/a"), link("/b", Kind.HOME))
    assert frontier.homes(connection, KEY) == [f"{HOST}/z", f"{HOST}/b"]


def captured(connection: Connection, path: str, digest: str, **more) -> int:
    values = {
        "site_key": KEY,
        "url_id": row(connection, path).id,
        "fetched_at": EARLY,
        "status": 200,
        "content_type": "image/jpeg",
        "length": 3,
        "sha256": "x",
        "coding": "",
        "warc": "captures/k/1.warc.gz",
        "offset": 10,
        "end": 90,
        "record_id": f"<{path}>",
        "payload_digest": digest,
        **more,
    }
    return frontier.enter_capture(connection, **values)


def test_the_original_is_the_first_whole_capture_of_the_same_bytes(connection: Connection) -> None:
    named(connection, *map(link, ["/1", "/2", "/3", "/4", "/5"]))
    assert frontier.original_of(connection, KEY, "d") is None
    captured(connection, "/1", "d", truncated="disconnect")
    captured(connection, "/2", "d", status=404)
    first = captured(connection, "/3", "d", offset=50)
    again = captured(connection, "/4", "d", revisit_of=first, offset=70)
    captured(connection, "/5", "d")
    original = frontier.original_of(connection, KEY, "d")
    assert (original.id, original.target_uri) == (first, f"{HOST}/3")
    assert frontier.place_of(connection, again).offset == frontier.place_of(connection, first).offset == 50


def test_stored_files_lie_where_the_original_lies(connection: Connection) -> None:
    named(connection, link("/1", Kind.IMAGE), link("/2", Kind.IMAGE), link("/3"), link("/4"))
    first = captured(connection, "/1", "d", offset=10)
    again = captured(connection, "/2", "d", revisit_of=first, offset=70)
    settled(connection, "/1", Outcome.STORED, capture_id=first)
    settled(connection, "/2", Outcome.REVISIT, capture_id=again)
    settled(connection, "/3", Outcome.ERROR, capture_id=captured(connection, "/3", "e", status=404))
    assert [(one.url, one.offset) for one in frontier.stored_files(connection, KEY)] == [
        (f"{HOST}/1", 10),
        (f"{HOST}/2", 10),
    ]
    assert frontier.stored_files(connection, KEY, [Kind.PAGE]) == []
    claims = {one.url: one.original_id for one in audit.claims_in(connection, "captures/k/1.warc.gz")}
    assert claims == {f"{HOST}/1": None, f"{HOST}/2": "</1>", f"{HOST}/3": None}


def test_a_file_is_claimed_up_to_the_end_of_its_last_capture(connection: Connection) -> None:
    named(connection, link("/1"), link("/2"))
    captured(connection, "/1", "d", end=90)
    captured(connection, "/2", "e", end=70)
    assert frontier.committed_end(connection, "captures/k/1.warc.gz") == 90
    assert frontier.committed_end(connection, "captures/k/2.warc.gz") == 0


def test_many_urls_are_named_in_one_go(connection: Connection) -> None:
    many = [link(f"/{number}") for number in range(2 * frontier.CHUNK + 5)]
    assert named(connection, *many) == len(many)
    assert named(connection, *many) == 0
    assert len(queue(connection, limit=9999)) == len(many)


NAMINGS = st.lists(
    st.builds(
        link,
        st.sampled_from(["/a", "/b", "/c", "/d"]),
        st.sampled_from([Kind.PAGE, Kind.HOME, Kind.IMAGE]),
        named_by=st.sampled_from(["link", "list", "sitemap"]),
        outcome=st.sampled_from([Outcome.PENDING, Outcome.EXCLUDED]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=40)
@given(NAMINGS, st.integers(0, 12))
def test_the_known_set_is_the_same_in_however_many_portions_it_is_named(namings: list[Naming], cut: int) -> None:
    told = []
    for portions in ([namings], [namings[:cut], namings[cut:]], [[one] for one in namings]):
        engine = create_engine("sqlite://")
        schema.metadata.create_all(engine)
        with engine.begin() as connection:
            site = {"site_key": KEY, "site_name": "", "other_urls": [], "owner": "", "file": "", "row": 1}
            connection.execute(insert(schema.sites).values(**site, also_rows=[], original={}, hosts=[]))
            for portion in portions:
                frontier.name_urls(connection, KEY, portion)
            told.append([(one["url"], one["named_by"], one["kind"]) for one in url_lines(connection)])
            seqs = list(connection.execute(select(schema.urls.c.seq)).scalars())
        engine.dispose()
        assert len(set(seqs)) == len(seqs)
    assert told[0] == told[1] == told[2]
