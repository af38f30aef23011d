"""The sentences of `--help` that stand in more than one place or are long."""

TOOL = "关停旧政府网站而不丢失一个页面：读清理表、分类、采集、迁入门户频道、归档、跳转、出具文书、核验。"
SETTINGS = "临时改一项设置，写作 表.键=值，可多次使用，例如 http.interval=2"
EXPLAIN_SITE = "只说明这个网站的意见从何而来，不写文件也不入台账；写标识码、网址或名称的一部分；不写清理表则重读上次的"
URLS = "主办单位提供的网址清单：文本（每行一个）、表格或网站地图，可多次使用"
LOGS = "旧网站服务器的访问日志（可为压缩文件），其中成功访问过的网址一并采集，可多次使用"
EXPLAIN_URL = "只说明这个网址由谁得知、按哪条规则处理、请求过几次、存在哪里，不发出任何请求"
CONNECT = "把发往某主机的请求改发到另一地址，写作 主机:端口:目标地址:目标端口，空着表示任意，可多次使用"
STEPS = (
    "一次完整的工作：migrate classify 清理表.xlsx → 在 reports/分类意见.xlsx 上复核 → "
    "migrate review reports/分类意见.xlsx → migrate run → migrate forms"
)
