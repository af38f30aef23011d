"""Chinese words for the desk: what Typer itself says, and the names of verdicts, actions and outcomes."""

VERDICTS = {"keep": "保留", "migrate": "迁移", "close": "关停", "undecided": "待定"}
ACTIONS = {
    "portal": "门户网站",
    "exception": "申请例外",
    "migrate_channel": "迁入门户频道",
    "migrate_subsite": "迁为子站",
    "self_close": "自主关停注销",
    "already_closed": "已关停",
}
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

# Typer and its parser take their words from gettext; these are theirs in Chinese.
TYPER = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "Error": "用法有误",
    "Error: {message}": "用法有误：{message}",
    "Usage:": "用法：",
    "Usage: ": "用法：",
    "[default: {}]": "[默认：{}]",
    "[env var: {}]": "[环境变量：{}]",
    "[required]": "[必填]",
    "(dynamic)": "（视情况）",
    "Show this message and exit.": "显示本说明后退出。",
    "Try [blue]'{command_path} {help_option}'[/] for help.": "请用 [blue]{command_path} {help_option}[/] 查看说明。",
    "Try '{command} {option}' for help.": "请用 {command} {option} 查看说明。",
    "Missing command.": "缺少命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "No such command {name!r}.": "没有名为 {name!r} 的命令。",
    "No such option: {name}": "没有名为 {name} 的选项",
    "Invalid value: {message}": "取值不可用：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的取值不可用：{message}",
    "Got unexpected extra argument ({args})": "多出参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出参数（{args}）",
    "Option {name!r} requires an argument.": "选项 {name!r} 需要一个值。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "Aborted!": "已中止。",
    "Aborted.": "已中止。",
    "Did you mean {possibility}?": "是否想写 {possibility}？",
    "(Possible options: {possibilities})": "（可能是：{possibilities}）",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是有效的数。",
    "File": "文件",
    "Directory": "文件夹",
    "Path": "路径",
}
