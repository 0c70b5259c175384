"""Forms: what stands on them, where, and in which order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.lib.units import mm

from models import REGISTERS, Callback, CallbackPlan, DestructionList, Inquiry, MeterSwap, Notice, VisitRecord, VisitTrip
from models.declare import Kind, Register
from models.declare.sheet import Table
from models.notice import NoticeMaterial
from models.visit import RecordState
from printouts.code import parse
from printouts.sheet import blank, sheets
from tests.printouts.papers import filled, job, read, scan, void, written

every_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
LONG = "今日上午 9 时 30 分到现场，" + "更换户前减压阀后水压恢复正常，客户当场试水认可。" * 60 + "全文到此为止。"


#: A slip of A5 that says more than one side holds.
FRONT_AND_BACK = {MeterSwap}


def long_record(register: type[Register]) -> Any:
    prose = {name: LONG for name, field in register.fields.items() if field.kind is Kind.PROSE}
    return filled(register, **prose)


@every_register
def test_an_empty_form_fits_one_page(register: type[Register]) -> None:
    assert len(read(blank(register, job()))) == (2 if register in FRONT_AND_BACK else 1)


@every_register
def test_every_label_stands_on_the_paper_in_the_order_of_the_sheet(register: type[Register]) -> None:
    text = "".join(read(blank(register, job())))
    at = text.index(register.sheet.sections()[0].parts[0].cells[0].field.label)
    for part in (part for section in register.sheet.sections() for part in section.parts):
        for field in part.printed if isinstance(part, Table) else [cell.field for cell in part.cells]:
            found = text.find(field.label, at)
            assert found >= 0, f"{field.label} is missing or out of order"
            at = found


def test_a_column_that_others_say_is_not_on_the_paper() -> None:
    """On screen the volume is picked; the paper has its code and its title."""
    text = "".join(read(blank(DestructionList, job())))
    head = text[text.index("序号") : text.index("备注")]
    assert "档号" in head
    assert "案卷" not in head


def size(register: type[Register]) -> tuple[int, int]:
    """Width and height of the page in millimetres."""
    high, wide = (210, 148) if register.sheet.half else (297, 210)
    return (high, wide) if register.sheet.landscape else (wide, high)


def margins(register: type[Register]) -> tuple[int, int, int, int]:
    """What stays white at the left, above, at the right and below, in millimetres: of A4 as the catalogue says."""
    return (20, 12, 10, 10) if register.sheet.half else (25, 25, 20, 20)


@every_register
def test_nothing_is_written_outside_the_margins(register: type[Register]) -> None:
    for record in (filled(register), long_record(register), void(register)):
        for _, x, y, text in written(sheets([record], job())):
            if text in ("作", "废", "作废"):
                continue
            left, top, _, bottom = margins(register)
            assert x >= left * mm - 0.1, text
            assert bottom * mm <= y <= (size(register)[1] - top) * mm, text


@every_register
def test_no_ink_lies_outside_the_margins(register: type[Register], ink: Any) -> None:
    left, top, right, bottom = ink(sheets([void(register)], job()))
    (wide, high), white = size(register), margins(register)
    assert left >= white[0] - 1
    assert top >= white[1] - 1
    assert right <= wide - white[2] + 1
    assert bottom <= high - white[3] + 1


@every_register
def test_nothing_prints_as_none(register: type[Register]) -> None:
    empty = register(number="QH-X-2026-00001", status=register.start())
    assert "None" not in "".join(read(sheets([empty], job())))


@every_register
def test_the_same_record_prints_the_same_bytes(register: type[Register]) -> None:
    assert sheets([filled(register)], job()) == sheets([filled(register)], job())


@every_register
def test_a_long_text_is_told_in_full_on_the_annex(register: type[Register]) -> None:
    pages = read(sheets([long_record(register)], job()))
    own = [name for name, field in register.fields.items() if field.kind is Kind.PROSE and not field.common]
    annex = [place for place, page in enumerate(pages) if "".join(f"{register.title}附页".split()) in page]
    if not own:
        assert bool(annex) is ("续见附页" in "".join(pages))
        return
    begins = annex[0]
    assert "续见附页" in "".join(pages[:begins])
    body = "".join(part.split("编号：", 1)[-1] for part in pages[begins:])
    first = register.fields[own[0]]
    assert f"【{first.label}】" in body
    assert body.count("全文到此为止。") >= 1


def test_the_annex_holds_the_text_word_for_word() -> None:
    pages = read(sheets([filled(Inquiry, answer=LONG * 3)], job()))
    rest = "".join(page.partition("编号：QH-A07-2026-00001")[2].partition("编号QH-")[0] for page in pages[1:])
    assert "".join(LONG.split()) * 3 in rest


def test_a_table_with_more_rows_than_fit_goes_on_to_the_annex() -> None:
    papers = [NoticeMaterial(name=f"第{place}种证明材料", handed_in="first") for place in range(1, 41)]
    pages = read(sheets([filled(Notice, materials=papers)], job()))
    assert "（共40行，续见附页）" in pages[0]
    annex = pages[1 : len(pages) // 2]
    assert all(f"第{place}种证明材料" in "".join(annex) for place in range(1, 41))
    assert len(annex) > 1
    assert all("序号资料名称" in page for page in annex)


def test_an_option_is_ticked_and_a_withdrawn_one_still_shows() -> None:
    (text,) = read(sheets([filled(VisitTrip, customer_category="gone")], job()))
    assert "已停用的选项" in text
    (other,) = read(sheets([filled(VisitTrip, customer_category="done")], job()))
    assert "已停用的选项" not in other


def test_each_copy_names_its_keeper() -> None:
    first, second = read(sheets([filled(Notice)], job()))
    assert "第一联（共二联）交服务对象" in first
    assert "第二联（共二联）部门留底" in second
    (empty,) = read(blank(Notice, job()))
    assert "第一联交服务对象" in empty
    assert "第二联部门留底" in empty


def test_a_void_record_says_why() -> None:
    (text,) = read(sheets([void(Inquiry)], job()))
    assert "作废原因：重复登记" in text


@pytest.mark.parametrize(("status", "mark"), [(RecordState.DRAFT, "草稿"), (RecordState.VOID, "作废"), (RecordState.DONE, "")])
def test_the_watermark_follows_the_phase(status: RecordState, mark: str) -> None:
    (text,) = read(sheets([filled(VisitRecord, status=status)], job()))
    assert text.startswith(mark or "青禾供水")


def test_the_heading_and_the_foot_say_whose_paper_it_is() -> None:
    record = filled(Inquiry, id=7)
    (text,) = read(sheets([record], job(count={7: 3})))
    for said in ("青禾供水有限公司", "填报部门：客户服务中心", "表样版本2026-1", "编号：QH-A07-2026-00001", "填报单位：客户服务中心",
                 "填表人：李梅", "填表时间：2026-11-2010:30",
                 "打印时间2026-11-2010:30", "打印人李梅", "第3次打印", "第1页共1页"):  # fmt: skip
        assert said in text


def test_an_electronic_signature_is_typed_and_an_opinion_prints_its_words() -> None:
    (text,) = read(sheets([filled(CallbackPlan)], job()))
    assert "编制人签字：赵秀兰" in text
    assert "部门负责人审核：王芳" in text
    assert "同意：情况属实，请管网部当日复检。" in text
    (empty,) = read(blank(CallbackPlan, job()))
    assert "年月日" in empty


def test_records_print_in_the_order_given() -> None:
    records = [filled(Inquiry, number=f"QH-A07-2026-0000{place}") for place in (3, 1, 2)]
    pages = read(sheets(records, job()))
    assert [page.partition("编号：")[2][:17] for page in pages] == [record.number for record in records]


def test_the_code_leads_to_the_record_copy_and_page() -> None:
    pdf = sheets([filled(Notice)], job())
    found = parse(scan(pdf, 1))
    assert (found.table, found.number, found.version) == ("notice", "QH-A06-2026-00001", "2026-1")
    assert (found.copy, found.page, found.pages) == (2, 1, 1)


def test_the_code_of_an_empty_form_names_the_form() -> None:
    found = parse(scan(blank(Callback, job())))
    assert (found.table, found.number, found.copy) == ("callback", "B02", 0)


def test_rare_characters_print_or_are_listed() -> None:
    record = filled(Inquiry, caller_name="䶮𬀪㛃", matter="𠇁𡵉", question="\U0002a6d6\U0002b820 及 \ue123")
    (text,) = read(sheets([record], job(clear=True)))
    assert "䶮𬀪㛃" in text
    assert "𠇁" in text
    assert "𡵉" in text
    assert "〓" in text
    assert "字符编码依次为U+E123、U+2A6D6" in text


def test_a_form_masks_the_customer_and_is_told_to_print_him_in_full() -> None:
    record = filled(Inquiry, caller_name="诸葛小宝", caller_phone="0716-8123456")
    (masked,), (clear,) = read(sheets([record], job())), read(sheets([record], job(clear=True)))
    assert "诸葛**" in masked
    assert "****3456" in masked
    assert not any(said in masked for said in ("诸葛小宝", "0716-8123456"))
    assert all(said in clear for said in ("诸葛小宝", "0716-8123456"))


def test_a_field_that_is_not_for_the_printer_stays_empty() -> None:
    (text,) = read(sheets([filled(Inquiry, answer="此句只给一人看。")], job(hidden=frozenset({"answer"}))))
    assert "此句只给一人看" not in text
    assert "此句只给一人看" in read(sheets([filled(Inquiry, answer="此句只给一人看。")], job()))[0]


@every_register
def test_no_masked_value_stands_on_the_paper(register: type[Register]) -> None:
    record = filled(register)
    text = "".join(read(sheets([record], job())))
    for name, field in register.fields.items():
        value = getattr(record, name)
        if field.sensitive is None or not isinstance(value, str):
            continue
        assert field.sensitive.mask(value) != value
        if not any(other.sensitive is None and getattr(record, other.name) == value for other in register.fields.values()):
            assert "".join(value.split()) not in text, field.label


def test_every_font_is_embedded() -> None:
    (page,) = PdfReader(BytesIO(sheets([filled(Inquiry, caller_name="𠇁")], job()))).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert len(fonts) == 3
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_two_people_may_print_at_once() -> None:
    alone = sheets([filled(Callback)], job())
    with ThreadPoolExecutor(4) as people:
        printed = list(people.map(lambda _: sheets([filled(Callback)], job()), range(8)))
    assert all(pdf == alone for pdf in printed)


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(ValueError, match="没有可打印的记录"):
        sheets([], job())
