"""The rules in the servers that they are written for: nginx, Apache, Caddy; the expectations with curl."""

import csv
import random
import subprocess
from pathlib import Path

import pytest

from migrate.redirects.keys import is_unheard, request_keys
from migrate.redirects.pages import Notice
from migrate.redirects.writing import write_redirects
from tests.real.servers import SERVERS, ask, hundred_thousand, nginx, odd_rows
from tests.redirects.rows import HOSTS, NEW

pytestmark = pytest.mark.real


def lines_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "redirects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", SERVERS)
def test_the_server_gives_the_answers_of_the_table(name: str, tmp_path: Path) -> None:
    folder, place = tmp_path / "redirects", tmp_path / "server"
    place.mkdir()
    written = write_redirects(odd_rows(200), folder, HOSTS, notice=Notice("栖云县人民政府", f"{NEW}/"))
    assert not written.refused
    assert {refusal.problem for refusal in written.unwritten} == {"路径中的 % 不是完整的转义，nginx 一律答复 400"}
    wrong = []
    with SERVERS[name](folder, place) as port:
        for line in lines_of(folder):
            for key in {key for key in request_keys(line["old_url"]) if not is_unheard(key)}:
                wanted = (int(line["status"]), line["target"].replace("$", "%24"))
                status, target, body = ask(port, key, upper=name != "caddy")
                if name == "caddy":
                    wanted = (wanted[0], wanted[1].replace("{", "%7B").replace("}", "%7D"))
                if (status, target) != wanted:
                    wrong.append((key, wanted, (status, target)))
                if status == 410 and "栖云县人民政府".encode() not in body:
                    wrong.append((key, "410 page", body[:80]))
        assert wrong == []
        assert ask(port, "host1.qiyun.gov.example/nobody/named/this")[0] == 404


@pytest.mark.parametrize("name", ["nginx", "apache"])
def test_a_hundred_thousand_addresses_load_and_two_thousand_sampled_ones_are_right(name: str, tmp_path: Path) -> None:
    folder, place = tmp_path / "redirects", tmp_path / "server"
    place.mkdir()
    write_redirects(hundred_thousand(), folder, HOSTS)
    truth = list(hundred_thousand())
    with SERVERS[name](folder, place) as port:
        wrong = []
        for one in random.Random(7).sample(truth, 2_000):
            (key,) = request_keys(one.old_url)
            said = ask(port, key)[:2]
            if said != (one.status, one.target):
                wrong.append((key, said))
        assert wrong == []
        assert ask(port, "s1.qiyun.gov.example/unknown")[0] == 404


def test_the_expectations_hold_by_curl_alone(tmp_path: Path) -> None:
    folder, place = tmp_path / "redirects", tmp_path / "server"
    place.mkdir()
    # curl resolves the dots of a relative target before it tells it; no target of ours has any.
    write_redirects([row for row in odd_rows(60) if "/." not in row.target], folder, HOSTS)
    with nginx(folder, place) as port:
        command = ["sh", str(folder / "check-expectations.sh"), f"127.0.0.1:{port}"]
        right = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert right.returncode == 0, right.stdout
        with (folder / "expectations.txt").open("a", encoding="utf-8") as file:
            file.write("http://host1.qiyun.gov.example/nobody 410 -\n")
        wrong = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert wrong.returncode == 1 and "不符 1 条" in wrong.stdout
