"""The words registers are written in. `from models.declare import …` is the one vocabulary import of a register's file."""

from models.declare.declared import Line, Record
from models.declare.entry import entered_before, entered_on
from models.declare.field import Default, Field
from models.declare.fields import (
    amount,
    attachment,
    checklist,
    choice,
    computed,
    credit_code,
    date8,
    day,
    deadline,
    department,
    id_card,
    lines,
    link,
    links,
    moment,
    opinion,
    people,
    prose,
    quantity,
    seal,
    serial,
    signature,
    source,
    staff,
    state,
    tally,
    telephone,
    text,
    when,
    year_month,
    yes_no,
)
from models.declare.house import House
from models.declare.kinds import Kind
from models.declare.model import Model
from models.declare.promise import counts
from models.declare.register import Register, Verb
from models.declare.sheet import (
    Ledger,
    Sheet,
    boxes,
    chart,
    listing,
    narrow,
    rating,
    row,
    section,
    signatures,
    table,
    wide,
)
from models.declare.storage import Moment, Phase, Signed, States
from models.declare.workflow import Step, Workflow
from rules.keys import Chain, Limit
from rules.roles import Role

__all__ = [
    "Chain", "Default", "Field", "Kind", "Ledger", "Limit", "Line", "Model", "Moment", "Phase", "Record", "Register",
    "Role", "Sheet", "Signed", "States", "Step", "Verb", "Workflow", "amount", "attachment", "boxes", "checklist", "choice",
    "computed", "counts", "credit_code", "date8", "day", "deadline", "department", "entered_before", "entered_on",
    "id_card", "lines", "link", "links", "listing", "moment", "narrow", "opinion", "people", "prose", "quantity", "rating",
    "row", "seal", "section", "serial", "signature", "signatures", "source", "staff", "state", "table", "telephone", "text",
    "when", "wide", "year_month", "yes_no",
]  # fmt: skip
