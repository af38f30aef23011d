"""Taking back what a run of publishing made: articles, files that nothing shows, channels that stand empty.

What was there before the run, and what a person changed since, is preserved; both are listed. Articles that the run
only brought up to date stay as they are: the text before is not kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from migrate.errors import StageError
from migrate.ledger import id_map, made_by, outputs
from migrate.portal.contract import Portal
from migrate.run.placing.lists import ListFile
from migrate.run.portals import open_portal
from migrate.run.work import REPORTS, Result, Voice, Work, opened, tool_version
from migrate.settings import Settings

LIST = "回退清单.csv"
HEADINGS = ("结果", "种类", "名称", "门户网址或编号", "说明")
TAKEN, WOULD, KEPT = "已收回", "将收回", "保留"
BECAUSE = "运行 {run} 的发布已回退，再次运行 migrate publish 时重新迁入"
WAS_THERE = "发布之前就在门户中"
EDITED = "发布之后被人改动过"
NOT_OURS = "门户上没有记为本次运行所建"
SHOWN_ELSEWHERE = "仍有文章使用，或不是本次运行所建"
NOT_EMPTY = "其中仍有内容，或不是本次运行所建"
UNASKED = "没有其他文章使用时收回"
IF_EMPTY = "为空时收回"


def rollback(workspace: Path, settings: Settings, voice: Voice, run: int, *, dry_run: bool) -> Result:
    """Take back what a run made in the portal that the settings name; `dry_run` only asks and lists.

    Raises StageError where there is no such run, or it made nothing in this portal.
    """
    with opened(workspace, settings, voice) as work:
        portal = open_portal(work)
        target = portal.probe().target
        _check(work, run, target)
        if dry_run:
            return _Taking(work, portal, target, run, dry_run).all()
        with work.ledger.run("rollback", tool_version()):
            result = _Taking(work, portal, target, run, dry_run).all()
            work.ledger.end_run(result.exit_code)
            return result


def _check(work: Work, run: int, target: str) -> None:
    with work.ledger.begin() as connection:
        command = made_by.command_of(connection, run)
        elsewhere = made_by.other_targets(connection, run, target)
        made = made_by.made_anything(connection, run, target)
    if command is None:
        raise StageError(f"台账中没有第 {run} 次运行", "运行编号见 migrate publish 的输出")
    if not made:
        where = f"它发布到 {'、'.join(elsewhere)}，请把 portal 设置改回后再回退" if elsewhere else "没有可回退的内容"
        raise StageError(f"第 {run} 次运行（{command}）没有在 {target} 中新建内容", where)


@dataclass
class _Taking:
    """One run being taken back."""

    work: Work
    portal: Portal
    target: str
    run: int
    dry_run: bool
    result: Result = field(default_factory=Result)

    def all(self) -> Result:
        """Articles first, then the files that they showed, then the channels that they stood in, the deepest first."""
        listed = ListFile(self.work.folder(REPORTS) / LIST, HEADINGS)
        try:
            for one in (*self._articles(), *self._files(), *self._channels()):
                listed.add(*one)
            if not self.dry_run:
                self.portal.finish()
            self._tell_stale()
        finally:
            listed.keep()
        return self.result

    def _told(self, kind: str, kept: str, name: str, place: str) -> tuple[str, str, str, str, str]:
        """One line of the list; what is preserved is counted, and named at the desk as a number."""
        word = KEPT if kept else WOULD if self.dry_run else TAKEN
        self.result.count(f"{word}{kind}")
        return (word, kind, name, place, kept)

    def _enter(self, connection: Any, what: str, site_key: str | None, item: str, kept: str) -> None:
        event = "preserved" if kept else "deleted"
        detail = {"what": what, "run": self.run, **({"why": kept} if kept else {})}
        self.work.ledger.enter(connection, "rollback", event, site_key=site_key, item=item, detail=detail)

    def _articles(self) -> Iterator[tuple[str, ...]]:
        after = ("", "")
        while True:
            with self.work.ledger.begin() as connection:
                rows = made_by.articles_made(connection, self.run, self.target, after)
            if not rows:
                return
            for row in rows:
                after = (row.site_key, row.article_key)
                kept = self._take_article(row)
                yield self._told("文章", kept, row.title or row.article_key, row.new_url or row.remote_id)

    def _take_article(self, row: Row[Any]) -> str:
        """Take an article back; gives why it is preserved, nothing where it is gone."""
        there = self.portal.read_back(row.remote_id)
        kept = ""
        if row.rollback != id_map.DELETE:
            kept = row.held_because or WAS_THERE
        elif there is not None and there != row.target_hash:
            kept = EDITED
        elif there is not None and not self.dry_run and not self.portal.delete_own(row.remote_id, self.run):
            kept = NOT_OURS
        if self.dry_run:
            return kept
        with self.work.ledger.begin() as connection:
            self._enter(connection, "article", row.site_key, row.article_key, kept)
            if not kept:
                because = BECAUSE.format(run=self.run)
                made_by.forget_article(connection, row.site_key, row.article_key, outputs.HELD, because)
        return kept

    def _files(self) -> Iterator[tuple[str, ...]]:
        with self.work.ledger.begin() as connection:
            rows = made_by.files_made(connection, self.run, self.target)
        for row in rows:
            take = partial(self.portal.delete_file, row.remote_id, self.run)
            kept = self._taken("file", row.new_url, take, SHOWN_ELSEWHERE, partial(made_by.forget_file, row=row))
            told = self._told("文件", kept, row.name, row.new_url)
            yield (*told[:4], UNASKED) if self.dry_run else told

    def _channels(self) -> Iterator[tuple[str, ...]]:
        with self.work.ledger.begin() as connection:
            rows = made_by.channels_made(connection, self.run, self.target)
        for row in sorted(rows, key=lambda row: (-row.path.count("/"), row.path)):
            take = partial(self.portal.delete_channel, row.remote_id, self.run)
            kept = self._taken("channel", row.path, take, NOT_EMPTY, partial(made_by.forget_channel, row=row))
            told = self._told("频道", kept, row.path, row.remote_id)
            yield (*told[:4], IF_EMPTY) if self.dry_run else told

    def _taken(
        self, what: str, item: str, take: Callable[[], bool], else_why: str, forget: Callable[[Connection], None]
    ) -> str:
        """Take a file or a channel back; gives why it is preserved, nothing where it is gone or would be."""
        if self.dry_run:
            return ""
        kept = "" if take() else else_why
        with self.work.ledger.begin() as connection:
            self._enter(connection, what, None, item, kept)
            if not kept:
                forget(connection)
        return kept

    def _tell_stale(self) -> None:
        kept = sum(number for name, number in self.result.counts.items() if name.startswith(KEPT))
        if kept:
            self.result.waiting.append(f"{kept} 项没有收回，理由见 {REPORTS}/{LIST}")
        with self.work.ledger.begin() as connection:
            has_redirects = made_by.has_redirects(connection)
        if has_redirects and not self.dry_run:
            self.result.waiting.append(
                "跳转规则和归档页可能仍指向已收回的文章，请接着运行 migrate archive 和 migrate redirects 重新生成"
            )
