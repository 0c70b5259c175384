"""The table of contents: every register of the house, in the order of the menu."""

from models.accountability import Accountability
from models.appointment import Appointment, HomeService
from models.appraisal import Appraisal
from models.approval import Approval, ApprovalTask, Delegation
from models.archival import ArchivalCode, ArchivalSeries
from models.archive_handover import ArchiveHandover
from models.archive_hold import ArchiveHold
from models.archive_loan import ArchiveLoan
from models.archived_item import ArchivedItem
from models.attachment import Attachment, StoredFile
from models.beat import Beat
from models.calendar import CalendarDay, CalendarYear
from models.call import Call
from models.call_summary import CallSummary
from models.callback import Callback
from models.callback_plan import CallbackPlan
from models.callback_report import CallbackReport
from models.change_issue import ChangeIssue
from models.clock import Paused, RunningClock
from models.company import Setting
from models.compensation import Compensation
from models.complaint import Complaint
from models.customer import Customer
from models.declare import Record, Register
from models.destruction_list import DestructionList
from models.door import Attempt, EndedSession, LoginEvent, LoginState
from models.duty import DutyTask
from models.export import Export
from models.extension import Extension
from models.four_properties import FourProperties
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
from models.meter_acceptance import MeterAcceptance
from models.meter_count import MeterCount
from models.meter_file import MeterPaper, MeterVolume
from models.meter_intake import MeterIntake
from models.meter_issue import MeterIssue
from models.meter_purchase import MeterPurchase
from models.meter_test import MeterTest
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
from models.removal import ClosingRequest, RemovalTask
from models.returned import ReturnedPaper, Scan, ScanPage
from models.routing import Routing
from models.safekeeping import Safekeeping
from models.sent import Draft, FormToken
from models.service_item import ServiceItem
from models.shift import Shift
from models.stock_scan import StockScan
from models.stock_take import StockTake
from models.store_room_check import StoreRoomCheck
from models.swap import MeterSwap
from models.swap_check import SwapCheck
from models.swap_notice import SwapNotice
from models.swap_plan import SwapPlan
from models.trace import Correction, Counter, Printed, PrintJob, StepTaken
from models.use_change import UseChange
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
    ArchiveLoan,
    ArchiveHandover,
    ArchiveHold,
    Appraisal,
    DestructionList,
    StoreRoomCheck,
    Place,
    StockTake,
    FourProperties,
    Customer,
    Meter,
    MeterPurchase,
    MeterIntake,
    MeterAcceptance,
    MeterIssue,
    ChangeIssue,
    MeterCount,
    SwapPlan,
    SwapCheck,
    MeterSwap,
    SwapNotice,
    UseChange,
    Compensation,
    ClosingRequest,
    RemovalTask,
    MeterTest,
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
    "Appraisal",
    "Approval",
    "ApprovalTask",
    "ArchivalCode",
    "ArchivalSeries",
    "ArchiveHandover",
    "ArchiveHold",
    "ArchiveLoan",
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
    "ChangeIssue",
    "ClosingRequest",
    "Compensation",
    "Complaint",
    "Correction",
    "Counter",
    "Customer",
    "Delegation",
    "Department",
    "DestructionList",
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
    "MeterAcceptance",
    "MeterCount",
    "MeterIntake",
    "MeterIssue",
    "MeterPaper",
    "MeterPurchase",
    "MeterSwap",
    "MeterTest",
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
    "RemovalTask",
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
    "StockScan",
    "StoreRoomCheck",
    "StoredFile",
    "SwapCheck",
    "SwapNotice",
    "SwapPlan",
    "UseChange",
    "VisitRecord",
    "VisitTrip",
    "WechatMessage",
    "WeeklyReport",
    "protections",
]  # fmt: skip
