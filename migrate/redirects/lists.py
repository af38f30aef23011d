"""Lists made of the answers: for search engines, and expectations that anybody can replay with curl."""

from collections.abc import Callable, Iterator
from typing import IO

from migrate.model import Redirect
from migrate.redirects.keys import absolute, is_unheard
from migrate.redirects.settling import Settled

EXPECTATIONS, SCRIPT = "expectations.txt", "check-expectations.sh"
ENGINES = "search-engines-{number}.txt"
MOST_PAIRS = 50_000  # lines of one file that the revision tools of search engines take

_SCRIPT = """\
#!/bin/sh
# 逐条核对 expectations.txt：每个旧网址应得的状态码和去处。只需要 curl，不需要本系统。
# 用法：sh check-expectations.sh 新服务器的主机:端口 [只核对前几条]
# 例如：sh check-expectations.sh 192.0.2.10:80 200
[ $# -ge 1 ] || { echo "用法：sh check-expectations.sh 主机:端口 [条数]" >&2; exit 2; }
wrong=0; right=0
list=$(dirname "$0")/expectations.txt
while IFS=' ' read -r url code target; do
  case $url in '#'*|'') continue ;; esac
  [ -z "$2" ] || [ $((right + wrong)) -lt "$2" ] || break
  said=$(curl -s -o /dev/null --max-time 30 --path-as-is --globoff --connect-to "::$1" \\
    -w '%{http_code} %{redirect_url}' "$url")
  [ "$target" = "-" ] && target=""
  if [ "$said" = "$code $target" ]; then right=$((right + 1)); else
    wrong=$((wrong + 1)); echo "不符：$url 应为 $code $target，实为 $said"
  fi
done < "$list"
echo "相符 $right 条，不符 $wrong 条"
[ "$wrong" -eq 0 ]
"""


def write_expectations(answers: Settled, file: IO[str]) -> int:
    """Write `URL code target` for every address that can be asked for, in order; gives how many."""
    file.write("# 旧网址 状态码 去处（没有去处写作 -）。由系统生成；用 check-expectations.sh 核对。\n")
    count = 0
    for key, one in answers.served():
        if not is_unheard(key):
            target = absolute(f"http://{key}", one.target).replace("$", "%24") or "-"
            file.write(f"http://{key} {one.status} {target}\n")
            count += 1
    return count


def write_script(file: IO[str]) -> None:
    """Write the script that replays the expectations."""
    file.write(_SCRIPT)


def write_engine_lists(answers: Settled, opened: Callable[[str], IO[str]]) -> tuple[int, int]:
    """Write `old new` for every page that moved, one-to-one, in files of 50,000 lines; `opened` opens one by name.

    Gives how many pairs were written and how many were left out, because another old URL leads to the same page: that
    of the shortest old URL stands. Only whole URLs are pairs.
    """
    best: dict[str, str] = {}
    count = 0
    for line in _moved(answers):
        count += 1
        held = best.get(line.target)
        if held is None or (len(line.old_url), line.old_url) < (len(held), held):
            best[line.target] = line.old_url
    file = None
    for number, (old_url, target) in enumerate(sorted((old_url, target) for target, old_url in best.items())):
        if number % MOST_PAIRS == 0:
            file = opened(ENGINES.format(number=number // MOST_PAIRS + 1))
        if file is not None:
            file.write(f"{old_url} {target}\n")
    return len(best), count - len(best)


def _moved(answers: Settled) -> Iterator[Redirect]:
    for key, line in answers.pages():
        if line.target.startswith(("http://", "https://")):
            scheme = line.old_url.partition("://")[0].lower()
            yield Redirect(f"{scheme}://{key}", line.answer, line.target, line.status, line.reason)
