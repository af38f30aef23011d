"""`verify --package`: what is no package is refused, a split one must be whole, a WACZ stands for itself."""

import shutil
from pathlib import Path

import pytest

from migrate.errors import StageError
from migrate.run.verifying.handed import verify_handed
from tests.verify import mutating


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The signed packages of one tiny site."""
    return mutating.package_of(mutating.made(tmp_path_factory.mktemp("package")))


def _bag(package: Path) -> Path:
    return package / f"{mutating.SITE}-bag"


def test_a_folder_of_packages_a_bag_and_a_wacz_hold(package: Path) -> None:
    for path in (package, _bag(package), package / f"{mutating.SITE}.wacz"):
        result = verify_handed(path)
        assert (result.exit_code, result.waiting) == (0, []), path
        assert len([line for line in result.clauses if line[0] in "12345678"]) == 8


def test_a_wacz_says_what_it_could_not_check(package: Path) -> None:
    lines = verify_handed(package / f"{mutating.SITE}.wacz").clauses
    assert [line.split("　")[1] for line in lines[:8]] == ["未核验", "未核验", *["成立"] * 3, "未核验", *["成立"] * 2]


@pytest.mark.parametrize("name", ["", "nowhere", "notes.txt"])
def test_what_is_no_package_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"x")
    with pytest.raises(StageError):
        verify_handed(tmp_path / name)


def test_a_part_of_a_split_package_that_is_not_there_is_told(package: Path, tmp_path: Path) -> None:
    bag = shutil.copytree(_bag(package), tmp_path / "parts" / "1of2")
    info = bag / "bag-info.txt"
    info.unlink()  # it shares its bytes with nobody, but other files of the bag do with the workspace
    told = (_bag(package) / "bag-info.txt").read_text("utf-8")
    info.write_text(f"{told}Bag-Group-Identifier: x\nBag-Count: 1 of 2\n", "utf-8")
    result = verify_handed(tmp_path / "parts")
    assert result.exit_code == 3
    assert any("没有第 2 部分" in line for line in result.waiting)


def test_a_signature_by_another_key_is_told(package: Path, tmp_path: Path) -> None:
    other = mutating.new_key(tmp_path / "other.pem").public_pem
    bag = shutil.copytree(_bag(package), tmp_path / "bag")
    (bag / "seal/public-key.pem").unlink()
    (bag / "seal/public-key.pem").write_bytes(other)
    assert any("签名不成立" in line for line in verify_handed(bag).waiting)
