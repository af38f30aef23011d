import hashlib
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.packing.bag import Item, faults_of, make_bag, parts, payload_digests, too_large


def items_of(folder: Path, texts: dict[str, str]) -> list[Item]:
    items = []
    for number, (path, text) in enumerate(texts.items()):
        file = folder / f"source{number}"
        file.write_text(text, encoding="utf-8")
        items.append(Item(path, file, file.stat().st_size))
    return items


TEXTS = {"archive/通知/1.html": "归档", "captures/a.warc.gz": "x" * 2000, "odd% name.txt": "", "移交说明.txt": "说明"}


def test_a_bag_holds_the_files_and_their_digests(tmp_path: Path) -> None:
    assert make_bag(tmp_path / "bag", items_of(tmp_path, TEXTS), {"Bag-Count": "1 of 2"}, lambda path: None) == 4
    digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in TEXTS.items()}
    for path, text in TEXTS.items():
        assert (tmp_path / "bag/data" / path).read_text("utf-8") == text
    manifest = (tmp_path / "bag/manifest-sha256.txt").read_text("utf-8").splitlines()
    assert f"{digests['移交说明.txt']}  data/移交说明.txt" in manifest
    assert dict(payload_digests(tmp_path / "bag"))["archive/通知/1.html"] == digests["archive/通知/1.html"]
    assert "Bag-Count: 1 of 2" in (tmp_path / "bag/bag-info.txt").read_text("utf-8")
    assert faults_of(tmp_path / "bag") == []


def test_a_changed_bag_is_not_whole(tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    make_bag(bag, items_of(tmp_path, {"a.txt": "abc", "b.txt": "abc"}), {}, lambda path: None)
    (bag / "data/a.txt").unlink()
    (bag / "data/a.txt").write_text("abd")
    assert len(faults_of(bag)) == 1
    (bag / "data/a.txt").unlink()
    assert len(faults_of(bag)) == 1
    assert faults_of(tmp_path / "none") != []


def test_a_file_that_is_not_what_was_sealed_is_not_packed(tmp_path: Path) -> None:
    right = {"a.txt": hashlib.sha256(b"abc").hexdigest(), "b.txt": hashlib.sha256(b"abd").hexdigest()}
    items = items_of(tmp_path, {"a.txt": "abc", "b.txt": "abc"})
    with pytest.raises(ArchiveError, match=r"b\.txt"):
        make_bag(tmp_path / "bag", items, {}, right.get)


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="不在了"):
        make_bag(tmp_path / "bag", [Item("a.txt", tmp_path / "none", 3)], {}, lambda path: None)


def test_bags_are_split_between_files_and_stay_below_the_limit(tmp_path: Path) -> None:
    limit = 100_000
    items = [Item(f"{number:03}.html", tmp_path, 30_000 if number % 3 else 150_000) for number in range(30)]
    bags = parts(items, limit, every=5000)
    assert [one for bag in bags for one in bag] == items
    for bag in bags:
        assert len(bag) == 1 or sum(one.cost for one in bag) + 5000 <= limit
    assert [one.path for one in too_large(items, limit)] == [f"{number:03}.html" for number in range(0, 30, 3)]
    assert parts(items, None) == [items]
    assert too_large(items, None) == []
    assert parts([], limit) == [[]]


@pytest.mark.parametrize("name", ["a\nb", "a%0Ab", "a%0db"])
def test_a_name_that_the_lists_of_a_bag_cannot_hold_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="换行"):
        make_bag(tmp_path / "bag", items_of(tmp_path, {name: "x"}), {}, lambda path: None)
