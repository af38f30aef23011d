"""Answers of old addresses, as tests write them down."""

from migrate.model import Redirect

OLD = "http://nyncj.qiyun.gov.example"
NEW = "https://www.qiyun.gov.example"
HOSTS = {"www.qiyun.gov.example"}


def moved(old_url: str, target: str = f"{NEW}/zwgk/1.html") -> Redirect:
    return Redirect(old_url, "redirect", target, 301, "文章已迁入频道")


def archived(old_url: str, target: str = "/archive/1.html") -> Redirect:
    return Redirect(old_url, "archived", target, 301, "已归档")


def gone(old_url: str) -> Redirect:
    return Redirect(old_url, "gone", "", 410, "原页面已无法访问")
