"""IIS: `web.config` for the URL Rewrite module and the map that it takes from `rewritemaps.config`.

Made by its documentation and checked against a schema of its elements; no IIS has read it yet.
"""

import re
from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import quoteattr

from migrate.redirects.keys import host_in, is_unheard
from migrate.redirects.settling import Rule, Settled

CONFIG, MAPS = "web.config", "rewritemaps.config"
GONE = "-gone"  # no target begins so

_USAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<!-- 旧网址跳转规则。由系统生成，请勿手工修改；再次生成时整体替换。需要 IIS 的 URL Rewrite 模块 2.0 以上。
     用法：新建一个空网站，绑定各旧域名，把 web.config、rewritemaps.config、gone.html 放在它的根目录。
     IIS 对配置文件的大小有限制（默认 250 KB，注册表 MaxWebConfigFileSizeInKB）：对照超过它时须先调大。
     本文件依照微软的文档写成，未在 IIS 上实际运行过；上线前请用 migrate redirects 的 check 选项核对。
     绑定的域名：{hosts} -->
"""
_HEAD = """\
<configuration>
  <system.webServer>
    <rewrite>
      <rewriteMaps configSource="rewritemaps.config" />
      <rules>
"""
_HOST_AND_URL = """\
            <add input="{HTTP_HOST}" pattern="^([^:\\[]+?|\\[[^\\]]*\\])\\.?(:[0-9]*)?$" />
"""
_TAIL = """\
        <rule name="migrate-gone" stopProcessing="true">
          <match url=".*" />
          <conditions trackAllCaptures="false">
{host}            <add input="{{migrate:{{C:1}}{{UNENCODED_URL}}}}" pattern="^-gone$" />
          </conditions>
          <action type="CustomResponse" statusCode="410" statusReason="Gone" statusDescription="Gone" />
        </rule>
        <rule name="migrate-moved" stopProcessing="true">
          <match url=".*" />
          <conditions trackAllCaptures="false">
{host}            <add input="{{migrate:{{C:1}}{{UNENCODED_URL}}}}" pattern="^(.+)$" />
          </conditions>
          <action type="Redirect" url="{{C:1}}" appendQueryString="false" redirectType="Permanent" />
        </rule>
      </rules>
    </rewrite>
    <httpErrors errorMode="Custom">
      <remove statusCode="410" />
      <error statusCode="410" path="gone.html" responseMode="File" />
    </httpErrors>
  </system.webServer>
</configuration>
"""


def write_config(answers: Settled, file: IO[str]) -> None:
    """Write the rules: those of addresses that differ from another's only in case stand alone, before the map."""
    hosts = "、".join(host for host, has_pages in answers.hosts().items() if has_pages)
    file.write(_USAGE.format(hosts=hosts.replace("--", "- -")))
    file.write(_HEAD)
    exact = (rule for rule in answers.rules() if rule.exact and not is_unheard(rule.key))
    for number, rule in enumerate(exact, 1):
        file.writelines(_rule(number, rule))
    file.write(_TAIL.format(host=_HOST_AND_URL))


def write_maps(answers: Settled, file: IO[str]) -> None:
    """Write the map of all other addresses; IIS compares its keys without regard to case."""
    file.write('<?xml version="1.0" encoding="utf-8"?>\n<rewriteMaps>\n  <rewriteMap name="migrate" defaultValue="">\n')
    for rule in answers.rules():
        if not rule.exact and not is_unheard(rule.key):
            value = rule.target.replace("$", "%24") or GONE
            file.write(f"    <add key={quoteattr(rule.key)} value={quoteattr(value)} />\n")
    file.write("  </rewriteMap>\n</rewriteMaps>\n")


def _rule(number: int, rule: Rule) -> Iterator[str]:
    yield f'        <rule name="migrate-case-{number}" stopProcessing="true">\n          <match url=".*" />\n'
    host = host_in(rule.key)
    pattern = quoteattr(f"^{re.escape(host)}(:[0-9]+)?{re.escape(rule.key.removeprefix(host))}$")
    yield "          <conditions>\n"
    yield f'            <add input="{{HTTP_HOST}}{{UNENCODED_URL}}" pattern={pattern} ignoreCase="false" />\n'
    yield "          </conditions>\n"
    if rule.target:
        # A brace would begin a reference of IIS.
        url = quoteattr(rule.target.replace("$", "%24").replace("{", "%7B").replace("}", "%7D"))
        yield f'          <action type="Redirect" url={url} appendQueryString="false" redirectType="Permanent" />\n'
    else:
        gone = 'statusCode="410" statusReason="Gone" statusDescription="Gone"'
        yield f'          <action type="CustomResponse" {gone} />\n'
    yield "        </rule>\n"
