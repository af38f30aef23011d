"""The register of numbers: whatever is made in whatever order and year, no number is given twice."""

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.ledger.book import open_ledger
from migrate.ledger.papers import number_for, numbers_given

ASKED = st.tuples(
    st.sampled_from(["栖政办函", "栖政办"]), st.sampled_from([2026, 2027]), st.sampled_from(["closure", "notice"]),
    st.sampled_from(["1", "2", "3", "县教育局"]), st.integers(1, 12),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(ASKED, max_size=8), max_size=5))
def test_a_number_is_given_once_and_stays_with_its_document(tmp_path_factory, runs) -> None:
    folder: Path = tmp_path_factory.mktemp("register")
    said: dict[tuple[object, ...], int] = {}
    for asked in runs:
        with open_ledger("", folder) as ledger, ledger.begin() as connection:
            for series, year, kind, subject, first in asked:
                number = number_for(connection, series, year, kind, subject, first)
                assert said.setdefault((series, year, kind, subject), number) == number
                assert number >= 1
    given_out = Counter((series, year, number) for (series, year, _, _), number in said.items())
    assert set(given_out.values()) <= {1}
    if runs:
        with open_ledger("", folder, writing=False) as ledger, ledger.begin() as connection:
            kept = {(row.series, row.year, row.kind, row.subject): row.number for row in numbers_given(connection)}
        assert kept == said


def test_numbers_follow_each_other_from_where_the_office_left_off(tmp_path: Path) -> None:
    with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
        assert [number_for(connection, "栖政办", 2026, "closure", key, 7) for key in "abca"] == [7, 8, 9, 7]
        assert number_for(connection, "栖政办", 2027, "closure", "a") == 1
        assert number_for(connection, "栖政办函", 2026, "closure", "a") == 1


def test_a_number_that_was_given_is_not_given_again_though_its_document_was_never_made(tmp_path: Path) -> None:
    with open_ledger("", tmp_path) as ledger:
        with ledger.begin() as connection:
            number_for(connection, "栖政办", 2026, "closure", "a")
        with ledger.begin() as connection:
            assert number_for(connection, "栖政办", 2026, "closure", "b") == 2
