"""What a refusal means to the reader: each code of a ``DomainError`` as a Chinese sentence.

A sentence says what happened and what to do. ``{invested:wan}`` prints an amount in 分 as 万元，
``{invested:yi}`` as 亿元. A code without a sentence is a bug that a test finds.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from niubizi.domain.amounts import number_text, wan_of_fen, yi_text
from niubizi.domain.errors import DomainError

SENTENCES: dict[str, str] = {
    "permission.denied": "您没有办理这项业务的权限。如确需办理，请联系安全管理员授权。",
    "not_found": "没有找到您要的内容，可能已变动，或不在您的查看范围内。",
    "stale": "这条记录刚被其他人修改过。请核对最新内容后再保存，您的输入已保留。",
    # accounts
    "sign_in.refused": "账号或密码不正确，请重新输入。账号已停用的，请联系系统管理员。",
    "sign_in.one_time_expired": "这个一次性密码已超过{days}天，不能再用。请联系系统管理员重新重置密码。",
    "sign_in.slowed": "刚才没有输对，请{seconds}秒后再试。",
    "sign_in.blocked": "连续多次没有输对，已临时锁定，请在{until}以后再试。急需使用的，请联系安全管理员解除锁定。",
    "second_factor.wrong": "动态口令或恢复码不正确，或已经用过，请换下一个再试。",
    "second_factor.exists": "已启用动态口令，无需重复办理。",
    "second_factor.none": "还没有启用动态口令。",
    "second_factor.own": "停用自己的动态口令，请在“账号与安全”办理。",
    "release.own": "不能确认自己的密码重置，请由其他安全管理员办理。",
    "release.not_waiting": "这个账号没有待确认的密码重置。",
    "release.too_early": "本人还没有用一次性密码登录并改成自己的密码，暂不能确认。",
    "token.incomplete": "请填写令牌的用途，并至少选择一项允许的操作。",
    "token.too_long": "令牌的有效期最长{days}天。",
    "user.incomplete": "请填写账号和姓名。",
    "user.unknown": "没有账号“{username}”，或已停用。",
    "user.exists": "账号“{username}”已存在，请换一个。",
    "user.deactivates_self": "不能停用自己的账号。",
    "password.wrong": "密码不正确，请重新输入。",
    "password.weak": "新密码强度不够：{reasons}",
    "view.unnamed": "请给视图起一个名称。",
    "setting.unknown": "没有“{key}”这项设置。",
    "setting.wrong_value": "“{label}”的取值不正确，请修改后再保存。",
    # organizations and grants
    "organization.incomplete": "请填写机构的编码和名称。",
    "organization.exists": "机构编码“{code}”已存在，请换一个。",
    "organization.unknown": "没有编码为“{code}”的机构，请核对单位编码。",
    "organization.unknown_parent": "没有编码为“{code}”的上级机构，表中也没有（或者表中那一行有错误）。",
    "organization.moves": "“{name}”不能改到“{parent}”之下；机构调整请终止原机构，另建新机构并填写承继。",
    "organization.second_root": "机构树只能有一个根节点，请选择上级机构。",
    "organization.own_successor": "承继机构不能是机构自己，也不能一路承继又回到自己。",
    "dates.reversed": "终止日期早于起始日期，请修改。",
    "grant.to_self": "不能给自己授权或撤销自己的授权，请由其他安全管理员办理。",
    "grant.excluded": "“{wanted}”与已有角色“{held}”不能由同一人担任，请先撤销原有授权。",
    "grant.only_at_root": "“{role}”只能授予在市级。",
    "grant.exists": "该授权已存在。",
    # periods and amounts
    "period.not_a_month": "“{text}”不是月份，请写成 2021-07 的形式。",
    "period.none": "还没有调度期，请等市重大项目办开放填报。",
    "period.unknown": "没有{period}调度期。",
    "period.not_live": "{period}已关账，没有实时数据；请查看关账数据。",
    "period.merged": "{period}并入{into}一并报送，不单独开放。需要单独报送的，请先修改报送日历。",
    "calendar.needs_reason": "调整期限须写明原因。",
    "calendar.due_order": "市级审定的截止日不能早于板块报送的截止日，两个日期都不能早于本月1日。",
    "calendar.december": "12月的数据截止日、板块报送截止日、市级审定截止日应依次不早于前一个，且都在12月内。",
    "calendar.unknown_year": "{year}年的放假安排尚未收录，请按国务院办公厅的通知逐日录入。",
    "period.exists": "{period} 调度期已存在。",
    "period.not_open": "{period} 调度期{state}，不能填报或审核。",
    "amount.not_a_number": "“{text}”不是金额，请填写数字（万元）。",
    "amount.negative": "金额不能为负数。",
    "amount.too_large": "金额“{text}”过大，请核对单位是否为万元。",
    "amount.too_fine": "金额“{text}”精确到了1分以下，请核对单位。",
    # plans and stages
    "plan.negative": "年度计划不能为负数。",
    "plan.not_twelve_months": "月度计划应有12个月，现在是{given}个月。",
    "plan.months_do_not_sum": "12个月计划之和为{months:wan}万元，与年度计划{annual:wan}万元不一致。",
    "plan.ends_before_start": "计划竣工（{end}）早于计划开工（{start}），请修改。",
    "plan.needs_reason": "调整年度计划须注明文号和原因。",
    "stage.not_on_track": "“{stage}”不在该类项目的阶段之内。",
    "stage.not_allowed": "项目处于“{stage}”阶段，不能变为“{to}”。",
    # projects
    "project.incomplete": "请填写项目名称和总投资。",
    "project.classified": "涉密项目不得录入本平台。请先确认项目不涉密。",
    "project.code_exists": "投资项目代码“{code}”已被项目“{name}”使用。",
    "project.not_a_block": "请选择项目所属板块。",
    "entry.exists": "项目“{project}”已在“{programme}”名单内。",
    "entry.left_without_reason": "调出名单须注明原因。",
    "entry.package_and_parts": "名单内不能同时包含打包项目和它的子项目：{project}。",
    "programme.unknown": "没有名单“{code}”。",
    "programme.exists": "名单代码“{code}”已存在。",
    "programme.no_target": "以年度目标为基数的名单须填写年度目标。",
    "package.unknown_part": "没有编号为“{code}”的其他项目，请核对项目页上的编号。",
    "package.nested": "“{project}”已是打包项目或别的子项目，打包项目不能再套打包项目。",
    "package.reports": "“{project}”已单独报送过月报，不能再改为打包项目；请另建打包项目。",
    "rollover.no_closing": "{period}还没有关账。年度结转依据12月的关账数据，请先关账。",
    "rollover.too_late": "{year}年已有关账的调度期，不能再整体结转。漏列的项目请逐个列入名单，或导入名单。",
    # monthly returns
    "return.falls": "本年累计完成投资{invested:wan}万元，低于上期的{previous:wan}万元。确需调减的，请在“说明”中写明原因。",
    "return.no_figure": "请填写本年累计完成投资。",
    "return.not_due": "项目“{project}”处于“{stage}”阶段，本期无需报送。",
    "return.package": "“{project}”是打包项目，由其子项目分别报送。",
    "workbook.other_period": "这是{given}的月报表，现在要报的是{wanted}，请下载{wanted}的月报表填写。",
    "workbook.preview_expired": "核对结果已过期，请重新上传工作簿。",
    "review.not_allowed": "月报当前为“{state}”，不能{action}。",
    "review.needs_comment": "退回时请写明意见，便于填报人修改。",
    "review.not_your_level": "这份月报现由“{level}”审核，请等待上一级处理。",
    "review.already_approved": "这份月报已审定。需要更正的，请发起新一版更正。",
    "attachment.type": "“{name}”的格式不在允许范围内（PDF、JPG、PNG、WebP、DOCX、XLSX、TXT），或内容与扩展名不符。",
    "photo.not_an_image": "“{name}”不是可识别的图片（支持 JPG、PNG、WebP）。",
    "photo.too_large": "“{name}”超过{limit}MB，请压缩后再上传。",
    "photo.too_many_pixels": "“{name}”超过{limit}万像素，请缩小后再上传。",
    "photo.exists": "这张照片已在本期月报中。",
    # closings
    "closing.not_prepared": "{period} 调度期尚未提交关账，请先由经办人准备。",
    "closing.already_prepared": "{period} 调度期已在等待确认关账。",
    "closing.already_closed": "{period} 调度期已关账，不能重复关账。",
    "closing.not_closed": "{period} 调度期尚未关账。",
    "closing.same_person": "关账须由另一人确认：准备人与确认人不能是同一人。",
    "closing.changed": "准备关账之后数据有变动，请退回重新准备。",
    "closing.earlier_open": "{earlier} 调度期尚未关账，请先关闭较早的调度期。",
    "closing.not_latest": "只能重新打开最近一次关账的调度期（{latest}）。",
    "closing.briefing_issued": "{period} 的通报已印发，不能重新开账；更正请计入下一期并发布更正说明。",
    "closing.needs_reason": "重新开账须写明原因。",
    "closing.empty": "{period} 调度期没有任何在列项目，不能关账。",
    "figure.unknown": "没有找到这个数据，可能写错了编号。",
    # briefings
    "briefing.issued": "通报已印发，内容不能再修改。",
    "briefing.not_closed": "{period} 尚未关账，通报只能依据已关账数据印发。",
    "briefing.same_person": "签发人不能是拟稿人本人。",
    "briefing.incomplete": "印发前请填写{missing}。",
    "briefing.number_exists": "发文字号“{number}”已使用。",
    "briefing.no_programme": "请至少选择一个名单。",
    "briefing.bad_text": "通报的标题和正文不能为空。",
    "briefing.unknown_field": "正文里的取数字段“{field}”不存在，最相近的是“{nearest}”，请改正后再印发。",
    "briefing.unmatched": "正文中有{count}处数字与账面数据对不上，请核对或改为取数字段后再印发。",
    # figure check
    "check.too_long": "文字超过1MB（约35万字），请分成几段核对。",
    # remarks
    "remark.empty": "请先写下内容。",
    "remark.too_long": "内容超过{limit}个字，请精简。",
    # the map
    "map.approval": "“{text}”不是审图号。请按批准书填写，如 苏S（2021）012号。",
    "map.not_json": "文件不是 GeoJSON，或者编码不是 UTF-8。请向制图单位索取 GeoJSON 格式的行政边界。",
    "map.no_polygons": "文件里没有面状的行政边界，请核对是否选错了图层。",
    "map.not_degrees": "文件的坐标不是我国范围内的经纬度（度）。请转换为经纬度坐标后再上传。",
    "map.too_large": "文件超过8MB，或者图形太多。请用制图软件简化边界后再上传。",
    # long work
    "job.failed": "这项工作没有办成，没有写入任何数据。请再办一次；还是不行的，请告诉系统管理员，并说明办理的时间。",
    # uploads
    "upload.missing": "请选择要上传的文件。",
    "upload.too_large": "文件超过{limit}MB，请精简后再上传。",
    "upload.refused": "{sentence}",
    "import.no_valid_rows": "没有可导入的有效行。",
    "import.has_errors": "还有{errors}处错误。请改正后重新上传，或选择只导入有效行。",
    "import.done_before": "这份文件已经导入过，没有任何变化。",
    "import.expired": "这次预览已过期，请重新上传文件。",
    "import.wrong_year": "这份表是{year}年的，不能导入“{programme}”。请改选{year}年的名单，或核对表的标题。",
    "import.wrong_period": "这份表是{found}的，不能作为{period}的月报导入。请改选调度期，或核对表头的月份。",
    "import.unknown_project": "“{project}”不在本期应报项目内，或不在您的填报范围内。请核对项目名称或代码。",
    "import.no_block": "“{project}”没有写明所属板块，无法新增。请补填板块后再导入。",
    "import.ambiguous": "台账中有{count}个同名项目“{project}”，无法判断是哪一个。请补填投资项目代码或板块。",
    "import.left": "“{project}”已于{day}调出本名单，不能由导入重新列入。请在项目页办理。",
    "import.twice": "“{project}”在表中出现了两次，只能保留一行。",
    "import.too_long": "“{field}”超过{limit}个字，请缩短后再导入。",
    "import.not_preview": "这次导入已经办结。",
}

FORBIDDEN = frozenset({"permission.denied"})
CONFLICT = frozenset({"stale"})
UNSEEN = frozenset({"not_found", "period.none", "figure.unknown"})


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "wan":
            return (
                number_text(int(wan_of_fen(value)), 0, grouped=True)
                if _whole(value)
                else format(wan_of_fen(value), ",f")
            )
        if format_spec == "yi":
            return yi_text(value)
        return str(super().format_field(value, format_spec))


def _whole(fen: int) -> bool:
    return wan_of_fen(fen) == int(wan_of_fen(fen))


def sentence(error: DomainError) -> str:
    """The Chinese sentence of a refusal."""
    return fill(SENTENCES[error.code], error.facts)


def fill(template: str, facts: Mapping[str, Any]) -> str:
    """A sentence with its facts; ``{x:wan}`` and ``{x:yi}`` print amounts in 分."""
    return _Formatter().vformat(template, (), facts)


def status(error: DomainError) -> int:
    """The HTTP status of a refusal: 403, 404, 409, else 422."""
    if error.code in FORBIDDEN:
        return 403
    if error.code in UNSEEN:
        return 404
    return 409 if error.code in CONFLICT else 422
