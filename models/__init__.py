"""The table of contents: every register of the house, in the order of the menu."""

from models.accountability import Accountability
from models.appointment import Appointment, HomeService
from models.approval import Approval, ApprovalTask, Delegation
from models.attachment import Attachment, StoredFile
from models.calendar import CalendarDay, CalendarYear
from models.callback import Callback, CallbackPlan, CallbackReport
from models.clock import Paused, RunningClock
from models.company import Setting
from models.complaint import Complaint
from models.customer import Customer
from models.declare import Record, Register
from models.duty import DutyTask
from models.extension import Extension
from models.inquiry import Inquiry
from models.message import Message, Outgoing
from models.meter import Meter
from models.meter_file import MeterPaper, MeterVolume
from models.notice import Notice
from models.option import Option
from models.organisation import Department, Staff
from models.policy import PolicyChain, PolicyEdition, PolicyLimit, PolicyName, PolicyRule, PolicyValue
from models.routing import Routing
from models.service_item import ServiceItem
from models.shift import Shift
from models.trace import Correction, Counter, Printed, PrintJob, StepTaken
from models.visit import VisitRecord, VisitTrip

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
    Complaint,
    Shift,
    Accountability,
    Extension,
    MeterVolume,
    MeterPaper,
    Customer,
    Meter,
)

#: Reference data, kept by the administrator in the console.
REFERENCES: tuple[type[Record], ...] = (Option, ServiceItem, Department, Staff, Routing, Setting, Delegation)

#: What governs the registers: kept in rooms of its own, each with its checks and previews.
GOVERNING: tuple[type[Record], ...] = (
    PolicyEdition, PolicyLimit, PolicyValue, PolicyChain, PolicyRule, PolicyName, CalendarYear, CalendarDay,
)  # fmt: skip

__all__ = [
    "GOVERNING", "REFERENCES",
    "REGISTERS",
    "Accountability",
    "Appointment",
    "Approval",
    "ApprovalTask",
    "Attachment",
    "CalendarDay",
    "CalendarYear",
    "Callback",
    "CallbackPlan",
    "CallbackReport",
    "Complaint",
    "Correction",
    "Counter",
    "Customer",
    "Delegation",
    "Department",
    "DutyTask",
    "Extension",
    "HomeService",
    "Inquiry",
    "Message",
    "Meter",
    "MeterPaper",
    "MeterVolume",
    "Notice",
    "Option",
    "Outgoing",
    "Paused",
    "PolicyChain",
    "PolicyEdition",
    "PolicyLimit",
    "PolicyName",
    "PolicyRule",
    "PolicyValue",
    "PrintJob",
    "Printed",
    "Routing",
    "RunningClock",
    "ServiceItem",
    "Setting",
    "Shift",
    "Staff",
    "StepTaken",
    "StoredFile",
    "VisitRecord",
    "VisitTrip",
]  # fmt: skip
