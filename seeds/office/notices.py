"""一次性告知 in the invented office: what was told in writing, and what was asked by telephone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.customer import Customer
from models.inquiry import Inquiry, InquiryState
from models.notice import Notice, NoticeState
from seeds.office.diary import Story
from seeds.office.office import Office
from services.company import settings

ITEMS = {
    "person": ("install_person", "transfer", "allowance", "close", "restore"),
    "unit": ("install_unit", "contract_unit", "enlarge", "invoice", "temporary"),
    "cluster": ("install_unit", "rebuild", "contract_unit"),
}
OPEN = (
    ("draft", -1, "16:30", 5), ("draft", -1, "09:20", 7), ("given", -9, "10:00", -2), ("given", -12, "14:10", -5),
    ("given", -8, "09:30", 0), ("given", -6, "15:40", 0), ("given", -3, "10:20", 1), ("given", -2, "11:00", 6),
    ("given", -1, "14:50", 9), ("rectify", -4, "09:00", 10), ("refuse", -5, "15:10", 0), ("inquiry", -2, "16:20", 0),
    ("dropped", -40, "10:00", -30), ("void", -7, "11:30", 3), ("again", -3, "16:00", 4),
)  # fmt: skip
QUESTIONS = (
    ("水价", "一户五口人能不能增加阶梯水量", "可以，带户口簿和最近一期水费单到窗口办理，当场办结。"),
    ("停水", "明天北街停水到几点", "计划9:00至17:00，提前恢复的短信通知。"),
    ("过户", "买了二手房，水表怎么过户", "双方名称、地址、口径相符且无欠费的，带产权证明、双方身份证明，3个工作日内办结。"),
    ("报装", "自建房接水要带什么资料", "用水申请报告、私房产权证复印件、户主身份证复印件、邻近用户水费收据；勘测设计5个工作日。"),
    ("水表", "怀疑水表走得快", "可申请检定，管网部拆表送水表检定站，结果以检定报告为准。"),
    ("发票", "公司水费怎么开增值税发票", "提供单位开票信息和缴费凭证，3个工作日内办结。"),
    ("水压", "六楼早上水很小", "已登记，管网部24小时内答复。"),
)  # fmt: skip


def tell(office: Office) -> None:
    """Notices of three months, and the book of telephone questions."""
    for index, days in enumerate(range(-85, -14, 5)):
        fate = "filed" if days < -45 else "supplemented"
        office.diary.tell(_notice(office, index, office.at(days, "10:40"), office.day(days + 15), fate))
    for index, (fate, days, clock, due) in enumerate(OPEN, start=30):
        office.diary.tell(_notice(office, index, office.at(days, clock), office.day(due), fate))
    for index, days in enumerate(range(-60, -1, 3)):
        office.diary.tell(_question(office, index, office.at(days, "11:10"), "answered"))
    for index, (days, fate) in enumerate(((-4, "late"), (-2, "today"), (-1, "later"), (-1, "void"), (0, "answered")), start=30):
        office.diary.tell(_question(office, index, office.at(days, "08:40"), fate))


def _who(office: Office, index: int, fate: str) -> tuple[Customer, str]:
    """`again` is the one who was sent away three days ago, with the same matter."""
    index = 36 if fate == "again" else index
    customer = office.customers[index * 7 % len(office.customers)]
    items = ITEMS[customer.nature]
    return customer, items[index % len(items)]


def _notice(office: Office, index: int, when: datetime, due: date, fate: str) -> Story:
    at = yield when
    customer, code = _who(office, index, fate)
    item = office.items[code]
    kind = fate if fate in ("rectify", "refuse", "inquiry") else "supplement"
    asked = kind in ("supplement", "inquiry")
    rows = [
        {"name": material.name, "form": material.form, "way": material.way,
         "handed_in": "missing" if (position + index) % 2 == 0 or kind == "inquiry" else "have"}
        for position, material in enumerate(item.materials)
    ] if asked else []  # fmt: skip
    notice = office.create(Notice, {
        "applicant_name": customer.full_name, "applicant_phone": customer.phone, "customer": customer, "matter": item,
        "applied_on": at.date(), "notice_kind": kind, "hotline": settings(office.session)["hotline"], "materials": rows,
        "rectify_items": "表井井盖破损，井内积水，按图纸要求整改后重新申请验收" if kind == "rectify" else None,
        "refuse_reason": "该处属户表改造范围，须集中办理，单个用户暂不受理" if kind == "refuse" else None,
        "supplement_due": due if kind in ("supplement", "rectify") else None}, by=("clerk", "am")[index % 2], at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=20)
    if fate == "void":
        office.void(notice, "事项选错，另行开具", at=at)
        return
    target = NoticeState.CLOSED if kind in ("refuse", "inquiry") else NoticeState.GIVEN
    office.take(notice, target, {
        "received_on": at.date(), "receiver_sign": customer.contacts[0].name, "office_seal": at.date()}, by="clerk", at=at)  # fmt: skip
    if fate == "dropped":
        at = yield at + timedelta(days=12)
        office.take(notice, NoticeState.CLOSED, by="supervisor", at=at, words="客户来电说明不再办理")
    if fate in ("supplemented", "filed"):
        at = yield at + timedelta(days=6)
        office.take(notice, NoticeState.SUPPLEMENTED, {"supplemented_on": at.date()}, by="clerk", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=20)
        office.file(notice, NoticeState.FILED, at=at)


def _question(office: Office, index: int, when: datetime, fate: str) -> Story:
    at = yield when
    customer = office.customers[index * 13 % len(office.customers)]
    matter, question, answer = QUESTIONS[index % len(QUESTIONS)]
    promised = {"late": office.at(-1, "17:00"), "today": office.at(0, "17:00"), "later": office.at(2, "12:00")}.get(fate)
    inquiry = office.create(Inquiry, {
        "called_at": at, "caller_name": customer.contacts[0].name, "caller_phone": customer.phone, "matter": matter, "question": question,
        "answered_now": promised is None, "promise_reply_at": promised}, by=("hotline", "clerk")[index % 2], at=at)  # fmt: skip
    at = yield at + timedelta(minutes=6)
    if fate == "void":
        office.void(inquiry, "误登，来电系打错", at=at)
    elif fate == "answered":
        given = {"answer": answer, "fully_informed": index % 11 != 10, "replied_at": at}
        office.take(inquiry, InquiryState.ANSWERED, given, by=("hotline", "clerk")[index % 2], at=at)
