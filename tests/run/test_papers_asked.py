"""`migrate forms` at the desk: what its flags do, and which of them do not fit together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.model import Action
from tests.run.conftest import Said
from tests.run.county import site, small
from tests.run.papering import kind, papers, row

AT = "forms/栖云县农业农村局/栖云第1网-备忘.docx"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    workspace = small(tmp_path / "w", [(site(1), Action.SELF_CLOSE), (site(2), Action.SELF_CLOSE)])
    kind(workspace)
    return workspace


def test_documents_are_made_listed_and_signed_from_the_desk(office: Path, say: Callable[..., Said]) -> None:
    assert say("forms", "--kind", "备忘", "-w", office)[0] == 0
    code, out, _ = say("forms", "--kind", "memo", "--missing", "-o", office / "补.xlsx", "-w", office)
    assert code == 0 and "待补信息 2" in out and (office / "补.xlsx").is_file()
    assert say("forms", "--import", office / "补.xlsx", "-w", office)[0] == 0
    paths = [office / path for path in papers(office).values()]
    code, out, _ = say("forms", "--by", "张某", "-w", office, "--signed", *paths)
    assert code == 0 and "标记为已签的文书 2" in out
    assert row(office, "memo", "9901230001").signed_by == "张某"
    code, out, _ = say("forms", "--kind", "memo", "--changes", "-w", office)
    assert code == 0 and "事实有变的文书 0" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--missing", "--changes"), "一次只能用一个"),
        (("--by", "张某"), "--signed"),
        (("-o", "x.xlsx"), "--missing"),
        (("--missing", "--pdf"), "--pdf"),
        (("--import", "x.xlsx", "--kind", "memo"), "--import"),
        (("--import", "x.xlsx"), "x.xlsx"),
        (("--signed", "x.docx"), "--by"),
        (("--signed", "x.docx", "--by", "张某"), "x.docx"),
        (("--kind", "便条"), "便条"),
        (("--unit", "没有的局"), "没有的局"),
        (("--month", "2026"), "2026"),
    ],
    ids=" ".join,
)
def test_flags_that_do_not_fit_are_refused_and_nothing_is_made(
    office: Path, words: tuple[str, ...], said: str, say: Callable[..., Said]
) -> None:
    code, _, err = say("forms", "-w", office, *words)
    assert code == 2 and said in err
    assert not (office / "forms").exists()
