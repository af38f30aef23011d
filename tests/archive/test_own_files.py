import json
from hashlib import sha256
from pathlib import Path

from archive.directory.own_files import LIST, OwnFiles, digests, is_whole


def made(folder: Path, **contents: bytes) -> str:
    own = OwnFiles(folder)
    for name, content in contents.items():
        own.put(f"_directory/{name}.html", [content[:2], content[2:]])
    return own.finish()


def test_the_list_names_every_file_with_size_and_digest(tmp_path: Path) -> None:
    digest = made(tmp_path, b=b"second", a=b"first")
    listed = json.loads((tmp_path / LIST).read_bytes())
    assert listed["files"] == [
        {"path": "_directory/a.html", "size": 5, "sha256": sha256(b"first").hexdigest()},
        {"path": "_directory/b.html", "size": 6, "sha256": sha256(b"second").hexdigest()},
    ]
    assert digest == sha256((tmp_path / LIST).read_bytes()).hexdigest()
    assert digests(tmp_path)["_directory/a.html"] == sha256(b"first").hexdigest()
    assert not list(tmp_path.rglob("*.part"))


def test_what_is_not_written_again_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    made(tmp_path, a=b"1", b=b"2")
    (tmp_path / "_directory/theirs.html").write_text("x")
    made(tmp_path, a=b"1")
    assert sorted(path.name for path in (tmp_path / "_directory").iterdir()) == ["a.html", "theirs.html"]


def test_a_list_that_was_tampered_with_deletes_nothing_outside_its_folder(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside.txt", tmp_path / "site"
    outside.write_text("mine")
    made(folder, a=b"1")
    rows = [{"path": path, "size": 4, "sha256": "0"} for path in ("../outside.txt", str(outside), "..\\outside.txt")]
    (folder / LIST).write_text(json.dumps({"files": rows}))
    made(folder, a=b"1")
    assert outside.read_text() == "mine"


def test_a_missing_or_shortened_file_or_another_list_is_not_whole(tmp_path: Path) -> None:
    digest = made(tmp_path, a=b"first", b=b"second")
    assert is_whole(tmp_path, digest)
    assert not is_whole(tmp_path, "0" * 64)
    (tmp_path / "_directory/a.html").write_bytes(b"fir")
    assert not is_whole(tmp_path, digest)
    (tmp_path / "_directory/a.html").unlink()
    assert not is_whole(tmp_path, digest)
    assert not is_whole(tmp_path / "nowhere", digest)


def test_a_damaged_list_names_nothing(tmp_path: Path) -> None:
    for text in ("", "{", "[]", '{"files": [1]}', '{"files": [{"path": "a"}]}'):
        (tmp_path / LIST).write_text(text)
        assert digests(tmp_path) == {}
