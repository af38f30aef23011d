"""Apache: a text map for `httxt2dbm` and the configuration that looks into it.

- The key is host and target as sent (`THE_REQUEST`): `REQUEST_URI` lacks the query and is decoded.
- A dbm file answers a hundred thousand addresses as fast as one; a text map is read from its beginning.
- SDBM is in every Apache and holds pairs of about a thousand bytes, and so does a line of a text map: longer ones
  are rules of their own.
- Maps tell the cases of letters apart. An address is looked for as sent, then in small letters, in which all
  addresses stand whose twins have the same answer.
"""

from typing import IO

from migrate.redirects.keys import is_unheard
from migrate.redirects.settling import Rule, Settled

CONF, MAP = "apache.conf", "apache-map.txt"
GONE = "-gone"  # no target begins so
LONGEST_PAIR = 900  # bytes of key and value in an SDBM file: a page holds 1,008

# The long line finds the host without its port, and path and query as the browser sent them.
_CONF = """\
# 旧网站的 Apache 配置。由系统生成，请勿手工修改；再次生成时整体替换。需要 mod_rewrite、mod_alias。
# 用法：
#   1. 把本目录放到服务器的 /etc/apache2/migrate/（放在别处时改下面的路径），在其中运行：
#          httxt2dbm -f SDBM -i apache-map.txt -o apache-map
#      得到 apache-map.dir 和 apache-map.pag；每次重新生成规则后都要再运行一次。
#      请勿用 txt: 代替 dbm:，十万条时慢二十倍。
#   2. 在 Apache 的配置中写：Include /etc/apache2/migrate/apache.conf
# 旧网站用过 https 的，另写一个 <VirtualHost *:443>，内容相同，加上旧域名的证书。
{others}<VirtualHost *:80>
{names}    AllowEncodedSlashes NoDecode
    Alias /-migrate-gone.html /etc/apache2/migrate/gone.html
    <Directory /etc/apache2/migrate>
        AllowOverride None
        Require all denied
        <Files gone.html>
            Require all granted
        </Files>
    </Directory>
    ErrorDocument 410 /-migrate-gone.html
    RewriteEngine On
    RewriteMap migrate_lower int:tolower
    RewriteMap migrate dbm=sdbm:/etc/apache2/migrate/apache-map
    # 410 页面本身不再查表
    RewriteCond %{{ENV:REDIRECT_STATUS}} =410
    RewriteRule ^ - [L]
    # 主机名（不含端口）和浏览器发来的原样路径、参数
    RewriteCond "${{migrate_lower:%{{HTTP_HOST}}}} %{{THE_REQUEST}}" \\
        "^([^ :\\[]+?|\\[[^ \\]]*\\])\\.?(?::[0-9]*)? [^ ]+ (?:[Hh][Tt][Tt][Pp][Ss]?://[^/ ]*)?(/[^ ]*)"
    RewriteRule ^ - [E=MIGRATE_KEY:%1%2]
{long}    RewriteRule ^ - [E=MIGRATE_ANSWER:${{migrate:%{{ENV:MIGRATE_KEY}}}}]
    RewriteCond %{{ENV:MIGRATE_ANSWER}} =""
    RewriteCond ${{migrate_lower:%{{ENV:MIGRATE_KEY}}}} "^(.*)$"
    RewriteRule ^ - [E=MIGRATE_ANSWER:${{migrate:%1}}]
    RewriteCond %{{ENV:MIGRATE_ANSWER}} =-gone
    RewriteRule ^ - [G,L]
    RewriteCond %{{ENV:MIGRATE_ANSWER}} "^(.+)$"
    RewriteRule ^ %1 [R=301,NE,QSD,L]
    RewriteRule ^ - [R=404,L]
</VirtualHost>
"""


def write_map(answers: Settled, file: IO[str]) -> None:
    """Write the map for `httxt2dbm`."""
    file.write("# 旧网址跳转对照。由系统生成，请勿手工修改。\n")
    for rule in answers.rules():
        if not is_unheard(rule.key) and not _is_long(rule):
            file.write(f"{rule.key if rule.exact else rule.key.lower()} {_target(rule) or GONE}\n")


def write_conf(answers: Settled, file: IO[str]) -> None:
    """Write the virtual host of the hosts whose pages are answered; hosts that only gave files are named in a note."""
    hosts = answers.hosts()
    named = [host for host, has_pages in hosts.items() if has_pages]
    names = "".join(f"    {'ServerAlias' if at else 'ServerName'} {host}\n" for at, host in enumerate(named))
    others = "".join(f"#     {host}\n" for host, has_pages in hosts.items() if not has_pages)
    note = f"# 下列主机只有图片、附件等文件；它们一并停用时用 ServerAlias 加入：\n{others}" if others else ""
    long = "".join(_own_rule(rule) for rule in answers.rules() if _is_long(rule) and not is_unheard(rule.key))
    file.write(_CONF.format(names=names, others=note, long=long))


def _is_long(rule: Rule) -> bool:
    return len(rule.key) + len(rule.target) > LONGEST_PAIR


def _target(rule: Rule) -> str:
    return rule.target.replace("$", "%24")


def _own_rule(rule: Rule) -> str:
    key = rule.key.replace("\\", "\\\\").replace('"', '\\"')
    # A percent sign and a digit would be a reference to the condition.
    target = _target(rule).replace("\\", "\\\\").replace("%", "\\%").replace('"', '\\"')
    what = f'"{target}" [R=301,NE,QSD,L]' if target else "- [G,L]"
    condition = f'    RewriteCond %{{ENV:MIGRATE_KEY}} "={key}"{"" if rule.exact else " [NC]"}\n'
    return f"{condition}    RewriteRule ^ {what}\n"
