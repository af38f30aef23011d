"""Caddy: a Caddyfile with one site a host, each with the map of its addresses.

- `{http.request.orig_uri}` is path and query as sent.
- Strings are compared letter by letter, and one after the other: a host of a hundred thousand addresses is answered,
  but slower than by nginx or Apache.
- `{` would begin a placeholder, a back slash before a quote an escape: an address that holds one of them is written
  as a regular expression.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO

from migrate.redirects.keys import host_in, is_unheard
from migrate.redirects.settling import Rule, Settled

NAME = "Caddyfile"
GONE = "gone"  # no target begins so

_USAGE = """\
# 旧网站的 Caddy 配置。由系统生成，请勿手工修改；再次生成时整体替换。
# 用法：把本目录放到服务器的 /etc/caddy/migrate/（放在别处时改下面的 root），在 /etc/caddy/Caddyfile 中写：
#     import /etc/caddy/migrate/Caddyfile
# 各网站只写了 http；旧网站用过 https 的，去掉站点地址前的 http:// ，Caddy 会自行申请证书（需域名已指向本机）。
# Caddy 区分网址的大小写，且逐条比较；单个网站超过一万个旧网址时，建议改用 nginx 或 Apache。

(migrate_answers) {
    @migrate_gone vars {migrate_answer} gone
    handle @migrate_gone {
        root * /etc/caddy/migrate
        rewrite * /gone.html
        file_server {
            status 410
        }
    }
    @migrate_moved not vars {migrate_answer} gone none
    handle @migrate_moved {
        redir {migrate_answer} 301
    }
    handle {
        respond 404
    }
}
"""


def write_caddyfile(answers: Settled, file: IO[str]) -> None:
    """Write the sites of all hosts."""
    file.write(_USAGE)
    for host, rules in groupby(_by_host(answers), key=lambda rule: host_in(rule.key)):
        file.write(f"\nhttp://{host} {{\n    map {{http.request.orig_uri}} {{migrate_answer}} {{\n")
        file.writelines(f"        {_line(rule, host)}\n" for rule in rules)
        file.write("        default none\n    }\n    import migrate_answers\n}\n")


def _by_host(answers: Settled) -> Iterator[Rule]:
    """Rules come in order of the folded key, in which `a.b` stands between `a` and `a/`: hosts must not be torn."""
    rules: Iterable[Rule] = (rule for rule in answers.rules() if not is_unheard(rule.key))
    return iter(sorted(rules, key=lambda rule: host_in(rule.key)))


def _line(rule: Rule, host: str) -> str:
    target = rule.key.removeprefix(host)
    name = target
    if "{" in target or "\\" in target:
        name = f"~^{re.escape(target)}$".replace("\\\\", "\\x5c").replace("\\{", "\\x7b")
    value = rule.target.replace("$", "%24").replace("{", "%7B").replace("}", "%7D") or GONE
    return f"{_quoted(name)} {_quoted(value)}"


def _quoted(text: str) -> str:
    """A token in double quotes: only the quote is escaped."""
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'
