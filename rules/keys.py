"""The names by which the code asks a policy: what each means is said there, with the clause it comes from."""

from __future__ import annotations

from enum import StrEnum


class Limit(StrEnum):
    """Time limits that registers, duties and reports run on. Every policy gives each a value or marks it unused."""

    MONTHLY_VISIT = "monthly_visit"
    ANSWER_REQUEST = "answer_request"
    CALLBACK_AFTER_VISIT = "callback_after_visit"
    KEY_CUSTOMER_CALLBACK = "key_customer_callback"
    LARGE_CUSTOMER_CALLBACK = "large_customer_callback"
    CALLBACK_AFTER_WORK = "callback_after_work"
    SECOND_CALLBACK = "second_callback"
    FEEDBACK_CALL = "feedback_call"
    MESSAGE_REPLY = "message_reply"
    FIRST_REPLY = "first_reply"
    HANDLE = "handle"
    ARRIVE = "arrive"
    REPAIR = "repair"
    CUSTOMER_REPLY = "customer_reply"
    SMS_BACKFILL = "sms_backfill"
    OFFICIAL_INFO = "official_info"
    OFFICIAL_REPLY = "official_reply"
    OFFICIAL_CALLBACK = "official_callback"
    OVERDUE_LIST = "overdue_list"
    WEEKLY_REPORT = "weekly_report"
    MONTHLY_REPORT = "monthly_report"
    CALL_SUMMARY = "call_summary"
    APPOINTMENT_REPLY = "appointment_reply"
    STAFF_ARRIVAL = "staff_arrival"
    HOME_ARRIVAL = "home_arrival"
    APPLICANT_LATE = "applicant_late"
    RESULT_NOTE = "result_note"
    UNSTATED = "unstated"
    FIRST_AFTER_ACCEPTANCE = "first_after_acceptance"
    WARRANTY_CALLBACK = "warranty_callback"
    METER_REPLACEMENT = "meter_replacement"
    FILING = "filing"
    METER_PURCHASE = "meter_purchase"
    STOCK_TAKE = "stock_take"
    SWAP_OVERDUE = "swap_overdue"
    SWAP_CHECK = "swap_check"
    SWAP_URGENT = "swap_urgent"
    OLD_METER_KEEP = "old_meter_keep"
    SUSPENDED_METER_RETURN = "suspended_meter_return"
    SUSPENSION = "suspension"
    CLOSE_ACCOUNT = "close_account"
    OLD_METER_ENTRY = "old_meter_entry"
    METER_ACCEPTANCE = "meter_acceptance"
    ARCHIVE_LOAN = "archive_loan"


class Chain(StrEnum):
    """Approval chains."""

    REFUSE_APPOINTMENT = "refuse_appointment"
    MAJOR_COMPLAINT = "major_complaint"
    ACCOUNTABILITY = "accountability"
    EXTENSION = "extension"
    MONTHLY_REPORT = "monthly_report"
    SHIFT_SWAP = "shift_swap"
    METER_PURCHASE = "meter_purchase"
    OVERDUE_METER_PLAN = "overdue_meter_plan"
    URGENT_SWAP = "urgent_swap"
    DESTRUCTION = "destruction"


class Ladder(StrEnum):
    """Who hears of a clock that runs out, step by step."""

    OVERDUE = "overdue"


class Value(StrEnum):
    """Single values: a number, a switch, a list of codes or a pattern."""

    OFFICE_HOURS = "office_hours"
    NUMBER_PATTERN = "number_pattern"
    APPOINTMENT_WINDOW = "appointment_window"
    WARN_SHARE = "warn_share"
    COUNT_FAIR_AS_SATISFIED = "count_fair_as_satisfied"
    DISSATISFIED_STARTS_ACCOUNTABILITY = "dissatisfied_starts_accountability"
    KEY_LEVELS = "key_levels"
    LARGE_LEVELS = "large_levels"
    CLUSTER_HOUSEHOLDS = "cluster_households"
    METER_ISSUE_DAYS = "meter_issue_days"
    METER_BATCH_MOST = "meter_batch_most"
    METER_BATCH_NOTICE_DAYS = "meter_batch_notice_days"
    METER_BATCH_FROM = "meter_batch_from"
    METERS_PER_FORM = "meters_per_form"
    OLD_METER_KEEP_FROM_DN = "old_meter_keep_from_dn"
    LARGE_METER_FROM_DN = "large_meter_from_dn"
    DESTROYERS_LEAST = "destroyers_least"
    DESTRUCTION_COOLING_DAYS = "destruction_cooling_days"
    STORE_ROOM_CHECKS = "store_room_checks"
