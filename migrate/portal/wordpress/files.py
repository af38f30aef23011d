"""Files in WordPress: media known by a slug made of digest and name, whose public bytes were read back."""

import html
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urlsplit

from migrate.errors import PortalRefusal
from migrate.portal.asking import Lost, multipart
from migrate.portal.contract import FileContent, Made
from migrate.portal.uploads import IN_MEMORY, digest_at, harmless_ending, read_whole
from migrate.portal.wordpress.client import Client
from migrate.portal.wordpress.index import Listing
from migrate.portal.wordpress.marks import file_slug, mark_of, marked

ROUTE = "/wp/v2/media"
FIELDS = "id,slug,source_url,description,media_details"
STATES = "inherit,private,trash"
_SEARCHED = ("/wp/v2/posts", "/wp/v2/pages")
# What WordPress itself takes from an editor, of the kinds that old sites attach.
# fmt: off
_PLAIN = frozenset((
    "7z", "avi", "bmp", "csv", "doc", "docx", "flv", "gif", "ico", "jpeg", "jpg", "m4a", "m4v",
    "mkv", "mov", "mp3", "mp4", "mpg", "odp", "ods", "odt", "ogg", "pdf", "png", "pps", "ppsx",
    "ppt", "pptx", "rar", "rtf", "tar", "tif", "tiff", "txt", "wav", "webm", "webp", "wma", "wmv",
    "xls", "xlsx", "zip",
))
# fmt: on


@dataclass
class Media:
    """The files of one WordPress; `here` gives an address of its pages as this machine reaches it."""

    client: Client
    here: Callable[[str], str]
    max_file: int | None = None
    listing: Listing | None = None
    _checked: dict[str, Made] = field(default_factory=dict)

    def ensure(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """The file is stored once a digest and name, and its new URL answers with these bytes."""
        slug = file_slug(sha256, name)
        if slug not in self._checked:
            self._checked[slug] = self._ensured(slug, sha256, name, content, run)
            return self._checked[slug]
        known = self._checked[slug]
        return Made(known.remote_id, known.new_url, made=False)

    def check_length(self, name: str, length: int) -> None:
        """Raise PortalRefusal for a file that is empty or larger than the portal takes."""
        if not length:
            raise PortalRefusal(f"附件“{name}”是空文件，门户不接受", "请核对原网站上的该附件")
        if self.max_file is not None and length > self.max_file:
            problem = f"附件“{name}”有 {length / (1 << 20):.1f} MiB，超过门户的上限 {self.max_file / (1 << 20):.1f} MiB"
            raise PortalRefusal(problem, "请在门户服务器上调大 upload_max_filesize 和 post_max_size")

    def delete_own(self, remote_id: str, run: int) -> bool:
        """The file is gone if `run` made it and no text shows it."""
        said = self._ours(remote_id)
        if said is None or mark_of(said["description"]["raw"]).get("run") != run:
            return False
        shown = urlsplit(_public(said)).path.rpartition("/")[2]
        states = "publish,future,draft,pending,private,trash"
        for route in _SEARCHED:
            if self.client.get(route, search=shown, status=states, per_page=1, _fields="id").said:
                return False
        self.take(remote_id)
        return True

    def take(self, remote_id: str) -> None:
        """The file that we stored answers nobody any more; one of somebody else stays."""
        if self._ours(remote_id) is not None:
            self._delete(remote_id)
            self._checked = {slug: made for slug, made in self._checked.items() if made.remote_id != remote_id}

    def _ours(self, remote_id: str) -> Any:
        """Give what WordPress says of a file that carries our mark, None for any other."""
        if not remote_id.isdigit():
            return None
        answer = self.client.get(f"{ROUTE}/{remote_id}", context="edit", _fields=FIELDS)
        ours = answer.status == 200 and mark_of(answer.said["description"]["raw"])
        return answer.said if ours else None

    def _ensured(self, slug: str, sha256: str, name: str, content: FileContent, run: int) -> Made:
        if self.listing is None or self.listing.has_file(slug):
            found = self._found(slug)
            if found is not None:
                if not self._whole(found, sha256):
                    problem = f"门户中附件“{name}”（媒体 {found['id']}）被人改动过或已损坏，未覆盖"
                    raise PortalRefusal(problem, "请在门户的媒体库中核对；删除后再次运行会重新上传")
                return Made(str(found["id"]), _public(found), made=False)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as spool:
            self.check_length(name, read_whole(content, sha256, name, spool))
            stored = self._stored(slug, sha256, name, spool, run)
        if not self._whole(stored, sha256):
            self._delete(str(stored["id"]))
            raise PortalRefusal(
                f"门户中附件“{name}”的内容与原件不符", "请检查门户有无改动上传文件（压缩图片、加水印）的插件"
            )
        return Made(str(stored["id"]), _public(stored), made=True)

    def _stored(self, slug: str, sha256: str, name: str, spool: IO[bytes], run: int) -> Any:
        fields = {
            "slug": slug,
            "title": html.escape(name, quote=False),
            "description": marked("", {"sha256": sha256, "name": name, "run": run}),
            "comment_status": "closed",
            "ping_status": "closed",
        }
        upload = multipart([*fields.items()], "file", f"{slug}.{harmless_ending(name)}", spool)

        def write(is_first: bool) -> Any:
            found = None if is_first else self._found(slug)
            if found is None:
                params = {"context": "edit", "_fields": FIELDS}
                answer = self.client.call("POST", ROUTE, params, upload, repeatable=False)
                found = answer.said if answer.status == 201 else self._found(slug)
            if found is None:
                raise Lost(f"附件“{name}”的上传没有结果", "请再次运行")
            return self._only(found, slug)

        stored = self.client.settle(write)
        if self.listing:
            self.listing.add(slug)
        return stored

    def _only(self, stored: Any, slug: str) -> Any:
        """Of two uploads of one file, WordPress gives the later another slug: it goes, the first one stays."""
        if stored["slug"] == slug:
            return stored
        first = self._found(slug)
        if first is None:
            return stored
        self._delete(str(stored["id"]))
        return first

    def _found(self, slug: str) -> Any:
        answer = self.client.get(ROUTE, slug=slug, status=STATES, context="edit", _fields=FIELDS)
        return answer.said[0] if isinstance(answer.said, list) and answer.said else None

    def _whole(self, found: Any, sha256: str) -> bool:
        """Ask for the file as a visitor does, and compare."""
        return digest_at(self.client.asker, self.here(_public(found))) == sha256

    def _delete(self, remote_id: str) -> None:
        self.client.call("DELETE", f"{ROUTE}/{remote_id}", {"force": "true"}, repeatable=True)


def taken_without_plugin(name: str) -> bool:
    """Tell whether a WordPress without our plugin takes a file of this name, as far as the name tells."""
    return harmless_ending(name) in _PLAIN


def _public(found: Any) -> str:
    """The address of the file as it was sent, also where WordPress shows a smaller copy of a picture."""
    original = (found.get("media_details") or {}).get("original_image")
    url = str(found["source_url"])
    return f"{url.rpartition('/')[0]}/{original}" if original else url
