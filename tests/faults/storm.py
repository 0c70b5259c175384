"""A write storm: many people fill in, change, finish and void at once, and keep account of what was acknowledged to them.

The account is held against the database afterwards. What got no answer (its server was killed) may be there or not, but whole.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from models import Customer, Inquiry, StepTaken
from models.inquiry import InquiryState
from rules.moments import SHANGHAI, show_moment
from services import database
from tests.faults.person import Answer, Lost, Person

OF = re.compile(r"^/(inquiry|customer)/(\d+)\?done=1$")
STEP = Inquiry.flow.steps[0].key
#: Customers that everybody changes at once.
SHARED = 2


@dataclass
class Kept:
    """What was last acknowledged of one inquiry, and what was sent without an answer."""

    matter: str
    question: str
    status: InquiryState = InquiryState.OPEN
    unsure: bool = False


@dataclass
class Account:
    """Inquiries by id, the matters sent without an answer, and for each shared customer the remarks acknowledged."""

    kept: dict[int, Kept] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    shared: dict[int, list[str]] = field(default_factory=dict)
    shared_lost: set[int] = field(default_factory=set)
    refused: int = 0
    failures: list[str] = field(default_factory=list)


class Storm:
    """`threads` of them, each doing `rounds`, or going on until `stop` is set."""

    def __init__(self, ports: Callable[[], list[int]], *, threads: int, rounds: int = 10_000) -> None:
        self.account, self.stop, self.rounds = Account(), threading.Event(), rounds
        self.people = {user: Person(user, ports) for user in ("clerk", "hotline", "am", "cb", "cs_head")}
        for person in self.people.values():
            person.log_in()
        self._ticket, self._threads = count(1), [threading.Thread(target=self._live, args=(n,)) for n in range(threads)]
        for _ in range(SHARED):
            made = self.people["am"].fill(
                "/customer/add", full_name="共用客户", phone="13907100001", address="人民路 1 号", pi_consent="1",
                remark="起初")  # fmt: skip
            self.account.shared[self._id(made)] = []

    def run(self) -> Account:
        self.begin()
        return self.end()

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> Account:
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()
        for person in self.people.values():
            self.account.failures += [f"{answer.status} {answer.text[:2000]}" for answer in person.seen if answer.status >= 500]
        return self.account

    def _live(self, number: int) -> None:
        chance, writer = random.Random(number), ("clerk", "hotline")[number % 2]
        for _ in range(self.rounds):
            if self.stop.is_set():
                return
            try:
                self._one_case(chance, self.people[writer])
                self._share(chance, self.people[("am", "cb", "clerk", "hotline")[number % 4]])
            except Lost:
                time.sleep(0.02)
            except Exception as error:  # told by the test
                self.account.failures.append(repr(error))
                return

    # -- what people do -----------------------------------------------------------------------------------------------

    def _one_case(self, chance: random.Random, writer: Person) -> None:
        """An inquiry is taken down, perhaps changed, and then answered, voided or left open. Some are refused on the way."""
        token = f"{next(self._ticket)}号"
        if chance.random() < 0.3:
            refused = writer.fill("/inquiry/add", caller_name="", caller_phone="13907100002", matter=f"未收{token}", question="少填一栏")
            assert refused.status == 200, refused
            self.account.refused += 1
        try:
            made = writer.fill("/inquiry/add", caller_name="周客户", caller_phone="13907100002", matter=token, question=f"初问{token}")
        except Lost:
            self.account.lost.add(token)
            raise
        kept = self.account.kept[key := self._id(made)] = Kept(token, f"初问{token}")
        if chance.random() < 0.5:
            self._sure(kept, lambda: writer.fill(f"/inquiry/{key}/edit", question=f"又问{token}"), key)
            kept.question = f"又问{token}"
        what = chance.choice(("answer", "void", "leave"))
        if what == "answer":
            said = {"answer": f"答复{token}", "fully_informed": "1", "replied_at": show_moment(datetime.now(SHANGHAI))}
            self._sure(kept, lambda: writer.fill(f"/inquiry/{key}/step/{STEP}", **said), key)
            kept.status = InquiryState.ANSWERED
        elif what == "void":
            self._sure(kept, lambda: self.people["cs_head"].fill(f"/inquiry/{key}/void", words=f"作废{token}"), key)
            kept.status = InquiryState.VOID

    def _sure(self, kept: Kept, act: Callable[[], Answer], key: int) -> None:
        """Do it; without an answer nothing is known of the inquiry any more but that it is there."""
        kept.unsure = True
        answer = act()
        assert (answer.status, answer.location.partition("?")[0]) == (302, f"/inquiry/{key}"), answer
        kept.unsure = False

    def _share(self, chance: random.Random, writer: Person) -> None:
        """Change what others are changing; whoever comes second is told so and has changed nothing."""
        key, remark = chance.choice(list(self.account.shared)), f"附注{next(self._ticket)}"
        try:
            answer = writer.fill(f"/customer/{key}/edit", remark=remark)
        except Lost:
            self.account.shared_lost.add(key)
            raise
        if answer.status == 302:
            self.account.shared[key].append(remark)
        else:
            assert answer.status == 200
            assert "修改" in answer.text

    def _id(self, answer: Answer) -> int:
        found = OF.match(answer.location)
        assert found, answer
        return int(found[2])


# -- holding the account against the database ---------------------------------------------------------------------------


def settle(account: Account, database_url: str) -> None:
    """Everything acknowledged is there once, with its last acknowledged words; nothing is half done; numbers have no gap."""
    assert account.failures == []
    assert len(account.kept) > 10, "too few records: the storm was a breeze"
    engine = create_engine(database_url)
    database.install(engine)
    with database.reading(), Session(engine) as session:
        there = {inquiry.id: inquiry for inquiry in session.scalars(select(Inquiry))}
        _hold(account, there)
        for inquiry in there.values():
            _is_whole(session, inquiry)
        for register in (Inquiry, Customer):
            _is_gapless(list(session.scalars(select(register.number))), register.code)
        for key, remarks in account.shared.items():
            customer = session.get_one(Customer, key)
            if key not in account.shared_lost:
                # Every acknowledged change has raised the version once: none has been written over unseen.
                assert customer.row_version == 1 + len(remarks)
                assert customer.remark in (remarks or ["起初"])
            else:
                assert customer.row_version >= 1 + len(remarks)
    engine.dispose()


def _hold(account: Account, there: dict[int, Inquiry]) -> None:
    for key, kept in account.kept.items():
        assert key in there, f"acknowledged and gone: {kept}"
        assert there[key].matter == kept.matter
        if not kept.unsure:
            assert (there[key].question, there[key].status) == (kept.question, kept.status)
    times = Counter(inquiry.matter for inquiry in there.values())
    assert set(times.values()) <= {1}, "something was written twice"
    assert set(times) <= {kept.matter for kept in account.kept.values()} | account.lost, "something refused was written all the same"


def _is_whole(session: Session, inquiry: Inquiry) -> None:
    """State, steps and what they fill go together."""
    steps = list(session.execute(
        select(StepTaken.source, StepTaken.target).where(StepTaken.register == "inquiry", StepTaken.record_id == inquiry.id)))  # fmt: skip
    if inquiry.status is InquiryState.OPEN:
        assert (steps, inquiry.answer, inquiry.void_reason) == ([], None, None)
        assert inquiry.row_version <= 2
    else:
        assert [tuple(step) for step in steps] == [("open", inquiry.status.value)]
        assert bool(inquiry.answer and inquiry.replied_at) is (inquiry.status is InquiryState.ANSWERED)
        assert bool(inquiry.void_reason) is (inquiry.status is InquiryState.VOID)


def _is_gapless(numbers: list[str], code: str) -> None:
    assert sorted(int(number.rpartition("-")[2]) for number in numbers) == list(range(1, len(numbers) + 1)), code


def integrity(database_url: str) -> None:
    """SQLite's own examination, and what makes a commit outlive a crash."""
    engine = create_engine(database_url)
    database.install(engine)
    with database.reading(), engine.connect() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("integrity_check", "journal_mode", "synchronous")}
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert asked == {"integrity_check": "ok", "journal_mode": "wal", "synchronous": 2}
    engine.dispose()


def rows(database_url: str) -> int:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = connection.scalar(select(func.count()).select_from(Inquiry)) or 0
    engine.dispose()
    return int(found)
