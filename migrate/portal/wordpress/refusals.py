"""What WordPress refuses, told to the office: which thing, why, and what to do."""

from migrate.errors import PortalError, PortalRefusal

PLUGIN = "gov-site-migrate.php"
_WHOLE = {  # codes and statuses after which nothing else will work either
    "incorrect_password": "应用程序密码不对",
    "invalid_username": "没有这个账号",
    "invalid_email": "没有这个账号",
    "rest_not_logged_in": "门户没有收到账号和密码",
    "application_passwords_disabled": "门户停用了应用程序密码",
    "rest_no_route": "门户没有这个接口",
    "rest_disabled": "门户关闭了 REST 接口",
}
_REMEDY = {
    "incorrect_password": "请在门户后台“用户—个人资料”中重新生成应用程序密码，写入 portal.secret_file",
    "rest_not_logged_in": "请检查 portal.user 和密码；如无误，是网站服务器去掉了 Authorization 头，请让其转交 PHP",
    "application_passwords_disabled": "应用程序密码要求门户使用 https，请改用 https 地址或在门户中启用",
    "rest_no_route": "请检查 portal.api_url 应为门户首页或其 /wp-json/ 地址",
}
_ONE = {
    "rest_upload_unknown_error": (
        "门户不接受这个文件",
        f"多为文件类型不在允许之列：请把 {PLUGIN} 放入门户的 wp-content/mu-plugins，应用程序密码取名 gov-site-migrate",
    ),
    "rest_upload_no_data": ("门户没有收到文件", "多为超过 PHP 的 post_max_size，请在门户服务器上调大"),
    "rest_upload_file_too_big": ("文件超过门户的上限", "请在门户服务器上调大 upload_max_filesize"),
    "rest_upload_limited_space": ("门户的存储空间已满", "请扩容后再次运行"),
    "rest_upload_sideload_error": ("门户不接受这个文件", "请检查门户允许的文件类型"),
    "gsm_changed": ("门户中的这一篇刚被人改动", "未覆盖；请核对后决定保留哪一份"),
}


def refusal(status: int, code: str, message: str, host: str) -> PortalError:
    """Give the error for an answer that asking again would not change; `message` is what the portal said."""
    said = f"（{status} {code}：{_short(message)}）" if status else f"（{code}：{_short(message)}）"
    if status == 401 or code in _WHOLE:
        reason = _WHOLE.get(code, "门户不认这个账号")
        remedy = _REMEDY.get(code, "请检查 portal.user 和 portal.secret_file 中的应用程序密码")
        return PortalError(f"门户 {host}：{reason}{said}", remedy)
    if code in _ONE:
        problem, remedy = _ONE[code]
        return PortalRefusal(f"{problem}{said}", remedy)
    if status == 413:
        return PortalRefusal(
            f"门户的服务器嫌内容过大{said}", "请调大服务器允许的请求大小（nginx 的 client_max_body_size）"
        )
    if status == 403:
        remedy = "请检查账号的角色（须为“编辑”或以上）；如角色无误，可能被防火墙拦截，请将本机加入白名单"
        return PortalRefusal(f"门户不允许这样做{said}", remedy)
    return PortalRefusal(f"门户拒绝了这一项{said}", "请按门户所说改正后再次运行")


def _short(message: str) -> str:
    return " ".join(message.split())[:200]
