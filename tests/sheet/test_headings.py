"""Every heading that clean-up sheets are known or expected to have means its field."""

import pytest

from migrate.sheet.headings import HeadingIndex
from tests.sheet.building import shipped

SPELLINGS = {
    "no": "序号 编号 序　号 No. 行号 #",
    "site_name": "网站名称 网站中文名 站点名称 网站名 名称 网站（系统）名称 网站全称 平台名称 拟关停网站",
    "url": (
        "网址 网站地址 首页url 首页URL 网站URL url地址 "
        "首页网址 域名 网站域名 访问地址 链接 网站首页地址（URL） 网址（IP）"
    ),
    "redirect": "跳转URL 跳转地址 新网址 备用域名",
    "site_code": "网站标识码 标识码 政府网站标识码 识别码 网站编码 政府网站统一标识码",
    "owner": (
        "主办单位 网站主办单位 单位 网站责任单位 开办单位名称 申请单位全称 填报单位 责任单位 部门 单位名称 所属单位"
    ),
    "supervisor": "网站主管单位 主管单位 组织单位名称/编码 上级主管 分管部门",
    "operator": "承办单位 网站运行单位 技术支持 运维单位 建设单位 开发公司 服务商",
    "listed": "纳入/未纳入全国政府网站信息报送系统 是否纳入普查 是否上报国办系统 是否已录入系统 报送系统状态",
    "state": "状态 检查状态 连通状态 检查情况 运行状态 运行现状 是否正常运行 能否访问",
    "last_update": "最后更新日期 最后更新时间 最近更新时间 上次更新 最新一条信息时间",
    "days_stale": "未更新天数",
    "freshness": "更新情况 更新频率",
    "count": (
        "更新数量 网站更新量（条） 栏目数量 空白栏目个数 信息总量 "
        "文章数 首页死链(个) 首页不可用链接(个) 网站死链个数 错链数 断链数 更新量 更新条数 月均更新量"
    ),
    "yearly_count": "2016年更新条数",
    "filing": (
        "工信部ICP备案号 国际联网备案号 备案号 ICP备案 公安备案 是否备案 等级保护定级备案 等级测评 等保级别 是否做等保"
    ),
    "hosting": "IP地址 网站/App接入方式 服务器位置 托管方式 机房 云平台",
    "person": "负责人 网站负责人 责任单位负责人及职务 联系人 工作电话 手机 邮箱 分管领导 管理员 办公电话 联系方式",
    "opinion": "分类意见 处理意见 拟处置意见 清理意见 整改方式 关停/保留/迁移 意见",
    "office_opinion": "拟办意见 复核意见",
    "special_case": "特殊情况类型 例外理由 保留理由",
    "keep_content": "确有必须的要保留的内容 需保留的内容 需要保留的栏目",
    "demanded": "上级要求 绩效考评要求",
    "target": "栏目、频道 子站 新网站名称 链接地址 迁移栏目 拟迁入栏目 目标平台",
    "filed_date": "申请时间 报备日期 影响日期",
    "planned_date": "更正计划时限 完成时限 关停时间 计划完成时间",
    "note": "备注 问题描述 详细说明 存在的问题 问题整改对策 说明 情况说明 其他",
}
CASES = [(field, title) for field, titles in SPELLINGS.items() for title in titles.split(" ")]


@pytest.mark.parametrize(("field", "title"), CASES, ids=[title for _, title in CASES])
def test_a_heading_of_the_known_forms_means_its_field(field: str, title: str) -> None:
    assert HeadingIndex(shipped()[0]).heading(1, [title]).field == field
