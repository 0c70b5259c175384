"""Records printed as forms, one after the other, in one PDF; and the empty form for handwriting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import IO

from models.declare import Phase, Register
from models.declare.label import Leaf
from printouts.annex import draw_items
from printouts.code import ANY_COPY, Code
from printouts.copies import copy_choices, copy_words
from printouts.form import AIR, AnnexPage, Form, FormPage, paper_of
from printouts.heading import FOOT_LINE, Head, draw_foot, draw_head
from printouts.job import PrintJobInfo
from printouts.paper import MARGIN_COLUMN
from printouts.pen import FRAME, LINE, NOTE, Pen
from printouts.subject import Subject
from rules.moments import show_moment

WATERMARKS = {Phase.VOID: "作废", Phase.DRAFT: "草稿"}
#: Room to write by hand what the heading of an empty form asks for.
BY_HAND = "＿" * 6


def sheets(records: Sequence[Register], job: PrintJobInfo, leaf: Leaf | None = None) -> bytes:
    """Every record with all its copies, in the order given; with `leaf`, that further sheet of it."""
    file = BytesIO()
    bundle([(records, job)], file, leaf)
    return file.getvalue()


def bundle(parts: Iterable[tuple[Sequence[Register], PrintJobInfo]], file: IO[bytes], leaf: Leaf | None = None) -> None:
    """The same of records that come some at a time, each part with what its printing is told: a part is in the file before the next is
    asked for.
    """
    pen: Pen | None = None
    for records, job in parts:
        for record in records:
            subject = Subject(register=type(record), record=record, job=job, leaf=leaf)
            pen = pen or Pen(paper_of(subject.sheet), title=subject.title, author=job.company, file=file)
            form, copies = Form(subject), subject.sheet.copies
            for index in range(max(1, len(copies))):
                _draw(pen, form, copy=index + 1, said=copy_words(copies, index) if copies else "")
    if pen is None:
        raise ValueError("没有可打印的记录")
    pen.close()


def blank(register: type[Register], job: PrintJobInfo, numbers: Sequence[str] = ()) -> bytes:
    """The empty form, once, or once for each reserved number; whose copy it becomes is ticked by hand."""
    pen = Pen(paper_of(register.sheet), title=job.title(register), author=job.company)
    for number in numbers or ("",):
        _draw(pen, Form(Subject(register=register, record=None, job=job, reserved=number)), copy=ANY_COPY, said="")
    return pen.finish()


def _draw(pen: Pen, form: Form, *, copy: int, said: str) -> None:
    subject, paper = form.subject, form.paper
    for page, layout in enumerate(form.pages, start=1):
        if subject.phase in WATERMARKS:
            pen.watermark(paper, WATERMARKS[subject.phase])
        top = draw_head(pen, paper, _head(form, layout, copy=copy, page=page)) - (AIR if isinstance(layout, AnnexPage) else 0)
        if isinstance(layout, AnnexPage):
            draw_items(pen, layout.items, top)
        else:
            bottom = _draw_form(pen, form, layout, top)
            if layout is form.form_pages[-1]:
                _draw_notes(pen, form, bottom)
        footnotes = form.footnote_lines(pen.footnote())
        draw_foot(pen, paper, [*footnotes, *([said] if said else [])], _printed(subject), page, len(form.pages))
        if copy == ANY_COPY:
            _draw_copy_choices(pen, form)
        pen.next_page()


def _head(form: Form, layout: FormPage | AnnexPage, *, copy: int, page: int) -> Head:
    subject = form.subject
    register, record, job = subject.register, subject.record, subject.job
    entered = show_moment(record.created_at) if record is not None and record.created_at is not None else ""
    asked = {
        register.fields["unit"].label: subject.common_words("unit"),
        register.fields["creator"].label: subject.common_words("creator"),
        "填表时间": entered,
    }  # fmt: skip
    number = subject.number or ("" if record is not None else BY_HAND)
    return Head(
        company=job.company, office=job.office, version=subject.version,
        title=subject.title + ("附页" if isinstance(layout, AnnexPage) else ""),
        left="　".join(f"{label}：{said if record is not None else BY_HAND}" for label, said in asked.items()),
        right=f"{register.fields['number'].label}：{number}",
        payload=Code(
            table=register.__tablename__, number=subject.number or register.code, version=subject.version, copy=copy, page=page,
            pages=len(form.pages)).payload,
        red=subject.sheet.stamped(record),
    )  # fmt: skip


def _draw_form(pen: Pen, form: Form, page: FormPage, top: float) -> float:
    """The frame, the sections and their blocks; gives back where the frame ends."""
    left, right = form.paper.left, form.paper.right
    y = top
    for title, placed in page.sections:
        if y != top:
            pen.rule(left, y, right, y, LINE)
        begins, inner = y, left + (MARGIN_COLUMN if title else 0)
        if title:
            high = sum(one.height for one in placed)
            pen.rule(inner, y, inner, y - high)
            pen.write_upright(left + MARGIN_COLUMN / 2, y - high / 2, title, min(10.5, (high - 2) / len(title) / 1.15))
        for block, height, size in placed:
            if y != begins:
                pen.rule(inner, y, right, y)
            block.draw(pen, y, height, size)
            y -= height
    pen.frame(left, y, right - left, top - y, FRAME)
    return y


def _draw_notes(pen: Pen, form: Form, bottom: float) -> None:
    y = bottom - AIR - NOTE
    for line in form.notes:
        pen.write(form.paper.left, y, line, NOTE)
        y -= FOOT_LINE


def _printed(subject: Subject) -> str:
    """Which record, printed when, by whom, and for which time."""
    record, stamp = subject.record, subject.job.stamp
    if record is None:
        return f"空白表　{stamp}" if not subject.number else f"空白表　预留编号 {subject.number}　{stamp}"
    return f"{subject.register.fields['number'].label} {subject.number}　{stamp}　第 {subject.job.count.get(record.id, 1)} 次打印"


def _draw_copy_choices(pen: Pen, form: Form) -> None:
    x, y = form.paper.left, form.paper.bottom + 2 + FOOT_LINE
    for choice in copy_choices(form.subject.sheet.copies):
        pen.tick_box(x, y - 0.5, NOTE * 0.8, ticked=False)
        x = pen.write(x + NOTE, y, choice, NOTE) + 2 * NOTE
