"""The kinds of field there are. What a kind looks like on screen or paper is said in forms/ and printouts/, by kind."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """One name per kind; the API and `flask registers --json` show the value."""

    TEXT = "text"
    PROSE = "prose"
    PHONE = "phone"
    ID_CARD = "id_card"
    CREDIT_CODE = "credit_code"
    DAY = "day"
    DATE8 = "date8"
    MOMENT = "moment"
    YEAR_MONTH = "year_month"
    YEAR_WEEK = "year_week"
    CHOICE = "choice"
    STATE = "state"
    YES_NO = "yes_no"
    NUMBER = "number"
    AMOUNT = "amount"
    GAUGE = "gauge"
    LINK = "link"
    LINKS = "links"
    STAFF = "staff"
    DEPARTMENT = "department"
    LINES = "lines"
    CHECKLIST = "checklist"
    SIGNATURE = "signature"
    OPINION = "opinion"
    SEAL = "seal"
    ATTACHMENT = "attachment"
    SERIAL = "serial"
    SOURCE = "source"
    DEADLINE = "deadline"
    COMPUTED = "computed"


#: Filled by the system alone; grey on screen, never in a form.
SYSTEM_KINDS = frozenset({Kind.STATE, Kind.SERIAL, Kind.SOURCE, Kind.DEADLINE, Kind.COMPUTED, Kind.OPINION})
#: Held by a relationship `name` over a column `name_id`.
LINK_KINDS = frozenset({Kind.LINK, Kind.STAFF, Kind.DEPARTMENT, Kind.ATTACHMENT})
#: Child rows that live and die with their record.
ROW_KINDS = frozenset({Kind.LINES, Kind.CHECKLIST})
