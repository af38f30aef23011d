"""Chinese words for the desk: the names of verdicts, actions and outcomes, and what is wrong with a command line."""

import errno
import os
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
REASONS = {  # the rules that settle a URL without content, or put it aside
    "calendar": "日历翻不完（calendar）",
    "endless_pages": "翻页没有尽头（endless_pages）",
    "facets": "筛选条件反复组合（facets）",
    "visit_counter": "访问计数脚本（visit_counter）",
    "repeated_path": "路径自行增长（repeated_path）",
    "url_too_long": "网址过长（url_too_long）",
    "body_over_limit": "正文超过上限（body_over_limit）",
    "challenge": "服务器只给验证页或限速页（challenge）",
    "soft_404": "以正常状态给出的“页面不存在”（soft_404）",
    "soft_403": "以正常状态给出的“没有权限”（soft_403）",
    "holding_page": "无论什么网址都是同一个页面，疑为停机或维护公告（holding_page）",
    "cookie": "服务器要先认 Cookie，带上后再试（cookie）",
    "html_instead_of_file": "该是文件，给的是网页（html_instead_of_file）",
    "probe": "为辨认“页面不存在”而问的随机地址（probe）",
    "foreign_host": "在其他主机上，不属于本网站（foreign_host）",
    "outside_path": "在本网站的目录之外（outside_path）",
    "robots": "robots.txt 不允许采集（robots）",
    "private_address": "指向内网或本机的地址，不采集（private_address）",
    "session_id": "只多了会话编号（session_id）",
    "noise_parameter": "只多了避开缓存的随机参数（noise_parameter）",
    "tracking_parameter": "只多了统计来源的参数（tracking_parameter）",
    "wzws": "防护系统改写的网址（wzws）",
    "redirect_without_target": "跳转没有写明可用的去处（redirect_without_target）",
    "empty_answer": "列表接口返回空应答（empty_answer）",
    "throttled": "服务器以首页代替文章，疑似限速，放慢后再试（throttled）",
}
SOURCES = {  # who named a URL
    "sheet": "清理表",
    "link": "网页中的链接",
    "list": "栏目列表的翻页",
    "sitemap": "网站地图或订阅",
    "robots": "robots.txt",
    "redirect": "跳转",
    "log": "访问日志",
    "operator": "网址清单",
}
ANSWERS = {"redirect": "转到新文章", "archived": "转到归档页", "gone": "已不存在"}

# What the system and SQLite say inside a problem, in their own English.
SYSTEM = {
    **{
        os.strerror(number): words
        for number, words in (
            (errno.ENOENT, "文件或目录不存在"),
            (errno.EACCES, "权限不足"),
            (errno.EPERM, "系统不允许"),
            (errno.ENOTDIR, "路径中有一段不是目录"),
            (errno.EISDIR, "是目录，不是文件"),
            (errno.EEXIST, "已有同名文件"),
            (errno.ENOSPC, "磁盘空间不足"),
            (errno.EDQUOT, "磁盘配额已满"),
            (errno.EROFS, "磁盘为只读"),
            (errno.EBUSY, "文件正被使用"),
            (errno.EMFILE, "打开的文件过多"),
            (errno.ENAMETOOLONG, "文件名过长"),
            (errno.EIO, "读写出错"),
            (errno.EFBIG, "文件过大"),
            (errno.ENFILE, "打开的文件过多"),
            (errno.ENOMEM, "内存不足"),
        )
    },
    "file is not a database": "文件不是台账",
    "unable to open database file": "文件打不开",
    "database disk image is malformed": "文件已损坏",
    "database is locked": "正被另一个程序使用",
    "attempt to write a readonly database": "文件为只读",
    "database or disk is full": "磁盘空间不足",
    "disk I/O error": "读写出错",
}
LONGEST = 60  # characters of a text from outside that the desk shows
STOPPED = "已停止；再次运行即可继续"


DIFFERENCES = {  # what a second capture found of an address
    "added": "新增",
    "removed": "已删除",
    "changed": "有改动",
    "back": "恢复",
    "volatile": "仅有计数、时间等细节变化",
    "unasked": "未再请求",
    "same": "内容相同",
    "": "尚未比完",
}


def reason_words(reason: str | None) -> str:
    """Give a reason of the ledger in words, with its name; itself where it has no words."""
    if by_person := re.fullmatch(r"operator:(.*)", reason or "", re.DOTALL):
        return f"由人指定不采集：{by_person[1]}"
    if status := re.fullmatch(r"http_(\d{3})", reason or ""):
        return f"服务器答复 {status[1]}（{reason}）"
    return REASONS.get(reason or "", reason or "没有写明原因")


def one_line(text: str, longest: int = LONGEST) -> str:
    """Give a text from outside on one line, its control characters replaced, cut where it is long."""
    plain = "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
    return plain if len(plain) <= longest else plain[:longest] + "……"


def sentence(problem: str, remedy: str) -> str:
    """Give what the desk says of an error: problem and remedy, without English that the system put into it."""
    for english, chinese in SYSTEM.items():
        problem = problem.replace(english, chinese)
    return f"{problem}。{remedy}" if remedy else problem


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
