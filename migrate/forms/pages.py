"""The .html of a document: one file that stands by itself, without script, ready to be put on a site."""

from pathlib import Path

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from migrate.errors import StageError
from migrate.forms.filling import template_bytes
from migrate.forms.values import Values

_REMEDY = "请检查它是否为 UTF-8 编码的网页，占位符是否与栏目表一致"


def page(template: Path, values: Values) -> bytes:
    """Give the page with the values in its places, escaped; a link is made only of an address of the web."""
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["lines"] = str.splitlines
    environment.tests["address"] = is_address
    try:
        text = template_bytes(template).decode("utf-8")
        return environment.from_string(text).render(dict(values)).encode("utf-8", "replace")
    except UndefinedError as error:
        raise StageError(f"版式文件 {template.name} 用了没有定义的占位符（{error}）", "请改成栏目表中的名称") from error
    except (OSError, ValueError, TypeError, TemplateError) as error:
        raise StageError(f"版式文件 {template.name} 不能使用：{error}", _REMEDY) from error


def is_address(text: object) -> bool:
    """Tell whether a value is a web address that a page may link to."""
    return isinstance(text, str) and text.startswith(("http://", "https://")) and not set(text) & set(" \"'<>\\{}|^`")
