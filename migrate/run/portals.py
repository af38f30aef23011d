"""The portal that the settings name, opened: one function, an import only of the adapter that is wanted."""

import os
from pathlib import Path

from migrate.errors import SettingsError
from migrate.portal.contract import Portal
from migrate.portal.secret import Secret
from migrate.run.work import PORTAL, Work
from migrate.settings import Settings

STATE = ".portal"  # what an adapter keeps in the workspace, outside everything that is served
SECRET_VARIABLE = "MIGRATE_PORTAL_SECRET"  # noqa: S105 - the name, not the secret


def open_portal(work: Work) -> Portal:
    """Give the portal that `portal.kind` names; nothing is asked of it yet.

    Every adapter gets the settings, the secret where it needs one, and a folder of its own for what it must remember.
    """
    settings = work.settings
    if settings.portal.kind == "wordpress":
        from migrate.portal.wordpress.adapter import WordPressPortal

        return WordPressPortal(settings.portal, secret_of(settings, work.workspace), work.folder(STATE))
    if settings.portal.kind == "package":
        from migrate.run.packages import open_package

        return open_package(work)
    if settings.portal.kind == "rest":
        return _rest(work)
    return _embedded(work)


def secret_of(settings: Settings, workspace: Path, *, lines: bool = False) -> Secret:
    """Give the portal's password or token: the first line of `portal.secret_file`, else the environment's.

    `lines`: all lines of the file, for a platform that wants more than one secret.

    Raises SettingsError where there is neither, or the file cannot be read or is empty; the secret is never told.
    """
    named = settings.portal.secret_file
    if not named:
        said = os.environ.get(SECRET_VARIABLE, "").strip()
        if said:
            return Secret(said)
        raise SettingsError(
            "没有门户的口令或令牌", f"请把它写入文件并设置 portal.secret_file，或设置环境变量 {SECRET_VARIABLE}"
        )
    path = workspace / named
    try:
        read = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "不是 UTF-8 文本"
        raise SettingsError(f"portal.secret_file 指的文件 {path} 无法读取（{why}）", "请检查路径和文件权限") from None
    if not read or not read[0].strip():
        raise SettingsError(f"portal.secret_file 指的文件 {path} 是空的", "请在第一行写入口令或令牌")
    return Secret("\n".join(read) if lines else read[0].strip())


def _rest(work: Work) -> Portal:
    from mappings.portal_profiles import read_profile
    from migrate.portal.rest.adapter import RestPortal
    from migrate.portal.rest.profile import UNTESTED

    asked = work.settings.portal
    name, table = read_profile(asked.profile, work.mapping("portals"), workspace=work.workspace)
    if not table["tested"]:
        told = f"门户适配 {table['title']}（{table['basis']}）{UNTESTED}"
        work.voice.say(f"{told}：请先在测试站点上核对，再发布到正式门户")
    secret = secret_of(work.settings, work.workspace, lines=True)
    return RestPortal(asked, secret, work.folder(STATE), name, table)


def _embedded(work: Work) -> Portal:
    from migrate.portal.embedded.adapter import EmbeddedPortal
    from migrate.portal.embedded.identity import Identity

    portal, office = work.settings.portal, work.settings.office
    identity = Identity(
        name=portal.name,
        domain=portal.domain,
        site_code=portal.site_code,
        base_url=portal.base_url,
        sponsor=portal.sponsor or office.name,
        icp=portal.icp,
        police=portal.police,
        contact=portal.contact or office.contact,
        address=office.address,
        phone=office.phone,
        email=office.email,
    )
    return EmbeddedPortal(work.folder(PORTAL), work.folder(STATE), identity)
