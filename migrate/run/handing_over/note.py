"""What a hand-over folder says of itself: 移交说明.txt for people, bag-info.txt for archives' programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from archive.packing.bag import Item
from migrate.run.work import tool_version
from migrate.settings import Office

NOTE = "移交说明.txt"
CONTENTS = {
    "archive": "归档页面：带“已归档”标识和归档时间，用浏览器打开其中的 index.html 即可查看，不需服务器",
    "captures": "采集记录（WARC）：服务器应答的原始字节，未作任何改动",
    "catalogue": "归档页面目录",
    "forms": "关停、迁移的文书",
    "ledger": "台账摘录（JSON Lines）：每个网址的去向、文章、分类意见、门户中的位置、旧网址的跳转",
}
PUBLIC = ("archive", "catalogue")


@dataclass(frozen=True)
class Handover:
    """One bag of a site: which of how many, what is in it, and the seal of the workspace that it was taken from."""

    site: Row[Any]
    number: int
    count: int
    items: Sequence[Item]
    sealed: str
    sealed_at: str
    signer: str | None
    largest: int | None = None  # the size that was asked for, where a file of this bag is larger

    @property
    def which(self) -> str:
        """The bag's place among its like; empty where it is the only one."""
        return f"（第 {self.number} 部分，共 {self.count} 部分）" if self.count > 1 else ""


def note_of(bag: Handover, office: Office) -> str:
    """Give 移交说明 as text."""
    site = bag.site
    lines = [
        f"{site.site_name} 网页归档移交说明{bag.which}",
        "",
        f"网站名称：{site.site_name}",
        f"网站标识码：{site.site_code or '（无）'}",
        f"原网址：{site.url or '（未登记）'}",
        f"主办单位：{site.owner or '（未登记）'}",
        f"移交单位：{office.name or '（未填写，见设置 office.name）'}",
        "",
        "一、内容（均在 data 文件夹中）",
        *_content_lines(bag.items),
        "",
        "二、使用范围",
        f"{'、'.join(f'{name}/' for name in PUBLIC)} 可以公开；审查中暂不公开的页面，在其中只有一页说明，没有原文。",
        "其余部分供档案保存，不宜公开：captures/ 的采集记录保存全部原文，包括审查中暂不公开的内容（如个人信息）；",
        "ledger/ 列有这些页面的网址和标题，forms/ 是内部文书。",
        "",
        "三、核验",
        "manifest-sha256.txt 列有每个文件的 SHA-256 值，可用 sha256sum -c manifest-sha256.txt 或任何 BagIt 工具核对；",
        "seal 文件夹是本移交包的封存，migrate verify --package 加本文件夹即可核验，不需台账；增加、删去、改动、截短或",
        "调换任何一个文件都能查出。",
        f"取自工作目录 {bag.sealed_at} 的封存，根值 {bag.sealed}。",
        f"签名公钥指纹：{bag.signer}。" if bag.signer else "本次封存没有电子签名。",
    ]
    if bag.count > 1:
        lines += [
            "",
            "四、分卷",
            f"因大小限制分为 {bag.count} 部分，每部分是一个完整的移交包，可单独核验；没有拆开任何文件。",
            "把各部分的 data 文件夹合并到一处，即为全部内容，归档页面之间的链接随之可用。",
        ]
        if bag.largest is not None:
            lines.append(f"本部分有单个文件超过限定的 {bag.largest} 字节，因此大于限定。")
    return "\r\n".join(lines) + "\r\n"  # for the plain text editors of offices


def _content_lines(items: Sequence[Item]) -> list[str]:
    lines = []
    for name, told in CONTENTS.items():
        own = [item for item in items if item.path.startswith(f"{name}/")]
        if own:
            lines.append(f"{name}/　{told}；{len(own)} 个文件，{sum(item.size for item in own)} 字节")
    return lines


def bag_info(bag: Handover, office: Office, today: date) -> dict[str, str]:
    """Give the fields of bag-info.txt."""
    site = bag.site
    told = {
        "Source-Organization": office.name or site.owner,
        "Organization-Address": office.address,
        "Contact-Name": office.contact,
        "Contact-Phone": office.phone,
        "Contact-Email": office.email,
        "External-Description": f"{site.site_name}（{site.site_key}）网页归档移交包{bag.which}",
        "External-Identifier": site.site_key,
        "Internal-Sender-Identifier": bag.sealed,
        "Internal-Sender-Description": "工作目录封存的根值",
        "Bagging-Date": today.isoformat(),
        "Bag-Software-Agent": f"gov-site-migrate {tool_version()}",
    }
    if bag.count > 1:
        told |= {"Bag-Group-Identifier": site.site_key, "Bag-Count": f"{bag.number} of {bag.count}"}
    return {name: " ".join(value.split()) for name, value in told.items() if value and value.strip()}
