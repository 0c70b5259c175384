"""责任追究: what starts it. Each function looks at one fact of the day's work and answers with the ground, or None."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Why somebody is held to account, by which rule, who answers for it, and what follows."""

    label: str
    rule: str
    liable: tuple[str, ...]
    consequence: str


DISSATISFIED = Ground(
    rule="R001-04", label="回访不满意", liable=("责任部门", "直接责任人"), consequence="启动责任追究程序，扣罚当月绩效工资")  # fmt: skip
APPOINTMENT = Ground(
    rule="R002-08", label="无故拒绝预约、上门服务或被投诉查实", liable=("当事人",), consequence="按公司考核办法规定处理")  # fmt: skip
ROUND_TRIPS = Ground(
    rule="R002-10", label="未一次性告知造成往返", liable=("承办人员", "有关领导"),
    consequence="批评教育、经济惩戒、记过，并追究领导责任")  # fmt: skip
MISCONDUCT = Ground(
    rule="R004-06", label="服务态度恶劣或违规违纪", liable=("责任人员",), consequence="按集团或部门的有关规定追究责任")  # fmt: skip
CRIME = Ground(rule="R004-06", label="涉嫌违法", liable=("责任人员",), consequence="由集团纪委移交司法机关处理")


def after_callback(satisfaction: str | None, *, dissatisfied: str, is_on: bool) -> Ground | None:
    """R001-04 (001 三.2(3)): a customer who is called back and is not satisfied. A policy may switch this off."""
    return DISSATISFIED if is_on and satisfaction == dissatisfied else None


def after_appointment(*, refused_without_cause: bool, complaint_proved: bool) -> Ground | None:
    """R002-08 (002 二(五)4): somebody refuses a request without cause, or the applicant complains and is found right."""
    return APPOINTMENT if refused_without_cause or complaint_proved else None


def after_round_trips(trips: int, *, trips_from: int, complaint_valid: bool, exposed: bool) -> Ground | None:
    """R002-10 (002 三(四)): the customer came too often *and* complained rightly or went to the press. 两次以上 includes two."""
    return ROUND_TRIPS if trips >= trips_from and (complaint_valid or exposed) else None


def after_misconduct(*, verified: bool, suspected_crime: bool) -> Ground | None:
    """R004-06 (004 §8.3): only what the leading group or the group's supervisors have verified; a crime goes to 集团纪委."""
    if not verified:
        return None
    return CRIME if suspected_crime else MISCONDUCT
