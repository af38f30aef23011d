"""Content to keep: what its own column names, else a note that says which content must stay or move."""

import re

from migrate.model import Answer
from migrate.sheet.cells.text import bare
from migrate.sheet.cells.words import Words
from migrate.sheet.rows import Record

_CLAUSES = re.compile(r"[，,。；;\n]")
_CONTENT = (
    "(?:内容|栏目|文件|资料|信息|数据|档案|公报|年鉴|文献|公告|指南|法规|图片|目录|史料|稿件)"
    "(?:等|均|都|全部|部分|页面|内容|数据|资料){0,3}"
)
_TO_KEEP = re.compile(
    rf"{_CONTENT}(?:仍|确)?(?:需要?|须|应|要|必须|拟|建议|予以)(?:继续|予以|单独|全部|长期|一并)?(?:保留|保存|迁移|迁入|并入|转移|归档)"
    rf"|(?:需要?|须|应|必须|确需|建议|请)(?:保留|保存|迁移|迁入)(?!网站|该站|本站).{{0,10}}{_CONTENT}"
    rf"|(?:将|把|拟|建议).{{0,14}}{_CONTENT}(?:并入|迁入|迁移|迁至|转入|归并|整合到)"
)
_NOT_TO_KEEP = re.compile(r"无需|不需|无须|毋须|不必|不用|不再|没有|未|已|^无|^暂无")


def keeps_content(record: Record, words: Words) -> bool:
    """Whether the row names content to move before or after closing."""
    own = any(words.named(said.text) is not Answer.NO for said in record.cells.get("keep_content", ()))
    return own or bool(noted_content(record))


def noted_content(record: Record) -> str:
    """The clause of a note that says which content must stay or move; empty where none does."""
    for said in record.cells.get("note", ()):
        for clause in _CLAUSES.split(said.text):
            if _TO_KEEP.search(plain := bare(clause)) and not _NOT_TO_KEEP.search(plain):
                return plain
    return ""
