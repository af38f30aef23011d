"""nginx: the map of addresses and a server block that is ready for it.

What nginx makes of a `map` decides much of this module (all of it is tried in `tests/real/test_redirects.py`):

- `$request_uri` is what the browser sent, so a key is spelled as browsers spell the URL; `$host` has no port.
- Strings match without regard to case. Old URLs that differ only in case, and in answer, become regular
  expressions, which are case-sensitive.
- A parameter of the configuration cannot be longer than 4,096 bytes: such URLs are listed, never dropped in
  silence.
- `$` in a value begins a variable and cannot be escaped: it is written as `%24`.
"""

import re
from dataclasses import dataclass
from typing import IO

from migrate.redirects.keys import is_unheard
from migrate.redirects.settling import Refusal, Rule, Settled

MAP, SERVER = "nginx-map.conf", "nginx-server.conf"
# nginx reads its configuration through a buffer of 4,096 bytes and refuses a parameter that does not fit;
# a rule is two of them.
LONGEST_RULE = 4000
# Room for the keys of one address: pointer, length and text, rounded up (NGX_HASH_ELT_SIZE).
KEY_OVERHEAD = 24
# A bucket that holds eight common keys lets nginx find a fitting hash at once and without a warning.
COMMON_BUCKET = 1024

_USAGE = """\
# 旧网址跳转规则。由系统根据 redirects.csv 和 others.csv 生成，请勿手工修改；再次生成时整体替换。
# 用法：在 http{} 内、所有 map 之前引入本文件，再在旧网站的 server{} 内加上两个判断（nginx-server.conf 是写好的样子）：
#
#     http {
#         include /etc/nginx/nginx-map.conf;
#         server {
#             listen 80;
#             server_name 旧网站的域名;
#             if ($migrate_target) { return 301 $migrate_target; }
#             if ($migrate_gone)   { return 410; }
#         }
#     }
#
# 若提示 “map_hash_max_size” directive is duplicate：nginx.conf 中已有同名指令，或本文件之前已有 map。
# 前者请保留较大的一个数值，后者请把本文件移到所有 map 之前。
"""
_SERVER = """\
# 旧网站的 server 块。由系统生成，请勿手工修改；再次生成时整体替换。
# 用法：把本目录放到服务器的 /etc/nginx/migrate/（放在别处时改下面的 root），再在 http{{}} 内、所有 map 之前写：
#
#     include /etc/nginx/migrate/nginx-map.conf;
#     include /etc/nginx/migrate/nginx-server.conf;
#
# 旧网站用过 https 的，再加 listen 443 ssl 和旧域名的证书。
# 若提示 could not build server_names_hash：在 http{{}} 内写 server_names_hash_bucket_size 256;
{others}server {{
    listen 80;
    # listen 443 ssl;
    # ssl_certificate     旧域名的证书;
    # ssl_certificate_key 旧域名的私钥;
    server_name{names};
    absolute_redirect off;
    error_page 410 @migrate_gone;
    if ($migrate_target) {{ return 301 $migrate_target; }}
    if ($migrate_gone)   {{ return 410; }}
    location / {{ return 404; }}
    location @migrate_gone {{
        root /etc/nginx/migrate;
        rewrite ^ /gone.html break;
    }}
}}
"""


@dataclass(frozen=True)
class Mapped:
    """How many rules nginx got, how many of them tell letters' cases apart, and which addresses it cannot be told."""

    rules: int
    case_rules: int
    unwritten: tuple[Refusal, ...]


def write_map(answers: Settled, file: IO[str]) -> Mapped:
    """Write the two maps: where an address leads, and which are gone."""
    count, longest = answers.size()
    unwritten = [Refusal(url, "旧网址不是可用的 http(s) 网址") for url in answers.unaddressed()]
    file.write(_USAGE)
    file.write(f"map_hash_max_size {_power_of_two(max(2048, 2 * count))};\n")
    file.write(f"map_hash_bucket_size {_power_of_two(max(COMMON_BUCKET, longest + KEY_OVERHEAD))};\n")
    totals = [0, 0]
    for gone, variable in enumerate(("$migrate_target", "$migrate_gone")):
        file.write(f'\nmap "$host$request_uri" {variable} {{\n    default "";\n')
        for rule in answers.rules():
            if (not rule.target) != gone:
                continue
            line = _line(rule)
            problem = _problem(rule.key, line)
            if problem:
                unwritten.append(Refusal(f"http://{rule.key}", problem))
            else:
                file.write(f"    {line};\n")
                totals[rule.exact] += 1
        file.write("}\n")
    for refusal in unwritten:
        file.write(f"# 未写成规则（{refusal.problem}）：{refusal.old_url[:300]}\n")
    return Mapped(sum(totals), totals[1], tuple(unwritten))


def write_server(answers: Settled, file: IO[str]) -> None:
    """Write the server block of the hosts whose pages are answered; hosts that only gave files are named in a note."""
    hosts = answers.hosts()
    names = "".join(f"\n        {host}" for host, has_pages in hosts.items() if has_pages) or " _"
    others = "".join(f"#     {host}\n" for host, has_pages in hosts.items() if not has_pages)
    note = f"# 下列主机只有图片、附件等文件，规则中也有；它们一并停用时加入 server_name：\n{others}" if others else ""
    file.write(_SERVER.format(names=names, others=note))


def _line(rule: Rule) -> str:
    name = _quoted(f"~^{re.escape(rule.key)}$" if rule.exact else rule.key)
    return f"{name} {_quoted(rule.target.replace('$', '%24') or '1')}"


def _problem(key: str, line: str) -> str:
    """Why nginx could not read a rule or would never come to use it; "" where all is well."""
    if len(line) > LONGEST_RULE:
        return "地址过长，nginx 不能写成规则"
    return "路径中的 % 不是完整的转义，nginx 一律答复 400" if is_unheard(key) else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _power_of_two(number: int) -> int:
    return 1 << (number - 1).bit_length()
