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
    judged,
    lines,
    link,
    links,
    moment,
    opinion,
    people,
    proposal,
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
    unless,
    when,
    year_month,
    year_week,
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
    stamp,
    table,
    wide,
)
from models.declare.storage import Moment, Phase, Signed, States
from models.declare.workflow import Step, Workflow
from rules.keys import Chain, Limit, Value
from rules.roles import Role

__all__ = [
    "Chain", "Default", "Field", "House", "Kind", "Ledger", "Limit", "Line", "Model", "Moment", "Phase", "Record",
    "Register", "Role", "Sheet", "Signed", "States", "Step", "Value", "Verb", "Workflow", "amount", "attachment", "boxes",
    "chart", "checklist", "choice", "computed", "counts", "credit_code", "date8", "day", "deadline", "department",
    "entered_before", "entered_on", "id_card", "judged", "lines", "link", "links", "listing", "moment", "narrow", "opinion",
    "people", "proposal", "prose", "quantity", "rating", "row", "seal", "section", "serial", "signature", "signatures",
    "source", "staff", "stamp", "state", "table", "tally", "telephone", "text", "unless", "when", "wide", "year_month",
    "year_week", "yes_no",
]  # fmt: skip
