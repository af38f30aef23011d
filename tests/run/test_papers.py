"""Documents of many sites: where they lie, what stays when facts change, and that a second run writes nothing."""

from pathlib import Path

import pytest

from migrate.errors import StageError
from migrate.ledger.book import open_ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.sites import enter_sites
from migrate.model import Action, Decision, Verdict
from migrate.run.papers.names import safe_name, told_apart
from migrate.run.papers.signing import sign
from migrate.run.work import Silent
from migrate.settings import Settings, read_settings
from tests.run.county import site, small
from tests.run.papering import kind, make, papers, row, text_of, tree

KEY = "9901230001"
AT = "forms/栖云县农业农村局/栖云第1网-备忘.docx"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    workspace = small(tmp_path / "w", [(site(1), Action.SELF_CLOSE), (site(2, "栖云县教育局"), Action.EXCEPTION)])
    kind(workspace)
    return workspace


def rename(workspace: Path, number: int, **more: object) -> None:
    """The newest sheet says otherwise of a site."""
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        enter_sites(connection, [site(number, **more)])  # type: ignore[arg-type]


def phone(workspace: Path, number: str) -> None:
    rename(workspace, 1, original={"联系电话": number})


def signed(workspace: Path, *files: str, by: str = "张某") -> dict[str, int]:
    return sign(workspace, Settings(), Silent(), [workspace / file for file in files], by).counts


def test_a_document_lies_in_the_folder_of_its_unit_for_the_sites_whose_decision_needs_it(office: Path) -> None:
    assert make(office).counts["新出具文书"] == 1
    assert papers(office) == {KEY: AT}
    assert text_of(office / AT)[:4] == ["备忘", "（待填）", "栖云第1网", "0000-0000101"]


def test_a_second_run_without_news_writes_nothing(office: Path) -> None:
    make(office)
    before = tree(office)
    result = make(office)
    assert tree(office) == before
    assert result.counts["文书"] == 1
    assert "更新文书" not in result.counts and "新出具文书" not in result.counts


def test_a_changed_fact_renews_the_document_and_is_told_as_a_difference(office: Path) -> None:
    make(office)
    phone(office, "0000-0000999")
    assert make(office).counts["更新文书"] == 1
    assert text_of(office / AT)[3] == "0000-0000999"
    assert (office / "reports/文书差异.xlsx").is_file()


def test_a_document_that_was_deleted_is_made_again(office: Path) -> None:
    make(office)
    body = (office / AT).read_bytes()
    (office / AT).unlink()
    make(office)
    assert (office / AT).read_bytes() == body


def test_a_changed_layout_renews_a_draft(office: Path) -> None:
    layout = kind(office)
    make(office)
    from docx import Document

    document = Document(str(layout))
    document.add_paragraph("另加一行")
    document.save(str(layout))
    make(office)
    assert text_of(office / AT)[-1] == "另加一行"


def test_a_signed_document_is_never_written_over(office: Path) -> None:
    make(office)
    assert signed(office, AT) == {"标记为已签的文书": 1}
    body = (office / AT).read_bytes()
    phone(office, "0000-0000999")
    result = make(office)
    assert (office / AT).read_bytes() == body
    assert text_of(office / AT.replace(".docx", "（新稿）.docx"))[3] == "0000-0000999"
    assert [AT.removesuffix(".docx") in line and "已签" in line for line in result.waiting] == [True]
    paper = row(office, "memo", KEY)
    assert (paper.state, paper.signed_by, paper.path) == ("signed", "张某", AT)


def test_beside_a_signed_document_nothing_is_written_while_its_facts_stand(office: Path) -> None:
    make(office)
    signed(office, AT)
    before = tree(office)
    assert make(office).waiting == []
    assert tree(office) == before


def test_a_new_version_beside_a_signed_one_is_written_once(office: Path) -> None:
    make(office)
    signed(office, AT)
    phone(office, "0000-0000999")
    make(office)
    before = tree(office)
    make(office)
    assert tree(office) == before
    assert len(tree(office / "forms")) == 3  # signed, beside it, and the print file


def test_a_new_version_that_is_signed_takes_the_place_of_the_old_one(office: Path) -> None:
    make(office)
    signed(office, AT)
    phone(office, "0000-0000999")
    make(office)
    beside = AT.replace(".docx", "（新稿）.docx")
    signed(office, beside, by="李某")
    paper = row(office, "memo", KEY)
    assert (paper.state, paper.signed_by, paper.path) == ("signed", "李某", beside)
    assert paper.facts["phone"] == "0000-0000999"
    assert make(office).waiting == []
    phone(office, "0000-0000888")
    make(office)
    signed(office, AT.replace(".docx", "（新稿2）.docx"), by="王某")
    assert row(office, "memo", KEY).facts["phone"] == "0000-0000888"
    later = [path.name for path in sorted((office / AT).parent.iterdir())]
    assert set(later) == {"栖云第1网-备忘.docx", "栖云第1网-备忘（新稿）.docx", "栖云第1网-备忘（新稿2）.docx"}


def test_a_scan_beside_its_document_can_be_the_signed_file(office: Path) -> None:
    make(office)
    (office / AT).with_suffix(".pdf").write_bytes(b"%PDF-1.4 a scan")
    signed(office, AT.replace(".docx", ".pdf"))
    assert row(office, "memo", KEY).path == AT.replace(".docx", ".pdf")
    assert make(office).waiting == []


def test_a_signed_file_that_changed_or_is_gone_is_told(office: Path) -> None:
    make(office)
    signed(office, AT)
    (office / AT).write_bytes(b"another")
    assert "签后又被改动" in make(office).waiting[0]
    (office / AT).unlink()
    assert "不在原处" in make(office).waiting[0]
    assert not (office / AT).exists()


def test_files_that_are_no_documents_of_ours_cannot_be_signed_and_none_is(office: Path, tmp_path: Path) -> None:
    make(office)
    (tmp_path / "别的.docx").write_bytes(b"x")
    with pytest.raises(StageError) as error:
        sign(office, Settings(), Silent(), [office / AT, tmp_path / "别的.docx", office / "forms/没有.docx"], "张某")
    assert "别的.docx" in error.value.problem and "没有.docx" in error.value.problem
    assert row(office, "memo", KEY).state == "draft"
    with pytest.raises(StageError):
        sign(office, Settings(), Silent(), [office / AT], "  ")


def test_a_document_edited_by_hand_stays_and_the_new_version_goes_beside_it(office: Path) -> None:
    make(office)
    (office / AT).write_bytes((office / AT).read_bytes() + b"\0")
    edited = (office / AT).read_bytes()
    assert make(office).counts["手工改过而保留的文书"] == 1
    phone(office, "0000-0000999")
    result = make(office)
    assert (office / AT).read_bytes() == edited
    assert "手工改过" in result.waiting[0]
    assert text_of(office / AT.replace(".docx", "（新稿）.docx"))[3] == "0000-0000999"


def test_a_file_that_is_not_ours_is_not_written_over(office: Path) -> None:
    (office / AT).parent.mkdir(parents=True)
    (office / AT).write_bytes(b"the office's own")
    result = make(office)
    assert (office / AT).read_bytes() == b"the office's own"
    assert "不是本工具所写" in result.waiting[0]


def test_a_run_that_was_killed_between_the_bytes_and_the_ledger_goes_on(office: Path, monkeypatch) -> None:
    from migrate.run.papers import keeping

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "enter_paper", killed)
        with pytest.raises(KeyboardInterrupt):
            make(office)
    assert (office / AT).is_file() and papers(office) == {}
    assert make(office).waiting == []
    assert papers(office) == {KEY: AT}


def test_a_renamed_site_takes_its_draft_along(office: Path) -> None:
    make(office)
    rename(office, 1, site_name="栖云农业网")
    make(office)
    assert [path.name for path in (office / AT).parent.iterdir()] == ["栖云农业网-备忘.docx"]
    assert papers(office) == {KEY: "forms/栖云县农业农村局/栖云农业网-备忘.docx"}


def test_two_sites_of_one_unit_with_names_that_a_disk_takes_for_one_get_two_files(tmp_path: Path) -> None:
    sites = [site(1, site_name="Qiyun/网"), site(2, site_name="qiyun／网"), site(3, site_name="qiyun／网")]
    workspace = small(tmp_path / "w", [(one, Action.SELF_CLOSE) for one in sites])
    kind(workspace)
    make(workspace)
    assert len({path.casefold() for path in papers(workspace).values()}) == 3
    assert {text_of(workspace / path)[2] for path in papers(workspace).values()} == {"Qiyun/网", "qiyun／网"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("县教育局（中小学/幼儿园）", "县教育局（中小学／幼儿园）"),
        ("../../../etc/passwd", "／..／..／etc／passwd"),
        ("CON", "_CON"),
        ("com1.网", "_com1.网"),
        ("结尾的点. ", "结尾的点"),
        ("换\n行\t网\u202e", "换 行 网"),
        ("\u200b", "_"),
    ],
)
def test_a_name_is_safe_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_cut_and_stays_its_own() -> None:
    one, other = safe_name("长" * 99 + "甲"), safe_name("长" * 99 + "乙")
    assert len(one) == len(other) == 40
    assert one != other


def test_units_whose_folders_would_be_one_are_told_apart() -> None:
    names = told_apart({"局/甲": "局/甲", "局／甲": "局／甲", "合并打印": "合并打印"}, ["合并打印"])
    assert names["局／甲"] == "局／甲"
    assert names["局/甲"].startswith("局／甲-")
    assert names["合并打印"].startswith("合并打印-")


def test_documents_are_made_for_one_unit_or_one_site(tmp_path: Path) -> None:
    sites = [(site(1), Action.SELF_CLOSE), (site(2), Action.SELF_CLOSE), (site(3, "栖云县教育局"), Action.SELF_CLOSE)]
    workspace = small(tmp_path / "w", sites)
    kind(workspace)
    make(workspace, unit="教育")
    assert set(papers(workspace)) == {"9901230003"}
    make(workspace, sites=("9901230002",))
    assert set(papers(workspace)) == {"9901230002", "9901230003"}
    with pytest.raises(StageError, match="没有的局"):
        make(workspace, unit="没有的局")


def test_a_kind_is_known_by_its_key_and_its_title(office: Path) -> None:
    make(office, kind="备忘")
    assert set(papers(office)) == {KEY}
    with pytest.raises(StageError) as error:
        make(office, kind="便条")
    assert "memo（备忘）" in error.value.remedy


def test_a_kind_that_no_decision_needs_is_made_only_for_a_site_that_is_named(office: Path) -> None:
    kind(office, needs=())
    with pytest.raises(StageError, match="只为指明的网站"):
        make(office)
    make(office, sites=("9901230002",))
    assert set(papers(office)) == {"9901230002"}


def test_a_unit_has_one_document_about_all_its_sites_that_need_it(tmp_path: Path) -> None:
    actions = [Action.SELF_CLOSE, Action.EXCEPTION, Action.MIGRATE_CHANNEL]
    workspace = small(tmp_path / "w", [(site(number), action) for number, action in enumerate(actions, 1)])
    kind(workspace, scope="unit")
    make(workspace)
    assert papers(workspace) == {"栖云县农业农村局": "forms/栖云县农业农村局/备忘.docx"}


def test_the_office_has_one_document_in_a_folder_of_its_own(office: Path) -> None:
    kind(office, scope="office")
    make(office)
    assert papers(office) == {"": "forms/本办公室/备忘.docx"}


def test_a_site_without_a_unit_has_its_folder_too(tmp_path: Path) -> None:
    workspace = small(tmp_path / "w", [(site(1, ""), Action.SELF_CLOSE)])
    kind(workspace)
    make(workspace)
    assert papers(workspace) == {KEY: "forms/主办单位不明/栖云第1网-备忘.docx"}


def test_numbers_are_given_in_order_and_kept(tmp_path: Path) -> None:
    workspace = small(tmp_path / "w", [(site(1), Action.SELF_CLOSE), (site(2), Action.SELF_CLOSE)])
    kind(workspace, numbered=True)
    settings = read_settings(workspace, ["forms.series=栖政办函", "forms.first_number=7"])
    make(workspace, settings, sites=("9901230002",))
    make(workspace, settings)
    numbers = {key: row(workspace, "memo", key).number for key in ("9901230001", "9901230002")}
    year = text_of(workspace / papers(workspace)["9901230002"])[1][5:9]
    assert numbers == {"9901230002": f"栖政办函〔{year}〕7号", "9901230001": f"栖政办函〔{year}〕8号"}
    before = tree(workspace)
    make(workspace, settings)
    assert tree(workspace) == before


def test_without_a_series_a_number_is_a_blank_and_none_is_given(office: Path) -> None:
    kind(office, numbered=True)
    make(office)
    assert text_of(office / AT)[1] == "（待填）"
    assert row(office, "memo", KEY).number is None


def test_a_kind_may_have_a_series_of_its_own(office: Path) -> None:
    kind(office, numbered=True)
    settings = read_settings(office, ["forms.series=栖政办", 'forms.series_of=["备忘=栖备"]'])
    make(office, settings)
    assert text_of(office / AT)[1].startswith("栖备〔")


def test_a_signed_document_keeps_its_number_when_the_series_goes(office: Path) -> None:
    kind(office, numbered=True)
    settings = read_settings(office, ["forms.series=栖政办"])
    make(office, settings)
    signed(office, AT)
    number = row(office, "memo", KEY).number
    phone(office, "0000-0000999")
    make(office, settings)
    assert row(office, "memo", KEY).number == number


def test_a_site_whose_decision_changed_is_told_of_its_needless_document(office: Path) -> None:
    make(office)
    with open_ledger("", office) as ledger, ledger.begin() as connection:
        decision = Decision(KEY, Verdict.KEEP, Action.EXCEPTION, False, (), (), (), False)
        enter_decisions(connection, ledger, [Made(decision, made_by="王某", confirmed=True)])
    result = make(office)
    assert [AT in line and "不再需要" in line for line in result.waiting] == [True]
    (office / AT).unlink()
    assert make(office).waiting == []
