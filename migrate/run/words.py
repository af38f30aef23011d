"""Chinese words for the desk: the names of verdicts, actions and outcomes, and what is wrong with a command line."""

import re
from collections.abc import Iterable
from typing import Any

OUTCOMES = {
    "stored": "已存",
    "revisit": "已存（与前相同）",
    "redirect": "跳转",
    "error": "错误应答",
    "unreachable": "无法访问",
    "alias": "同址异名",
    "excluded": "不在范围",
    "quarantined": "存疑",
    "pending": "尚未采集",
}
ANSWERS = {"redirect": "转到新文章", "archived": "转到归档页", "gone": "已不存在"}

STOPPED = "已停止；再次运行即可继续"


def wrong_use(error: Any) -> str:
    """Give what is wrong with a command line, and where help is: one line for whatever Typer's parser raised.

    By the error's kind and facts where it has them: Typer's own words are English and change from version to version.
    """
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "migrate"
    return f"{_problem(error, str(error.message))}。请用 {path} --help 查看说明"


def _problem(error: Any, said: str) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有名为 {error.option_name} 的选项{_meant(error.possibilities or ())}"
        case "BadOptionUsage":
            return f"选项 {error.option_name} {'不带值' if 'not take' in said else '需要一个值'}"
        case "MissingParameter":
            return f"缺少参数 {_shown(error.param)}"
        case "BadParameter":
            return f"参数 {_shown(error.param)} 的取值不可用"
    quoted = re.findall(r"'([^']*)'", said)
    if "No such command" in said and quoted:
        return f"没有名为 {quoted[0]} 的命令{_meant(quoted[1:])}"
    if extra := re.search(r"unexpected extra argument(?:\(s\)|s)? \(?(.*?)\)?$", said):
        return f"多出参数 {extra[1]}"
    return "缺少命令" if "Missing command" in said else "命令的写法有误"


def _meant(names: Iterable[str]) -> str:
    shown = "、".join(sorted(names))
    return f"，是否想写 {shown}" if shown else ""


def _shown(parameter: Any) -> str:
    if parameter is None:
        return ""
    return (
        str(parameter.metavar or "") if parameter.param_type_name == "argument" else str(max(parameter.opts, key=len))
    )
