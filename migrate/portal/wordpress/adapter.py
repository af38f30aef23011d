"""WordPress as a portal, over its REST interface with an application password: categories, media and posts.

Our plugin (`gov-site-migrate.php` beside this file) makes it whole: without it WordPress refuses WPS and OFD files,
makes curly quotes of straight ones, shows no national meta tags, and who made a channel is not known. Articles are
known by their slug, which depends on the key alone; what they are and who made them is in a mark at their end, written
with the text in one request.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Article, Channel, Placement
from migrate.portal.asking import Asked, Asker, Lost
from migrate.portal.contract import Ability, FileContent, Finish, Made, Probe, Visibility, digest_of
from migrate.portal.secret import Secret
from migrate.portal.wordpress.client import Client
from migrate.portal.wordpress.files import taken_without_plugin
from migrate.portal.wordpress.marks import (
    STATUS,
    TRASHED,
    VISIBLE,
    Standing,
    article_slug,
    sealed,
    standing,
    wordpress_date,
)
from migrate.portal.wordpress.opened import Opened
from migrate.portal.wordpress.refusals import PLUGIN
from migrate.portal.wordpress.text import post_of

ROUTE = "/wp/v2/posts"
FIELDS = "id,slug,status,date,link,title.raw,content.raw,categories"
ANY_STATE = "publish,future,draft,pending,private,trash"
NEEDED = {  # what the account must be allowed, and how WordPress calls it
    "publish_posts": "发布文章",
    "edit_published_posts": "修改已发布的文章",
    "edit_private_posts": "修改私密文章",
    "read_private_posts": "查看私密文章",
    "delete_published_posts": "删除已发布的文章",
    "upload_files": "上传文件",
    "manage_categories": "管理分类",
}
BEIJING = timezone(timedelta(hours=8))


@dataclass
class WordPressPortal:
    """The adapter; `state` is not needed: everything is remembered in WordPress itself."""

    settings: Asked
    secret: Secret = field(repr=False)
    state: Path | None = None
    retry_wait: float = 1.0
    _parts: Opened | None = field(default=None, repr=False)
    _given_up: set[str] = field(default_factory=set, repr=False)

    def probe(self) -> Probe:
        """See the contract; the account may do what is needed, and the portal's clock is Beijing's."""
        told = self._opened().told
        allowed = self._client().get("/wp/v2/users/me", context="edit").said.get("capabilities", {})
        missing = [said for name, said in NEEDED.items() if not allowed.get(name)]
        if missing:
            raise PortalError(
                f"门户账号 {self.settings.user} 不能{'、'.join(missing)}", "请把它的角色改为“编辑”或“管理员”"
            )
        return Probe("wordpress", told.version, frozenset({Ability.DELETES}), told.max_file, f"wordpress {told.home}")

    def find(self, article_key: str) -> Placement | None:
        """See the contract."""
        parts, slug = self._opened(), article_slug(article_key)
        if parts.listing and not parts.listing.has_post(slug):
            return None
        there = parts.listing.take(slug) if parts.listing else None
        if there is None or there.hash != there.seal:  # a listing does not tell how they differ
            there = self._standing(slug)
        return self._placement(article_key, there) if there else None

    def find_channel(self, channel: Channel) -> Made | None:
        """See the contract."""
        return self._opened().channels.find(channel)

    def check_article(self, article: Article, channel: Channel) -> None:
        """See the contract: a date to come would be put off by WordPress."""
        self._opened().channels.check(channel)
        try:
            dated = datetime.fromisoformat(wordpress_date(article.published_at)).replace(tzinfo=BEIJING)
        except ValueError:
            raise PortalRefusal(f"发布时间 {article.published_at} 不是日期", "请核对原文的发布时间") from None
        if dated > datetime.now(BEIJING):
            raise PortalRefusal(f"发布时间 {article.published_at} 尚未到来，门户会推迟发布", "请核对原文的发布时间")

    def check_file(self, name: str, length: int) -> None:
        """See the contract."""
        parts = self._opened()
        parts.media.check_length(name, length)
        if not parts.told.plugin and not taken_without_plugin(name):
            raise PortalRefusal(f"门户不接受附件“{name}”的文件类型", f"请把 {PLUGIN} 放入门户的 wp-content/mu-plugins")

    def address(self, article: Article, channel: Channel) -> None:
        """See the contract: WordPress numbers its posts, so only placing tells."""
        return

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        """See the contract: a category; one of the same name under the same parent is taken as it is."""
        return self._opened().channels.ensure(channel, run=run)

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """See the contract."""
        return self._opened().media.ensure(sha256, name, content, run=run)

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """See the contract; what somebody changed since is refused unless it was given up."""
        parts, slug = self._opened(), article_slug(article.article_key)
        category = parts.channels.id_of(channel.path)
        if category is None:
            raise PortalError(f"门户中没有频道 {channel.path}", "请先建立该频道")
        self.check_article(article, channel)

        def wanted(made_by: int) -> dict[str, Any]:
            return post_of(article, channel, category, visibility, run=made_by, home=parts.told.home)

        unseen = parts.listing is not None and not parts.listing.has_post(slug)
        there = None if unseen else self._standing(slug)
        if there is None:
            there = self._created(wanted(run), slug)
        made_by = there.mark.get("run", run)
        done = self._updated(there, wanted(made_by))
        return self._placement(article.article_key, done)

    def give_up_edits(self, remote_id: str) -> None:
        """See the contract."""
        self._given_up.add(remote_id)

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """See the contract; what somebody changed stays changed, and stays to be seen as such."""
        there = self._by_id(remote_id)
        if there is None:
            raise PortalRefusal(f"门户中没有编号为 {remote_id} 的文章", "请重新发布该文章")
        if there.status == STATUS[visibility]:
            return
        changed = {**there.fields, "status": STATUS[visibility], "slug": there.slug.removesuffix(TRASHED)}
        self._write(there, changed if there.edited else sealed(changed))

    def read_back(self, remote_id: str) -> str | None:
        """See the contract."""
        there = self._by_id(remote_id)
        return there.hash if there else None

    def delete_own(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        there = self._by_id(remote_id)
        if there is None or there.mark.get("run") != run:
            return False
        self._client().call("DELETE", f"{ROUTE}/{remote_id}", {"force": "true"}, repeatable=True)
        return True

    def delete_file(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        return self._opened().media.delete_own(remote_id, run)

    def take_file(self, remote_id: str) -> None:
        """See the contract."""
        self._opened().media.take(remote_id)

    def delete_channel(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        return self._opened().channels.delete_own(remote_id, run)

    def finish(self) -> Finish:
        """See the contract: WordPress shows at once what it is given."""
        return Finish(0, 0, 0)

    def _client(self) -> Client:
        return self._opened().client

    def _opened(self) -> Opened:
        """Ask WordPress once what it is; nothing is asked before it is needed."""
        if self._parts is None:
            asked = self.settings
            if not asked.api_url or not asked.user:
                raise PortalError("没有设置 portal.api_url 或 portal.user", "请写明门户首页的地址和迁移账号")
            asker = Asker(asked.api_url, asked.interval, asked.timeout, asked.retries, self.retry_wait)
            client = Client(asker, asked.user, self.secret)
            self._parts = Opened.of(client)
        return self._parts

    def _standing(self, slug: str) -> Standing | None:
        params = {"slug": f"{slug},{slug}{TRASHED}", "status": ANY_STATE, "context": "edit", "_fields": FIELDS}
        posts = self._client().get(ROUTE, **params).said
        return standing(posts[0]) if isinstance(posts, list) and posts else None

    def _by_id(self, remote_id: str) -> Standing | None:
        if not remote_id.isdigit():
            return None
        answer = self._client().get(f"{ROUTE}/{remote_id}", context="edit", _fields=FIELDS)
        return standing(answer.said) if answer.status == 200 else None

    def _created(self, wanted: dict[str, Any], slug: str) -> Standing:
        """Make the post once, also where answers are lost; what WordPress altered is taken away again."""

        def write(is_first: bool) -> Standing:
            return (None if is_first else self._standing(slug)) or self._made(wanted, slug)

        parts = self._opened()
        there = parts.client.settle(write)
        if parts.listing:
            parts.listing.add(slug)
        return there

    def _made(self, wanted: dict[str, Any], slug: str) -> Standing:
        client, params = self._client(), {"context": "edit", "_fields": FIELDS}
        answer = client.call("POST", ROUTE, params, wanted, repeatable=False)
        if answer.status != 201:  # the plugin: it is there already
            there = self._standing(slug)
            if there is None:
                raise Lost("门户没有留下这篇文章", "请再次运行")
            return there
        made = standing(answer.said)
        first = self._standing(slug) if made.slug != slug else None  # of two posts of one key the first one stays
        altered = None if first else _altered(made, wanted)
        if first or altered:
            client.call("DELETE", f"{ROUTE}/{made.remote_id}", {"force": "true"}, repeatable=True)
        if altered:
            raise altered
        return first or made

    def _updated(self, there: Standing, wanted: dict[str, Any]) -> Standing:
        if all(there.fields[name] == wanted[name] for name in there.fields):
            return there
        if there.edited and there.remote_id not in self._given_up:
            raise PortalRefusal("门户中的这一篇被人改动过", "未覆盖；请核对后决定保留哪一份")
        done = self._write(there, wanted)
        self._given_up.discard(there.remote_id)
        altered = _altered(done, wanted)
        if altered:
            self._write(done, there.fields)
            raise altered
        return done

    def _write(self, there: Standing, fields: Any) -> Standing:
        """Write a post that is there; the plugin refuses where it is no longer as we saw it."""
        params = {"context": "edit", "_fields": FIELDS}
        body = {**fields, "gsm_expected": there.hash}
        answer = self._client().call("POST", f"{ROUTE}/{there.remote_id}", params, body, repeatable=True)
        if answer.status == 200:
            return standing(answer.said)
        now = self._by_id(there.remote_id)  # 409: changed since, perhaps by ourselves, where the answer was lost
        if now is None:
            raise PortalRefusal("门户中的这一篇刚被人删除", "请再次运行，会重新发布")
        if any(now.fields[name] != fields[name] for name in now.fields):
            raise PortalRefusal("门户中的这一篇刚被人改动", "未覆盖；请核对后决定保留哪一份")
        return now

    def _placement(self, article_key: str, there: Standing) -> Placement:
        """Give what our last write left; where our mark is gone nothing tells, and it counts as changed."""
        mark = there.mark
        if mark and mark.get("key") != article_key:
            raise PortalError(f"文章 {there.remote_id} 已属于 {mark.get('key')}", "请向开发者报告此冲突")
        source = str(mark.get("source", ""))
        shown = VISIBLE.get(there.status)
        if source and shown is not None and shown.value != mark.get("visibility"):
            source = digest_of([source, shown.value])
        channel = str(mark.get("channel", ""))
        if there.categories != (mark.get("category"),):  # moved by a person, or stopped half-way: not as handed over
            source = ""
            channel = self._opened().channels.path_of(there.categories[0]) if there.categories else ""
        target = there.hash if there.half else there.seal
        return Placement(article_key, channel, there.remote_id, there.link, source, target)


def _altered(there: Standing, wanted: dict[str, Any]) -> PortalRefusal | None:
    """Say where WordPress did not keep what it was given."""
    names = {
        "title": "标题",
        "content": "正文",
        "date": "发布时间",
        "status": "可见性",
        "categories": "频道",
        "slug": "编号",
    }
    kept = [said for name, said in names.items() if there.fields[name] != wanted[name]]
    if not kept:
        return None
    remedy = "账号若无 unfiltered_html 权限，门户会删去部分标签：请改用“编辑”或“管理员”，并检查门户有无改写文章的插件"
    return PortalRefusal(f"门户改动了文章的{'、'.join(kept)}，已撤回", remedy)
