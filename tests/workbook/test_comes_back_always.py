"""改好的导出文件导回: whatever two people change, in Excel and on the screen, both have their way or a quarrel is told."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import Customer
from rules.roles import Role
from services.audit import verify
from services.records import edit
from tests.cast import NOW
from tests.make import make, person
from tests.workbook.back import Paper, back, counts, in_hand, taken

#: Cells of the record by header, and of its one contact: what may be written there, as it is stored and as Excel is given it.
CELLS: dict[str, tuple[str, list[tuple[Any, Any]]]] = {
    "备注": ("remark", [(None, None), ("甲", "甲"), ("=1+1", "=1+1"), ("两\n行", "两\n行")]),
    "联系电话": ("phone", [("13907150001", 13907150001), ("13907150002", "139 0715 0002"), ("0715-8012345", "0715-8012345")]),
    "户数": ("households", [(None, None), (3, 3), (4, "4")]),
    "客户级别": ("level", [("ordinary", "一般")]),
    "用水性质": ("water_use", [(None, " ")]),
    "职称": ("post", [(None, None), ("班长", "班长"), ("站长", "站长 ")]),
    "电话": ("contact_phone", [("13907150003", "13907150003"), ("13907150004", 13907150004)]),
}
CONTACT = {"职称": "post", "电话": "phone"}
EDITS = st.dictionaries(st.sampled_from(sorted(CELLS)), st.integers(0, 3), max_size=4)


def value(head: str, choice: int) -> tuple[Any, Any]:
    offered = CELLS[head][1]
    return offered[choice % len(offered)]


def held(session: Session, number: str) -> dict[str, Any]:
    with in_hand(session, Customer, number) as record:
        (contact,) = record.contacts
        return {
            head: getattr(contact, CONTACT[head]) if head in CONTACT else getattr(record, name)
            for head, (name, _) in CELLS.items()
        }  # fmt: skip


def write_on_screen(session: Session, number: str, edits: dict[str, int]) -> None:
    with in_hand(session, Customer, number) as record:
        (contact,) = record.contacts
        values = {CELLS[head][0]: value(head, choice)[0] for head, choice in edits.items() if head not in CONTACT}
        line = {"id": contact.id, "name": contact.name, "phone": contact.phone, "post": contact.post, "main": contact.main}
        line |= {CONTACT[head]: value(head, choice)[0] for head, choice in edits.items() if head in CONTACT}
        edit(session, record, values | {"contacts": [line]}, actor=person(session, Role.AM), now=NOW)
        session.commit()


def write_in_excel(paper: Paper, edits: dict[str, int]) -> None:
    for head, choice in edits.items():
        written = value(head, choice)[1]
        name = "联系人" if head in CONTACT else ""
        paper.write(1, head, written, name)
        if isinstance(written, str):
            paper.cell(1, head, name).data_type = "s"


@given(mine=EDITS, theirs=EDITS)
@settings(
    max_examples=30, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_have_their_way_or_a_quarrel_is_told(session: Session, mine: dict[str, int], theirs: dict[str, int]) -> None:
    clerk = person(session, Role.CLERK)
    contact = {"name": "周联系", "phone": "13907150009", "post": "工人", "main": None}
    made = make(
        Customer, session, remark="原备注", phone="13907150000", households=2, nature="person", level="ordinary", contacts=[contact]
    )
    session.commit()
    number = made.number
    was = held(session, number)
    paper = taken(session, Customer, clerk, number)
    assert paper.sheet().max_row == paper.sheet("联系人").max_row == 2
    write_in_excel(paper, mine)
    write_on_screen(session, number, theirs)
    now = held(session, number)
    wanted = {head: value(head, choice)[0] for head, choice in mine.items()}
    quarrels = {head for head, came in wanted.items() if came not in (was[head], now[head]) and was[head] != now[head]}
    changes = {head: came for head, came in wanted.items() if came not in (was[head], now[head])}
    brought = back(session, Customer, paper, clerk)
    if quarrels:
        assert counts(brought) == {"冲突": 1}
        told = {one.label for one in brought.outcome.errors if "导出时" in one.sentence}
        assert told == quarrels
        assert held(session, number) == now
    else:
        assert counts(brought) == {"修改" if changes else "未变": 1}, brought.sentences
        assert held(session, number) == now | changes
        assert counts(back(session, Customer, paper, clerk)) == {"未变": 1}
    session.rollback()
    assert verify(session.connection()).is_sound
    session.rollback()
