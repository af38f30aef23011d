"""Files of a platform: uploaded once a digest and name, remembered, and read back as a visitor gets them."""

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from migrate.errors import PortalError, PortalRefusal
from migrate.portal.asking import Upload, multipart
from migrate.portal.contract import FileContent, Made
from migrate.portal.rest.memory import FileRow, Memory
from migrate.portal.rest.places import Places
from migrate.portal.rest.talk import CHECK_PROFILE, Talk
from migrate.portal.rest.templates import at, fill, identity_at
from migrate.portal.uploads import IN_MEMORY, digest_at, harmless_ending, read_whole

NO_UPLOAD = "这种门户没有上传文件的接口，附件“{name}”无法发布"
ROUTE = "请与平台管理单位商定附件的放置办法；在此之前，带附件的文章不能发布到该门户"


@dataclass
class Files:
    """The files of one platform; each is read back once a session."""

    talk: Talk
    memory: Memory
    places: Places
    _checked: dict[str, Made] = field(default_factory=dict, repr=False)

    def check(self, name: str, length: int) -> None:
        """Raise PortalRefusal where the platform would not take a file of this name and length."""
        if not self.talk.has("file_upload"):
            raise PortalRefusal(NO_UPLOAD.format(name=name), ROUTE)
        if not length:
            raise PortalRefusal(f"附件“{name}”是空文件，门户不接受", "请核对原网站上的该附件")
        shape, ending = self.talk.profile.file, harmless_ending(name)
        if shape.get("suffixes") and ending not in shape["suffixes"]:
            problem = f"门户不接受附件“{name}”的文件类型（.{ending}）"
            raise PortalRefusal(problem, "请在门户后台允许该类型，并改适配文件")
        if shape.get("most") and length > shape["most"]:
            problem = f"附件“{name}”有 {length} 字节，门户最多收 {shape['most']} 字节"
            raise PortalRefusal(problem, "请在门户中调大上限")

    def ensure(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """The file is stored once a digest and name, and its new URL answers with these bytes."""
        slug = _slug(sha256, name)
        if slug not in self._checked:
            if not self.talk.has("file_upload"):
                raise PortalRefusal(NO_UPLOAD.format(name=name), ROUTE)
            self._checked[slug] = self._ensured(slug, sha256, name, content, run)
            return self._checked[slug]
        known = self._checked[slug]
        return Made(known.remote_id, known.new_url, made=False)

    def with_internal(self, text: str, urls: Iterable[str]) -> str:
        """Give a text with the platform's inner addresses of these files in place of their public ones."""
        for url in urls:
            if inner := self.memory.internal(url):
                text = text.replace(f'"{url}"', f'"{inner}"')
        return text

    def delete_own(self, remote_id: str, run: int) -> bool:
        """The file is gone if `run` made it, the platform can, and no article of ours shows it."""
        row = self.memory.file_at(remote_id)
        if not self.talk.has("file_delete") or row is None or row.run != run or self.memory.shown_in(row.url):
            return False
        self.take(remote_id)
        return True

    def take(self, remote_id: str) -> None:
        """The file answers nobody any more; PortalRefusal where the platform takes none away."""
        row = self.memory.file_at(remote_id)
        if row is None:
            return
        if not self.talk.has("file_delete"):
            raise PortalRefusal(f"门户的接口不能删除文件 {row.url}", "请在门户后台删除该文件")
        self.talk.ask_again("file_delete", id=remote_id)
        self.memory.forget_file(row.slug)
        self._checked.pop(row.slug, None)

    def _ensured(self, slug: str, sha256: str, name: str, content: FileContent, run: int) -> Made:
        row = self.memory.file(slug)
        if row is not None and row.url:
            if digest_at(self.talk.asker, self.places.here(row.url)) != sha256:
                problem = f"门户中附件“{name}”（{row.url}）被人改动过或已损坏，未覆盖"
                raise PortalRefusal(problem, "请在门户中核对该文件")
            return Made(row.remote_id, row.url, made=False)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as spool:
            self.check(name, read_whole(content, sha256, name, spool))
            self.memory.note_file(slug, sha256=sha256, name=name, run=row.run if row else run)
            stored = self._stored(slug, name, spool)
        if digest_at(self.talk.asker, self.places.here(stored.url)) != sha256:
            self.memory.note_file(slug, url="")
            raise PortalRefusal(f"门户中附件“{name}”的内容与原件不符", "请检查门户有无压缩图片、加水印等改动")
        return Made(stored.remote_id, stored.url, made=True)

    def _stored(self, slug: str, name: str, spool: IO[bytes]) -> FileRow:
        call = self.talk.profile.calls["file_upload"]
        file_name = f"{slug}.{harmless_ending(name)}"

        def upload(known: Mapping[str, Any]) -> Upload:
            fields = [(one, str(value)) for one, value in fill(call.form or {}, known).items()]
            return multipart(fields, call.file, file_name, spool)

        def write(_: bool) -> dict[str, str]:
            said = self.talk.ask("file_upload", upload)
            url = self._url(said.json)
            remote_id = identity_at(said.json, call.id) if call.id else url
            internal = at(said.json, call.internal) if call.internal else None
            if not url or not remote_id:
                raise PortalError(f"门户没有说明附件“{name}”存到了哪里", CHECK_PROFILE)
            return {"remote_id": remote_id, "url": url, "internal": str(internal or "")}

        self.memory.note_file(slug, **self.talk.settle(write))
        row = self.memory.file(slug)
        if row is None:
            raise AssertionError("just written")
        return row

    def _url(self, said: Any) -> str:
        """Give the public address of an upload: what stands at the pointer, in the profile's pattern."""
        found = at(said, self.talk.profile.calls["file_upload"].url)
        if not isinstance(found, str) or not found:
            return ""
        pattern = self.talk.profile.file.get("address", "{found}")
        return self.places.public(str(fill(pattern, {**self.talk.known(), "found": found})))


def _slug(sha256: str, name: str) -> str:
    return f"att-{sha256[:24]}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
