"""A generated clean-up sheet for measuring: 25 columns, every row a site, facts of all kinds; the same for a number.

python -m benchmarks.sheet ROWS FILE
"""

import random
import sys
from pathlib import Path

import xlsxwriter

HEADINGS = (
    "序号", "网站标识码", "网站名称", "主办单位", "网址", "是否纳入全国政府网站信息报送系统", "运行现状",
    "最后更新日期", "年更新条数", "内容保障能力", "技术保障能力", "特殊情况类型", "上级部门要求", "需保留内容",
    "迁移栏目", "主办单位意见", "政府办意见", "计划完成时间", "负责人", "职务", "电话", "ICP备案号", "IP地址",
    "承办单位", "备注",
)  # fmt: skip


def row(number: int, draw: random.Random) -> list[object]:
    """One site; `draw` picks what differs."""
    listed = draw.choice("是否")
    return [
        number, f"45{number:08d}" if listed == "是" else None, f"栖云县第{number}局网站", f"栖云县第{number % 900}局",
        f"http://s{number}.qiyun.gov.example/", listed, draw.choice(["正常", "无法访问", "运行正常", "已关停"]),
        draw.choice(["2016-03-01", "2017-01-20", "2014年5月", "20161203", "三个月前"]), draw.randint(0, 300),
        draw.choice("有无"), draw.choice("有无"), draw.choice([None, None, "无", "行业主管部门要求"]),
        draw.choice([None, "有", "无"]), draw.choice([None, None, "通知公告"]), draw.choice([None, None, "部门动态"]),
        draw.choice(["保留", "迁移", "关停"]), draw.choice([None, "关停", "迁移"]),
        draw.choice(["2017-03-20", "2017年6月底"]), "某甲", "主任", f"0000-{number:07d}", f"某ICP备{number:08d}号",
        "192.0.2.1", "栖云信息中心", draw.choice([None, "内容较少", "暂无"]),
    ]  # fmt: skip


def write(rows: int, path: Path) -> None:
    """Write the sheet."""
    draw = random.Random(1)
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("清理表")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, row(number, draw))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
