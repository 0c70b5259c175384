"""The table of contents: every register of the house, in the order of the menu."""

from models.accountability import Accountability
from models.appointment import Appointment, HomeService
from models.approval import Approval, ApprovalTask, Delegation
from models.archival import ArchivalCode, ArchivalSeries
from models.archived_item import ArchivedItem
from models.attachment import Attachment, StoredFile
from models.beat import Beat
from models.calendar import CalendarDay, CalendarYear
from models.call import Call
from models.call_summary import CallSummary
from models.callback import Callback
from models.callback_plan import CallbackPlan
from models.callback_report import CallbackReport
from models.clock import Paused, RunningClock
from models.company import Setting
from models.complaint import Complaint
from models.customer import Customer
from models.declare import Record, Register
from models.door import Attempt, EndedSession, LoginEvent, LoginState
from models.duty import DutyTask
from models.export import Export
from models.extension import Extension
from models.half_year_report import HalfYearReport
from models.history import Entry, Seal
from models.history_guard import protections
from models.imported import Import, Imported
from models.inquiry import Inquiry
from models.integration import GivenAnswer, Integration, IntegrationUse
from models.job import Job, JobChunk, JobFile
from models.message import Message, Outgoing
from models.message_in import WechatMessage
from models.meter import Meter
from models.meter_file import MeterPaper, MeterVolume
from models.monthly_report import MonthlyReport
from models.notice import Notice
from models.numbers import NumberExplained, NumberGiven, NumberSpoilt, Reservation, ReservedPrint
from models.official import OfficialItem
from models.option import Option
from models.organisation import Department, Staff
from models.overdue_list import OverdueList
from models.paper_receipt import PaperReceipt
from models.place import Place
from models.policy import PolicyChain, PolicyEdition, PolicyLimit, PolicyName, PolicyRule, PolicyValue
from models.returned import ReturnedPaper, Scan, ScanPage
from models.routing import Routing
from models.safekeeping import Safekeeping
from models.sent import Draft, FormToken
from models.service_item import ServiceItem
from models.shift import Shift
from models.trace import Correction, Counter, Printed, PrintJob, StepTaken
from models.visit import VisitRecord, VisitTrip
from models.weekly_report import WeeklyReport

REGISTERS: tuple[type[Register], ...] = (
    VisitTrip,
    VisitRecord,
    Appointment,
    HomeService,
    Notice,
    Inquiry,
    CallbackPlan,
    Callback,
    CallbackReport,
    HalfYearReport,
    Call,
    WechatMessage,
    Complaint,
    OfficialItem,
    Shift,
    Accountability,
    Extension,
    MeterVolume,
    MeterPaper,
    PaperReceipt,
    ArchivedItem,
    Place,
    Customer,
    Meter,
    OverdueList,
    CallSummary,
    WeeklyReport,
    MonthlyReport,
)

#: Reference data, kept by the administrator in the console.
REFERENCES: tuple[type[Record], ...] = (Option, ServiceItem, Department, Staff, Routing, Setting, Delegation)

#: What governs the registers: kept in rooms of its own, each with its checks and previews.
GOVERNING: tuple[type[Record], ...] = (
    PolicyEdition, PolicyLimit, PolicyValue, PolicyChain, PolicyRule, PolicyName, CalendarYear, CalendarDay, Integration,
)  # fmt: skip

__all__ = [
    "GOVERNING",
    "REFERENCES",
    "REGISTERS",
    "Accountability",
    "Appointment",
    "Approval",
    "ApprovalTask",
    "ArchivalCode",
    "ArchivalSeries",
    "Attachment",
    "Attempt",
    "Beat",
    "CalendarDay",
    "CalendarYear",
    "Call",
    "CallSummary",
    "Callback",
    "CallbackPlan",
    "CallbackReport",
    "Complaint",
    "Correction",
    "Counter",
    "Customer",
    "Delegation",
    "Department",
    "Draft",
    "DutyTask",
    "EndedSession",
    "Entry",
    "Export",
    "Extension",
    "FormToken",
    "GivenAnswer",
    "HalfYearReport",
    "HomeService",
    "Import",
    "Imported",
    "Inquiry",
    "Integration",
    "IntegrationUse",
    "Job",
    "JobChunk",
    "JobFile",
    "LoginEvent",
    "LoginState",
    "Message",
    "Meter",
    "MeterPaper",
    "MeterVolume",
    "MonthlyReport",
    "Notice",
    "NumberExplained",
    "NumberGiven",
    "NumberSpoilt",
    "OfficialItem",
    "Option",
    "Outgoing",
    "OverdueList",
    "Paused",
    "PolicyChain",
    "PolicyEdition",
    "PolicyLimit",
    "PolicyName",
    "PolicyRule",
    "PolicyValue",
    "PrintJob",
    "Printed",
    "Reservation",
    "ReservedPrint",
    "ReturnedPaper",
    "Routing",
    "RunningClock",
    "Safekeeping",
    "Scan",
    "ScanPage",
    "Seal",
    "ServiceItem",
    "Setting",
    "Shift",
    "Staff",
    "StepTaken",
    "StoredFile",
    "VisitRecord",
    "VisitTrip",
    "WechatMessage",
    "WeeklyReport",
    "protections",
]  # fmt: skip
