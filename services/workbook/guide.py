"""填写说明: every column of a template in words, made of the declaration and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from models.declare import Field, Kind, Register
from models.declare.field import When
from printouts.words import YES_NO
from rules.masking import Personal
from services.options import option_book
from services.workbook.choices import origins
from services.workbook.columns import REQUIRED, Column, Table

HEADINGS = ("工作表", "栏目", "是否必填", "填写方式", "可填的值", "说明", "依据", "示例")
#: How a value of the kind is written, and an example.
WAYS: Mapping[Kind, tuple[str, str]] = {
    Kind.TEXT: ("文字", ""), Kind.PROSE: ("文字，可分行（Alt+Enter）", ""), Kind.PHONE: ("电话号码", "0715-8012345"),
    Kind.ID_CARD: ("18 位身份证号", "110101199003071233"), Kind.CREDIT_CODE: ("18 位统一社会信用代码", "91421200MA0000000G"),
    Kind.DAY: ("日期", "2026-11-20"), Kind.SEAL: ("用章的日期", "2026-11-20"), Kind.MOMENT: ("日期和时间", "2026-11-20 10:30"),
    Kind.DATE8: ("8 位日期，不明的月、日写 00", "20261100"), Kind.YEAR_MONTH: ("年月", "2026-11"), Kind.YEAR_WEEK: ("年和周次", "2026-W47"),
    Kind.CHOICE: ("从下拉列表选择", ""), Kind.YES_NO: ("从下拉列表选择", "是"), Kind.NUMBER: ("整数", "12"),
    Kind.AMOUNT: ("金额，单位元，最多两位小数", "42.50"), Kind.GAUGE: ("数值，最多一位小数", "21.5"),
    Kind.LINK: ("所指单据的编号", ""), Kind.LINKS: ("几项之间用顿号隔开", ""),
    Kind.STAFF: ("从下拉列表选择；同名的先写工号再写姓名", ""), Kind.DEPARTMENT: ("从下拉列表选择", ""),
    Kind.SIGNATURE: ("签字人姓名", "周某"),
}  # fmt: skip


#: Of a text, where it says whose data it is.
TEXTS: Mapping[Personal, str] = {Personal.NAME: "周某某", Personal.ADDRESS: "温泉路 18 号 2 栋 301 室"}


def general(register: type[Register], tables: Sequence[Table]) -> Iterator[str]:
    """What holds of the whole workbook."""
    yield f"本工作簿用于向“{register.title}”（{register.code}）批量登记。请在前面的工作表填写，一行一条；表头和工作表名称请勿改动。"
    yield f"表头带{REQUIRED}的栏必须填写，其余可以空着。编号、状态、填表人等由系统填写，不在表中。"
    yield "文字栏已设为文本格式，电话、户号、表号前面的 0 会保留；从别处粘贴时请选“只粘贴数值”，以免改变格式。"
    if len(tables) > 1:
        names = "、".join(f"“{table.name}”" for table in tables[1:])
        yield f"{names}是附属的表：先给“{tables[0].name}”的每一行编“序号”（1、2、3……），附表的每一行写上它所属那一行的序号。"
    if register.sheet.note:
        yield register.sheet.note


def lines(
    session: Session, register: type[Register], tables: Sequence[Table], allowed: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    """A line for each column; `allowed` are the values by sheet and column."""
    for table in tables:
        for column in table.columns:
            values = allowed.get(key(table, column), ())
            way, example = WAYS[column.field.kind] if column.field is not None else ("整数", "1")
            if column.field is not None and column.field.sensitive is not None:
                example = TEXTS.get(column.field.sensitive, example)
            yield (
                table.name, column.header, _needed(session, register, table, column), way + _bounds(column.field), _listed(values),
                _told(column), origins(session, column), str(values[0]) if values and not example else example)  # fmt: skip


def key(table: Table, column: Column) -> str:
    return f"{table.name}/{column.name}"


def _needed(session: Session, register: type[Register], table: Table, column: Column) -> str:
    if column.required:
        return "必填"
    if column.field is not None and column.field.demanded is not None:
        model = register if table.rows is None else table.rows.target
        return f"{condition(session, model.fields, column.field.demanded)}时必填"
    return "选填"


def condition(session: Session, fields: Mapping[str, Field], when: When) -> str:
    """A condition of the declaration in words: “证件类型”为护照、其他."""
    book, said = option_book(session), []
    for part in when.parts():
        field = fields[part.name]
        values = [
            YES_NO[value] if isinstance(value, bool) else book.label(field.options or "", str(value)) for value in part.values
        ]  # fmt: skip
        verb = ("不为" if part.negated else "为") if values else ("为空" if part.negated else "已填")
        said.append(f"“{field.label}”{verb}{'、'.join(values)}")
    return "且".join(said)


def _bounds(field: Field | None) -> str:
    if field is None:
        return ""
    if field.kind in (Kind.NUMBER, Kind.GAUGE):
        return f"，{field.minimum} 至 {field.maximum}"
    if field.kind in (Kind.TEXT, Kind.PROSE) and field.length:
        return f"，最多 {field.length} 字"
    return "，不能晚于现在" if field.past else ""


def _listed(values: Sequence[str], most: int = 40) -> str:
    return "、".join(values[:most]) + (f"等 {len(values)} 项，见下拉列表" if len(values) > most else "")


def _told(column: Column) -> str:
    if column.field is None:
        return "本文件中的行号，把附表的行与主表的行对应起来"
    if column.field.kind is Kind.LINK and issubclass(column.field.target, Register):
        return "；".join(filter(None, (f"“{column.field.target.title}”的编号", column.field.help)))
    return column.field.help
