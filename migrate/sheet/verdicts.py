"""What a reviewer writes under 复核意见: agreement, a verdict or a form of one; and the words for it in a workbook."""

import re

from migrate.model import Action, Verdict
from migrate.sheet.cells.text import bare

AGREED = "agree"  # the ledger's word for 同意
_POINTS = re.compile(r"[、，,。.．！!；;]")
_OPENING = re.compile(r"^(?:同意|拟|建议|改为|继续|予以|申请)+(?=.)")
_AGREED = frozenset({"同意", "无异议", "没有异议", "确认", "同意意见", "同意分类意见", "分类意见", "√"})
_VERDICTS = {
    Verdict.KEEP: ("保留",),
    Verdict.MIGRATE: ("迁移", "迁移整合"),
    Verdict.CLOSE: ("关停", "注销", "关停注销", "关闭", "永久关停", "永久关停注销", "永久下线"),
}
_ACTIONS = {
    Action.PORTAL: (Verdict.KEEP, ("作为政府门户网站保留", "政府门户")),
    Action.EXCEPTION: (Verdict.KEEP, ("例外", "例外保留", "保留例外")),
    Action.MIGRATE_CHANNEL: (
        Verdict.MIGRATE, ("迁移为栏目频道", "迁移为栏目", "迁移为频道", "迁移为栏目或频道", "迁移后关停"),
    ),
    Action.MIGRATE_SUBSITE: (Verdict.MIGRATE, ("迁移为子站", "子站")),
    Action.SELF_CLOSE: (Verdict.CLOSE, ("自主关停", "自主关停注销", "自行关停")),
    Action.ALREADY_CLOSED: (Verdict.CLOSE, ("已关停", "已关停核对注销", "已注销")),
}  # fmt: skip
_MEANING: dict[str, tuple[Verdict | None, Action | None]] = {
    **dict.fromkeys(_AGREED, (None, None)),
    **{word: (verdict, None) for verdict, words in _VERDICTS.items() for word in words},
    **{word: (verdict, action) for action, (verdict, words) in _ACTIONS.items() for word in words},
}
WORDS: dict[str, str] = {
    AGREED: "同意",
    **{str(verdict): words[0] for verdict, words in _VERDICTS.items()},
    **{
        Action.PORTAL: "作为政府门户网站保留",
        Action.EXCEPTION: "申请例外",
        Action.MIGRATE_CHANNEL: "迁移为栏目、频道",
        Action.MIGRATE_SUBSITE: "迁移为子站",
        Action.SELF_CLOSE: "自主关停、注销",
        Action.ALREADY_CLOSED: "已关停，核对注销",
    },
}  # the ledger's word for an opinion → what the workbook shows


def read_verdict(text: str) -> tuple[Verdict | None, Action | None] | None:
    """What the words mean: (None, None) agrees, an action is given where one is named; None where they say neither.

    >>> read_verdict("拟关停。")
    (<Verdict.CLOSE: 'close'>, None)
    >>> read_verdict("不同意") is None
    True
    """
    plain = _POINTS.sub("", bare(text))
    return _MEANING.get(plain) or _MEANING.get(_OPENING.sub("", plain))


def word_of(verdict: Verdict | None, action: Action | None) -> str:
    """The ledger's word for an opinion."""
    return str(action or verdict or AGREED)
