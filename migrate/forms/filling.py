"""The .docx of a document: an office's layout file, filled; blanks shine on the screen and print clean."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from migrate.errors import StageError
from migrate.forms.marks import centre_signatures, mark_blanks
from migrate.forms.values import Values

# ZIP knows no time before this one; a fixed time makes equal documents equal byte for byte.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# What an office's own layout file can set off: no file, no zip, no document, no XML, no expression.
_UNUSABLE = (OSError, PackageNotFoundError, BadZipFile, KeyError, ValueError, SyntaxError, TypeError, TemplateError)
_REMEDY = "请检查它是否为完整的 .docx 文件，占位符是否与栏目表一致"


def filled(template: Path, values: Values, title: str, as_of: datetime) -> bytes:
    """Give the layout file with the values in its places; equal values give equal bytes."""
    try:
        document = DocxTemplate(BytesIO(template_bytes(template)))
        document.render(dict(values), SandboxedEnvironment(autoescape=True, undefined=StrictUndefined), autoescape=True)
        mark_blanks(document.docx)
        centre_signatures(document.docx)
    except UndefinedError as error:
        raise _unknown(template, values, error) from error
    except _UNUSABLE as error:
        raise StageError(f"版式文件 {template.name} 不能使用：{error}", _REMEDY) from error
    properties = document.docx.core_properties
    properties.title, properties.revision = title[:255], 1
    properties.created = properties.modified = as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    file = BytesIO()
    document.save(file)
    return settled(file.getvalue())


def template_bytes(template: Path) -> bytes:
    """Give a layout file's bytes, read once for thousands of documents; a changed file is read again."""
    stat = template.stat()
    return _bytes(template, stat.st_mtime_ns, stat.st_size)


@lru_cache(64)
def _bytes(template: Path, _modified: int, _size: int) -> bytes:
    return template.read_bytes()


def _unknown(template: Path, values: Mapping[str, object], error: UndefinedError) -> StageError:
    try:
        asked = DocxTemplate(BytesIO(template_bytes(template))).get_undeclared_template_variables()
    except _UNUSABLE:
        asked = set()
    names = "、".join(sorted(asked - values.keys()))
    if not names:
        return StageError(f"版式文件 {template.name} 不能使用：{error}", _REMEDY)
    return StageError(f"版式文件 {template.name} 用了没有定义的占位符 {names}", "请改成栏目表中的名称")


def settled(document: bytes) -> bytes:
    """Give the same document with nothing in it that depends on the hour or the machine."""
    file = BytesIO()
    with ZipFile(BytesIO(document)) as made, ZipFile(file, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            member = ZipInfo(name, _ZIP_EPOCH)
            member.compress_type, member.create_system = ZIP_DEFLATED, 0
            kept.writestr(member, made.read(name))
    return file.getvalue()
