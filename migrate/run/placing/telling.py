"""What publishing says: totals for the desk, a list of the articles that are not as they were, and of dead links."""

from dataclasses import dataclass, field
from enum import StrEnum

from migrate.run.placing.lists import ListFile
from migrate.run.work import REPORTS, Result, Work

SHOWN = 20  # articles named at the desk; all of them stand in the list
DONE_LIST, PREVIEW_LIST, DEAD_LIST = "迁移结果.csv", "迁移预览.csv", "失效链接.csv"
HEADINGS = ("结果", "网站标识码", "网站", "文章", "旧网址", "频道", "门户网址", "说明")
DEAD_HEADINGS = ("网站标识码", "网站", "文章", "旧网址", "失效的链接", "原因")


class Step(StrEnum):
    """What becomes of an article in this run."""

    NEW = "new"  # it is not in the portal yet
    CHANGED = "changed"  # it is there in an older state that nobody touched
    UNCHANGED = "unchanged"  # it is there as it should be: no call
    FOUND = "found"  # it is there as it should be, and the ledger did not know: the answer was lost
    CONFLICT = "conflict"  # a person changed it there, and its source changed too
    REFUSED = "refused"  # the portal refuses it
    HELD = "held"  # it may not be handed over
    LEFT_OUT = "left_out"  # a person said that it is not to be handed over
    WITHDRAWN = "withdrawn"  # it was public and no longer may be
    RELINKED = "relinked"  # placed in this run, and written once more when all addresses were known


DONE = {
    Step.NEW: "新增文章",
    Step.CHANGED: "更新文章",
    Step.UNCHANGED: "未变文章",
    Step.FOUND: "已在门户中的文章",
    Step.CONFLICT: "冲突文章",
    Step.REFUSED: "门户拒收文章",
    Step.HELD: "暂不发布",
    Step.LEFT_OUT: "确认不迁入",
    Step.WITHDRAWN: "撤下文章",
    Step.RELINKED: "改写链接",
}
PREVIEWED = {
    **DONE,
    Step.NEW: "将新增文章",
    Step.CHANGED: "将更新文章",
    Step.UNCHANGED: "不变文章",
    Step.REFUSED: "将被拒收文章",
    Step.WITHDRAWN: "将撤下文章",
    Step.RELINKED: "将改写链接",
}
MADE = frozenset({DONE[Step.NEW], "上传文件", "新建频道"})
STANDING = frozenset({Step.NEW, Step.CHANGED, Step.UNCHANGED, Step.FOUND})


@dataclass(frozen=True)
class About:
    """The article that is told of."""

    site_key: str
    site_name: str
    title: str
    old_url: str
    channel: str = ""
    new_url: str = ""


@dataclass
class Told:
    """What a run of publishing has told so far."""

    work: Work
    preview: bool
    result: Result = field(default_factory=Result)
    _named: int = 0

    def __post_init__(self) -> None:
        reports = self.work.folder(REPORTS)
        self.outcomes = ListFile(reports / (PREVIEW_LIST if self.preview else DONE_LIST), HEADINGS)
        self.dead = ListFile(reports / DEAD_LIST, DEAD_HEADINGS)

    def step(self, step: Step, about: About, why: str = "") -> None:
        """Tell what became of an article, or would."""
        word = (PREVIEWED if self.preview else DONE)[step]
        self.result.count(word)
        if step in STANDING and not self.preview:
            self.result.count("已发布文章")
        if step is not Step.UNCHANGED and step is not Step.RELINKED:
            self.outcomes.add(
                word, about.site_key, about.site_name, about.title, about.old_url, about.channel, about.new_url, why
            )
        if step in (Step.CONFLICT, Step.REFUSED):
            self._name(step, about, why)

    def _name(self, step: Step, about: About, why: str) -> None:
        self._named += 1
        if self._named <= SHOWN:
            place = f"，门户 {about.new_url}" if about.new_url else ""
            self.result.waiting.append(f"{about.site_name}：《{about.title}》{why}（旧网址 {about.old_url}{place}）")

    def dead_link(self, about: About, link: str, why: str) -> None:
        """Tell of a link that leads nowhere any more and stands as text."""
        self.dead.add(about.site_key, about.site_name, about.title, about.old_url, link, why)

    def close(self, *, whole: bool, run: int | None = None) -> Result:
        """Keep the lists and give the result; those of a run that did not come to its end name what it did."""
        if run is not None and not self.preview and MADE & self.result.counts.keys():
            self.result.counts["运行编号"] = run  # what `migrate rollback` asks for
        self.outcomes.keep()
        if whole:
            self.dead.keep()
        else:
            self.dead.drop()
        if self._named > SHOWN:
            name = PREVIEW_LIST if self.preview else DONE_LIST
            self.result.waiting.append(f"……共 {self._named} 篇冲突或被拒收的文章，全部列在 {REPORTS}/{name}")
        if self.dead.rows and whole:
            self.result.count("失效链接", self.dead.rows)
        return self.result
