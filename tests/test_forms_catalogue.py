"""The registers against the forms catalogue: every field of every form is declared, in its wording and of its type.

`catalogue_labels.json` is an extract of the catalogue: form code → title and fields as [label, type]. Where a register words
a field otherwise, or splits it, the table below says how and why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models import REGISTERS
from models.declare import Field, Kind, Register
from models.declare.label import Further

CATALOGUE: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "catalogue_labels.json").read_text(encoding="utf-8"))
FIELDS = [(code, label, kind) for code, form in CATALOGUE.items() for label, kind in form["fields"]]


def plain(label: str) -> str:
    """The catalogue writes half-width brackets; the paper does not."""
    return label.replace("(", "（").replace(")", "）")


#: A form that is a second printout of another form's records.
PRINTED_FROM = {"B03": "B02", "G13": "G07"}
#: A form that is a paper beside the form of those records.
BESIDE = {"G13": "old"}

ROW_NUMBER = "the ledger numbers its rows as it prints; the record itself has its number (编号)"
ROW_OF_TALLY = "a column of the rows that the system works out"
INDICATOR = "a row of the indicators, with what it is compared with"
OVERDUE_COLUMNS = (
    "投诉编号", "受理时间", "投诉类别", "投诉内容摘要", "责任部门", "责任人", "应办结时间", "逾期时长", "逾期原因", "催办次数/时间",
    "预计完成时间",
)  # fmt: skip
NUMBERED = ("A01", "A03", "A07", "A15", "B01", "B03", "C01", "C08", "I01", "I02", "I03", "I06", "I07", "I09")
SHARED = "A03 and A04 stand on one base, so that both say it alike"
LISTED = "a column of the rows of the list"
A_NUMBER = "the number of the record"
THE_METER = "the link shows the number of the meter; its size and reading are fields of their own"
WHO_WHERE = "fields of their own, so that the list finds each"
ROW_OF_FAULT = "a column of the meters reported"
ROW_OF_AGED = "a column of the aged meters"
TOLD_BY_SWAP = "the row leads to its 换表单, which says it"
ONE_SLIP = "G04 and G05 stand on one base, so that both say it alike"
GRID = "the heading of the grid (满意度评价) already says 评价"

#: (form, catalogue label) → our labels (of the register, or of its child rows as 表.栏) and the reason.
WORDED: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {
    **{(code, "序号"): ((), ROW_NUMBER) for code in NUMBERED},
    **{(code, "序号"): ((), ROW_NUMBER) for code in ("A01", "A03", "A07", "A15", "B01", "B03", "C01", "C08", "I01", "I02", "I03")},
    ("G06", "序号"): ((), ROW_NUMBER),
    ("G06", "户名/地址"): (("报核明细.户名", "报核明细.地址"), WHO_WHERE),
    **{("G06", label): ((f"报核明细.{label}",), ROW_OF_FAULT) for label in (
        "接水点编号", "口径", "表号", "故障类型", "当前行度", "近期用水量", "核查结果")},
    ("G07", "换表单号"): (("编号",), A_NUMBER), ("G08", "通知书编号"): (("编号",), A_NUMBER),
    **{(code, "申请编号"): (("编号",), A_NUMBER) for code in ("G09", "G10", "G12", "G16")},
    ("G11", "任务单号"): (("编号",), A_NUMBER),
    **{(code, "户名/地址"): (("户名", "地址"), WHO_WHERE) for code in ("G07", "G08", "G11")},
    **{(code, "户名/地址/电话"): (("户名", "地址", "联系电话"), WHO_WHERE) for code in ("G09", "G10")},
    ("G07", "旧表表号"): (("表号",), THE_METER),
    ("G08", "旧表表号/行度"): (("表号", "旧表行度"), THE_METER),
    ("G08", "新表表号/起度"): (("新表表号", "新表起度"), THE_METER),
    ("G08", "换表员/电话"): (("换表员", "换表员电话"), WHO_WHERE),
    ("G09", "原口径/表号/行度"): (("口径", "表号", "原表行度"), THE_METER),
    ("G09", "变更后口径/数量"): (("变更后口径", "变更后数量"), "two fields"),
    ("G10", "原表号/口径/行度"): (("表号", "口径", "原表行度"), THE_METER),
    ("G10", "受理/审批签字"): (("受理员签字", "审批意见"), "two places: who takes it in, and who agrees"),
    ("G11", "拆表销户申请"): (("来源单据",), "the application that the task was given out by"),
    ("G11", "表号/口径"): (("表号", "口径"), THE_METER),
    ("G12", "地址/电话"): (("地址", "联系电话"), WHO_WHERE),
    ("G12", "表号/口径/行度"): (("表号", "口径", "行度"), THE_METER),
    ("G14", "分公司"): (("供水分公司",), "as on every paper about a meter"),
    ("G14", "安装(检定)日期"): (("逾龄水表明细.安装（检定）日期",), ROW_OF_AGED),
    ("G14", "接水点编号/户名/地址"): (("逾龄水表明细.接水点编号", "逾龄水表明细.户名", "逾龄水表明细.装表位置"), ROW_OF_AGED),
    **{("G14", label): ((f"逾龄水表明细.{label}",), ROW_OF_AGED) for label in ("口径", "表号", "到期日")},
    **{("G14", label): (("逾龄水表明细.换表单",), TOLD_BY_SWAP) for label in ("领表日期", "完成截止")},
    ("G16", "户名/接水点编号"): (("户名", "接水点编号"), WHO_WHERE),
    ("G16", "表号/口径/拆表行度"): (("表号", "口径", "拆表行度"), THE_METER),
    ("G16", "拆表日期/人员"): (("拆表日期", "拆表人员"), "a day, and a member of staff"),
    ("A03", "联系方式"): (("联系电话",), SHARED),
    ("A04", "约定服务时间"): (("预约时间",), SHARED),
    ("A06", "咨询/监督电话"): (("咨询监督电话",), "one telephone number, so no stroke"),
    ("A14", "客户编号"): (("编号",), "the number of the record is the number of the customer"),
    ("A14", "证件类型/号码"): (("身份证号",), "of type idcard: a person shows nothing else, a unit its code"),
    ("A14", "联系人/职称/电话"): (
        ("联系人", "联系人.姓名", "联系人.职称", "联系人.电话", "联系人.主联系人"), "child rows, one column each"),
    ("A14", "接水点编号"): (("接水点", "接水点.接水点编号", "接水点.接水点地址"), "child rows, with the address"),
    ("A14", "用能特点、意向"): (("用水（用能）特点和意向",), "the source is a gas company; ours sells water"),
    ("A14", "客户经理(专员/代表)"): (("客户经理",), "one post under three names"),
    ("A14", "验收/通气(通水)日期"): (("验收通水日期",), "ours sells water"),
    ("A14", "个人信息处理同意"): (("同意处理个人信息",), "a question that 是 or 否 answers"),
    ("B02", "联系人及电话"): (("联系人", "联系电话"), "split in two, so that the list finds the number"),
    ("B02", "通水时间评价"): (("通水时间",), GRID),
    ("B02", "进度控制评价"): (("进度控制",), GRID),
    ("B02", "工程质量评价"): (("工程质量",), GRID),
    ("B02", "文明施工评价"): (("文明施工",), GRID),
    ("B02", "服务态度评价"): (("服务态度",), GRID),
    ("B02", "有无吃拿卡要/乱收费"): (("有无吃拿卡要、乱收费",), "both at once, so no stroke"),
    ("B02", "反馈部门"): (("反馈整改", "反馈整改.反馈部门"), "several departments may have to answer"),
    ("B02", "整改措施"): (("反馈整改", "反馈整改.整改措施"), "one measure for each department"),
    ("B02", "主管审查意见"): (("主管领导审查意见",), "the wording of 002 五(五)2"),
    ("B03", "客户姓名"): (("客户名称",), "the same column as on B02; a customer may be a unit"),
    ("B03", "地址"): (("用水地址",), "the same column as on B02"),
    ("B03", "是否联系/到场"): (("责任部门是否联系客户", "是否到达现场"), "two of the four questions of B02"),
    ("B03", "满意度"): (("总体满意度",), "the same column as on B02"),
    ("C01", "响铃次数>3 致歉"): (("响铃超过三声，已致歉",), "a question that 是 or 否 answers"),
    ("C05", "投诉编号"): (("编号",), "the number of the record"),
    ("C05", "地址/户号"): (("地址", "户号"), "two things, so that the list finds either"),
    ("C05", "主要/分管领导意见"): (("分管领导意见", "主要领导意见"), "a policy may put both into the chain"),
    ("C08", "诉求人/电话"): (("诉求人", "联系电话"), "split in two, so that the list finds the number"),
    ("C08", "是否联系/到场/过程/结果"): (
        ("责任部门是否联系客户", "是否到达现场", "服务过程情况", "服务结果情况"), "the four questions of B02, in its words"),
    ("C12", "计划起止时间"): (("计划开始时间", "计划结束时间"), "two moments, since limits within a shift end with it"),
    ("C12", "物品摆放与卫生"): (("值班室整洁", "记录本整齐", "床上用品整齐"), "one question for each point of 003 第五章4"),
    ("C12", "安全检查"): (
        ("烤火炉断电", "微波炉断电", "空调断电", "电脑断电", "电灯断电", "门窗锁好"), "one question for each point of 003 第五章5"),
    ("D09", "扣罚金额/比例"): (("扣罚金额（元）", "扣罚比例（%）"), "an amount or a share"),
    ("C03", "类别"): (("按类别汇总.类别",), ROW_OF_TALLY),
    ("C03", "来电总数"): (("来电合计", "按类别汇总.来电总数"), "of the month, and of each category"),
    ("C03", "当即答复数"): (("当即答复合计", "按类别汇总.当即答复数"), "of the month, and of each category"),
    **{("C03", label): ((f"按类别汇总.{label}",), ROW_OF_TALLY) for label in ("转办数", "及时转办数", "办结数")},
    ("C03", "转办及时率"): (("转办及时率合计", "按类别汇总.转办及时率"), "of the month, and of each category"),
    ("C03", "回访数/满意数"): (("按类别汇总.回访数", "按类别汇总.满意数"), "two figures"),
    ("C06", "序号"): ((), ROW_NUMBER),
    **{("C06", label): ((f"逾期明细.{label}",), ROW_OF_TALLY) for label in OVERDUE_COLUMNS},
    ("C07", "3 个工作日内回访数/率"): (("指标.分子/分母", "指标.本期"), "a row of the indicators, with both its counts"),
    ("C07", "按时办结率"): (("指标.本期",), INDICATOR),
    ("C07", "满意率"): (("指标.本期",), INDICATOR),
    ("C09", "按类别/部门/渠道/区域"): (("按类别", "按部门", "按渠道", "按区域"), "four tables, so that each can be drawn"),
    ("C09", "及时率/回访率/满意率"): (("指标及同比环比.本期", "指标及同比环比.分子/分母"), "three rows of the indicators"),
    ("C09", "同比环比"): (("指标及同比环比.同比", "指标及同比环比.环比"), "two columns of the indicators"),
    ("C09", "上月结案案件清单"): (("结案案件清单",), "the month is the report's; who reads it need not count back"),
    ("B04", "报告期间"): (("报告期间（起）", "报告期间（止）"), "two days, so that the figures can be worked out"),
    ("B04", "满意数/满意率"): (("满意数", "满意率"), "two figures"),
    ("I06", "借阅人/部门"): (("借阅人", "借阅部门"), "a person and a department"),
    ("I06", "档号"): (("案卷", "文件", "所借档号"), "a volume or an item, and its code"),
    **{("I07", label): ((f"移交明细.{label}",), LISTED) for label in ("档号", "份数/页数", "载体/电子件", "点交结果")},
    ("I07", "案卷(文件)题名"): (("移交明细.题名",), LISTED),
    ("I07", "保管期限"): (("移交明细.应保管期限",), "a row of a list of holdings says it as I08 and I09 do"),
    ("I09", "清册编号"): ((), "the number of the record"),
    **{("I09", label): ((f"销毁明细.{plain(label)}",), LISTED) for label in (
        "档号", "文号", "责任者", "题名", "形成时间(年度)", "应保管期限", "已保管期限", "页数", "销毁原因", "备注")},
    **{(code, "领表单号"): (("编号",), "the number of the record") for code in ("G04", "G05")},
    ("G03", "客户名称/地址"): (("客户名称", "地址"), "split in two, so that the list finds either"),
    ("G05", "原表号/口径/行度"): (("原表号", "原表行度"), "the meter itself, whose card says its size"),
    ("G05", "凭据申请"): (("客户变更用水申请", "客户赔表、复水申请"), "one of the two, by what is fetched"),
    ("G05", "新口径"): (("口径",), ONE_SLIP),
    ("G05", "新表号"): (("表号",), ONE_SLIP),
    ("G15", "口径/型号"): (("盘存明细.口径", "盘存明细.型号"), "a column each, so that the book is counted by both"),
    **{("G15", label): ((f"盘存明细.{label}",), ROW_OF_TALLY) for label in ("账面数", "实盘数", "差异", "差异原因")},
    ("I03", "档号"): (("案卷",), "stands once on the page, as the code of the volume that the list is of"),
}  # fmt: skip

#: What the catalogue calls a type → the kinds that can hold it.
KINDS: dict[str, set[Kind]] = {
    "text": {Kind.TEXT, Kind.PROSE},
    "longtext": {Kind.PROSE},
    "int": {Kind.NUMBER},
    "decimal": {Kind.NUMBER, Kind.AMOUNT, Kind.GAUGE},
    "serial": {Kind.SERIAL},
    "seal": {Kind.SEAL},
    "ref:Meter": {Kind.LINK},
    "ref:G08": {Kind.LINK},
    "ref:G09/G10": {Kind.LINK},
    "ref:G12": {Kind.LINK, Kind.SOURCE},
    "date": {Kind.DAY, Kind.DEADLINE},
    "datetime": {Kind.MOMENT, Kind.DEADLINE},
    "yearmonth": {Kind.YEAR_MONTH},
    "date8": {Kind.DATE8},
    "bool": {Kind.YES_NO},
    "enum": {Kind.CHOICE, Kind.STATE},
    "table": {Kind.LINES, Kind.CHECKLIST},
    "phone": {Kind.PHONE},
    "idcard": {Kind.ID_CARD},
    "signature": {Kind.SIGNATURE, Kind.OPINION},
    "approval": {Kind.OPINION},
    "computed": {Kind.COMPUTED},
    "dim": {Kind.CHOICE},
    "ref:User": {Kind.STAFF},
    "m2m:User": {Kind.LINKS},
    "ref:Dept": {Kind.DEPARTMENT},
    "ref:Customer": {Kind.LINK},
    "ref:ServiceItem": {Kind.LINK},
    "ref:B02": {Kind.LINK},
    "ref:I02": {Kind.LINK},
    "ref:I08": {Kind.LINK},
    "signature×n": {Kind.SIGNATURE},
    "m2m:B02": {Kind.LINKS},
    "ref:any": {Kind.SOURCE},
    "ref:C05": {Kind.LINK},
    "ref:C12": {Kind.LINK},
    "ref:D09": {Kind.LINK},
    "ref:G03": {Kind.LINK},
    "enum+text": {Kind.CHOICE},
    "money": {Kind.AMOUNT},
    "attachment": {Kind.ATTACHMENT},
    "checklist": {Kind.CHECKLIST, Kind.YES_NO},
}

NOT_YET = "the form it refers to (A13 工作任务单) is not built; its number is noted"
NOT_BUILT_YET = "the application it refers to is a register to come; its number is noted"
#: (form, catalogue label) → a kind that the table above does not expect, and why.
TYPED: dict[tuple[str, str], tuple[Kind, str]] = {
    ("A03", "任务单号"): (Kind.TEXT, NOT_YET),
    ("A14", "客户编号"): (Kind.SERIAL, "given by the system, as every number"),
    ("A14", "统一社会信用代码"): (Kind.CREDIT_CODE, "its check character is read"),
    ("B02", "整改措施"): (Kind.TEXT, "a column of child rows"),
    ("B03", "是否联系/到场"): (Kind.CHOICE, "是, 否 or 未涉及, as on B02"),
    ("C05", "投诉编号"): (Kind.SERIAL, "given by the system, as every number"),
    **{("C03", label): (Kind.NUMBER, "a column of worked-out rows") for label in ("转办数", "及时转办数", "办结数", "回访数/满意数")},
    ("C06", "投诉编号"): (Kind.SOURCE, "a complaint or an item from above"),
    ("C06", "投诉类别"): (Kind.CHOICE, "the code, so that a label can be reworded"),
    ("C06", "逾期时长"): (Kind.TEXT, "in working days or hours, as the chip says it"),
    ("C06", "催办次数/时间"): (Kind.TEXT, "how often and when last; each notice is kept with its receiver"),
    ("C07", "周次"): (Kind.YEAR_WEEK, "a week is read as one"),
    **{("C07", label): (Kind.TEXT, "a figure in words, in a row") for label in ("3 个工作日内回访数/率", "按时办结率", "满意率")},
    **{("C09", label): (Kind.TEXT, "a figure in words, in a row") for label in ("及时率/回访率/满意率", "同比环比")},
    ("C08", "是否联系/到场/过程/结果"): (Kind.CHOICE, "是, 否 or 未涉及, as on B02"),
    ("C12", "计划起止时间"): (Kind.MOMENT, "a clock ends with the shift"),
    ("B04", "报告期间"): (Kind.DAY, "figures are counted between two days"),
    ("G06", "表号"): (Kind.LINK, "picked, so that nothing is mistyped"),
    **{("G14", label): (Kind.LINK, TOLD_BY_SWAP) for label in ("领表日期", "完成截止")},
    ("G13", "表号"): (Kind.LINK, "the meter itself"),
    ("G13", "保存至"): (Kind.COMPUTED, "the policy says how long"),
    ("G14", "表号"): (Kind.LINK, "worked out from the cards of the meters"),
    ("G14", "完成/交旧数"): (Kind.COMPUTED, "two figures, counted from the 换表单"),
    ("G07", "旧表表号"): (Kind.LINK, "picked, so that nothing is mistyped"),
    ("G10", "受理/审批签字"): (Kind.SIGNATURE, "two places to sign"),
    **dict.fromkeys(
        (
            ("G08", "旧表表号/行度"),
            ("G08", "新表表号/起度"),
            ("G09", "原口径/表号/行度"),
            ("G10", "原表号/口径/行度"),
            ("G11", "表号/口径"),
            ("G12", "表号/口径/行度"),
            ("G16", "表号/口径/拆表行度"),
        ),
        (Kind.LINK, THE_METER),
    ),
    ("G08", "换表员/电话"): (Kind.STAFF, "a member of staff, and his number"),
    ("G09", "变更后口径/数量"): (Kind.CHOICE, "one of the sizes, and how many"),
    ("G16", "拆表日期/人员"): (Kind.DAY, "a day, and a member of staff"),
    ("G03", "申请表/变更申请"): (Kind.TEXT, NOT_BUILT_YET),
    ("G04", "领表单号"): (Kind.SERIAL, "given by the system, as every number"),
    ("G05", "领表单号"): (Kind.SERIAL, "given by the system, as every number"),
    ("G04", "申请卡"): (Kind.TEXT, NOT_BUILT_YET),
    ("G04", "预约批次"): (Kind.TEXT, "the number under which the store has noted the reservation"),
    ("G05", "原表号/口径/行度"): (Kind.LINK, "the meter itself"),
    ("G02", "无合格证拒收数"): (Kind.COMPUTED, "counted from the rows"),
    ("G15", "口径/型号"): (Kind.CHOICE, "the codes, so that a label can be reworded"),
    ("G15", "差异"): (Kind.NUMBER, "a column of worked-out rows"),
    ("I02", "总页数"): (Kind.COMPUTED, "the sum of the papers inside"),
    ("I02", "起止日期"): (Kind.COMPUTED, "the first and the last of the papers inside"),
    ("I03", "档号"): (Kind.LINK, "the volume bears it"),
    ("I06", "借阅人/部门"): (Kind.STAFF, "a member of staff"),
    ("I06", "题名"): (Kind.COMPUTED, "that of the volume or item"),
    **dict.fromkeys(
        (("I07", "档号"), ("I07", "案卷(文件)题名"), ("I07", "保管期限"), ("I09", "档号"), ("I09", "题名"), ("I09", "应保管期限")),
        (Kind.COMPUTED, "that of the volume or item"),
    ),
    ("I08", "鉴定小组成员签字"): (Kind.LINES, "a row for each member"),
    ("I10", "八防检查"): (Kind.LINES, "a row for each guard that the policy names"),
}

#: What a form of the catalogue should show and does not yet.
MISSING: dict[tuple[str, str], str] = {}


def register_of(code: str) -> type[Register]:
    return next(register for register in REGISTERS if register.code == PRINTED_FROM.get(code, code))


def _beside(code: str) -> Further:
    paper = register_of(code).paper(BESIDE[code])
    assert paper is not None
    return paper


def shown(code: str) -> dict[str, Field]:
    """Label → field of all that the form shows: on its sheet or ledger, and in the columns of its child rows."""
    register = register_of(code)
    if code in BESIDE:
        return {cell.wording or cell.field.label: cell.field for cell in _beside(code).all_cells()}
    cells = list(register.ledger.cells) if register.ledger else []
    if code not in PRINTED_FROM:
        cells += register.sheet.cells()
    found = {cell.field.label: cell.field for cell in cells}
    for field in list(found.values()):
        if field.is_rows:
            found |= {f"{field.label}.{column.label}": column for column in field.target.fields.values()}
    return found | {"编号": register.fields["number"]}


def labels_for(code: str, label: str) -> tuple[str, ...]:
    return WORDED[code, label][0] if (code, label) in WORDED else (plain(label),)


def case(code: str, label: str, kind: str) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=MISSING[code, label])] if (code, label) in MISSING else []
    return pytest.param(code, label, kind, id=f"{code} {label}", marks=marks)


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_form_has_its_register_and_title(code: str) -> None:
    register, title = register_of(code), plain(CATALOGUE[code]["title"])
    titles = {_beside(code).title} if code in BESIDE else {register.title, register.ledger.title if register.ledger else ""}
    assert {title, title.removesuffix("（书）")} & titles


@pytest.mark.parametrize(("code", "label", "kind"), [case(*field) for field in FIELDS])
def test_the_field_of_the_form_is_shown_and_of_its_type(code: str, label: str, kind: str) -> None:
    fields = shown(code)
    ours = labels_for(code, label)
    assert not [one for one in ours if one not in fields], f"{code} {label}: declare it, or say in WORDED how it is worded"
    if not ours:
        assert kind == "serial"
        return
    expected = {TYPED[code, label][0]} if (code, label) in TYPED else KINDS[kind]
    assert {fields[one].kind for one in ours} & expected, f"{code} {label}: the catalogue says {kind}"


@pytest.mark.parametrize("table", [WORDED, TYPED, MISSING], ids=["WORDED", "TYPED", "MISSING"])
def test_no_exception_outlives_its_reason(table: dict[tuple[str, str], Any]) -> None:
    assert set(table) <= {(code, label) for code, label, _ in FIELDS}
    assert not [key for key in WORDED if plain(key[1]) in WORDED[key][0]]


#: Registers that the catalogue does not draw: what its papers are about, and what they lead to.
OUR_OWN = {
    "G00": "the card of a meter: the catalogue begins with the papers about it",
    "I00": "the box or shelf that I02 only names (库/架/层/盒)",
    "I14": "the report on the four properties (DA/T 70-2018), which the catalogue does not draw",
    "I13": "the count of the shelves, which the catalogue does not draw (ANCHORS.md row 75)",
    "I12": "what must not be destroyed whatever its term says",
    "I11": "what departments owe to the archive room (003 第十章9.4), which the catalogue tells as a time limit alone",
}


def test_every_register_has_a_form_or_a_reason() -> None:
    assert {register.code for register in REGISTERS} - set(CATALOGUE) == set(OUR_OWN)


def test_the_words_of_the_catalogue_are_all_known() -> None:
    assert {kind for _, _, kind in FIELDS} - set(KINDS) == {"ref:A13", "ref:E01", "ref"}
