"""The package's list of contents, and what its importer has to know."""

import json
from collections.abc import Iterator, Mapping, Sequence

from migrate.portal.package.contents import Contents
from migrate.portal.package.profile import TrsProfile

_NOTES = """政府网站迁移交换包 说明

本包供门户平台的管理员导入旧网站的文章。包中只有已发布的文章；草稿、暂缓和已撤下的不在其中。

一、内容
  channels.json          频道：path 路径、name 名称、trail 各级名称、parent 上级、articles 文章数
  articles/频道路径.jsonl  文章：每行一个 JSON 对象（UTF-8），字段见 article.schema.json
  files/                 正文图片和附件，文章中以 files/… 指明
  manifest.json          全部文件的大小和 SHA-256 摘要（addresses.csv 供填写，不在其列）
  addresses.csv          新网址登记表，请在导入后填写

二、导入
  1. 先核对 manifest.json 中的摘要，再按 channels.json 建立频道（上级在前）。
  2. 同一 id 的文章只导入一次；再次收到本包时，按 id 更新，不要新建。标题相同的文章不是同一篇。
     manifest.json 的 withdrawn 是已撤下文章的 id：先前导入过的，请一并撤下。
  3. published_at 是原发布时间（北京时间）；为 null 的没有依据，请不要以导入时间代替。
  4. 正文中的 article:编号 和 channel:路径 是占位，请换成导入后的网址；files/… 请换成上传后的网址。
  5. 附件给读者看的名称是 name；path 为 null 的已随旧网站遗失，只列名称。

三、回填新网址
  请在 addresses.csv 的“新网址”一列填写每篇文章导入后的完整网址（其他列不要改动，可以只填一部分），交回迁移经办人员，
  由其运行 migrate publish --addresses addresses.csv。填写之前，旧网址只能转到归档页，不会转到本门户。
"""
_TRS = """
四、TRS WCM（trs-wcm/频道路径-序号.zip）
  每个压缩包含 documents.xml（结构见 trs-wcm.xsd）和其中文章的文件，按频道和发布时间排列，每包最多 {per_zip} 篇。
  以下各项依公开的集成代码和手册目录整理，未经厂商确认，请先在测试环境中导入一个压缩包核对：
  - DOCTYPE 写作 {doc_type}；DOCID 是包内的序号，新编号由平台产生；导入后请核对返回的编号个数与文章数是否相同。
  - DOCRELTIME 写作“年-月-日 时:分:秒”；旧网站只有日期的，时间写作 00:00:00；没有日期的不写此项。
  - 正文中的图片和附件写作压缩包内的文件名（APPFILE）；平台是否替换成上传后的网址，请核对。
  - 指向其他文章的链接，新网址尚未回填的只保留文字；回填之后再次导出的压缩包中才是链接。指向频道的链接只保留文字。
  - CRUSER、DOCSTATUS、APPFLAG 只在接口说明文件中写明时才有；其他字段均不写。
"""
_MISSING = """
  下列频道在接口说明文件的 [trs.channels] 中没有栏目编号，没有生成压缩包，其文章只在 articles/ 中：
"""


def notes(trs: TrsProfile | None, missing: Sequence[str]) -> bytes:
    """Give what the importer has to know, as Windows' editor opens it; `missing` are the channels without a TRS id."""
    text = _NOTES
    if trs is not None:
        text += _TRS.format(per_zip=trs.per_zip, doc_type=trs.doc_type)
        text += _MISSING + "".join(f"  - {path}\n" for path in missing) if missing else ""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8", "replace")


def manifest(
    contents: Contents, made_by: str, counts: Mapping[str, int], lists: Mapping[str, Sequence[str]]
) -> Iterator[bytes]:
    """Give manifest.json; it says no time, so that the same contents give the same bytes."""
    files, size = contents.size()
    told = {
        "format": "gov-site-migrate-package",
        "version": 1,
        "made_by": made_by,
        "counts": {"articles": sum(counts.values()), "channels": len(counts), "files": files, "bytes": size},
        "channels": dict(sorted(counts.items())),
        **lists,
    }
    head = json.dumps(told, ensure_ascii=False, indent=1)
    yield head.removesuffix("\n}").encode() + b',\n "files": ['
    before = b"\n  "
    for entry in contents.files():
        yield before + json.dumps(entry._asdict(), ensure_ascii=False).encode()
        before = b",\n  "
    yield b"\n ]\n}\n"
