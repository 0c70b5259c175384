"""How a callback is made and read in the invented office, whatever paper asked for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.callback import Callback, CallbackState
from seeds.office.diary import Story
from seeds.office.office import Office

ADVICE = (None, "希望多开几个缴费网点", "建议停水前短信通知", None, "希望把水表箱移到屋外", None, "窗口人员很耐心", None)
HAPPY = ("very", "good", "good", "very", "fair", "good")


def fill(office: Office, callback: Callback, at: datetime, *, bad: bool = False) -> dict[str, object]:
    """What the customer said; each kind of callback has questions of its own."""
    mood = "bad" if bad else office.chance.choice(HAPPY)
    score = {"very": "good", "good": "good", "fair": "fair", "bad": "bad"}[mood]
    values: dict[str, object] = {
        "callback_at": at, "connected": "yes", "officer": office.staff["callback"], "score_attitude": "good" if bad else score,
        "integrity_issue": False, "satisfaction": mood, "need_second": bad, "advice": office.chance.choice(ADVICE),
        "dissatisfied_reason": "报修后第二天才有人上门，没有提前联系" if bad else None,
    }  # fmt: skip
    if callback.callback_kind == "install":
        values |= {"score_timing": score, "score_progress": score, "score_quality": "good", "score_site": "good"}
    if callback.callback_kind in ("repair", "complaint", "transferred"):
        values |= {
            "dept_contacted": "no" if bad else "yes", "on_site": "yes",
            "process_note": "次日到场，未提前联系" if bad else "当天联系并到场，说明了原因",
            "result_note": "漏点已修复" if callback.callback_kind == "repair" else "情况已核实，处理结果已告知客户",
        }  # fmt: skip
        if bad:
            values["feedback"] = [{
                "feedback_dept": callback.resp_dept, "problem": "上门不及时，事先未联系客户",
                "rectify": "接单后一小时内先电话联系", "finish_by": (at + timedelta(days=14)).date()}]  # fmt: skip
    return values


def called(office: Office, callback: Callback, when: datetime, fate: str) -> Story:
    """Called, read by the supervisor, filed. `fate` is where the story ends: review, back, done, bad or filed."""
    at = yield when
    office.take(callback, CallbackState.REVIEW, fill(office, callback, at, bad=fate == "bad"), by="callback", at=at)
    if fate == "review":
        return
    at = yield at + timedelta(hours=2)
    if fate == "back":
        office.take(callback, CallbackState.DUE, by="supervisor", at=at, words="请补记客户对水压的说法")
        return
    words = "转责任部门整改，整改后二次回访" if fate == "bad" else "情况属实，同意办结"
    office.take(callback, CallbackState.DONE, by="supervisor", at=at, words=words)
    if fate == "filed":
        at = yield at + timedelta(days=12)
        office.file(callback, CallbackState.FILED, at=at)
