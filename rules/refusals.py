"""What a rule says when it says no: one family of errors, each a Chinese sentence for the person at the desk."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 - it reads as the sentence it is
    """A rule said no. `errors` maps a field name to what is wrong there; "" is the form as a whole."""

    status = 409

    def __init__(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = dict(errors or {})


class Invalid(Refused):
    """What was typed breaks a rule of the form."""

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(f"未能保存，有 {len(errors)} 处需要改正。", errors)


class Forbidden(Refused):
    """The person's roles do not reach this far."""

    status = 403


class Missing(Refused):
    """There is no such record, or none that this person may know of."""

    status = 404


class Stale(Refused):
    """Somebody saved the record after this form had been opened."""


class WrongState(Refused):
    """The flow does not lead from here to there."""


class Unwritten(Refused):
    """The database did not take it down, through no fault of what was typed."""


class NoRoom(Unwritten):
    """The database cannot take a word more: the disk is full, or it cannot be written. Reading goes on."""

    status = 507

    def __init__(self) -> None:
        super().__init__("存储空间不足，这次填写的内容没有存入。请不要关闭本页，告知系统管理员清理磁盘后再保存；查询不受影响。")


class Unreachable(Refused):
    """The database does not answer: it is stopped, restarting or cut off. Nothing can be read or written until it is back."""

    status = 503

    def __init__(self) -> None:
        super().__init__("数据库暂时不可用，请稍后重试。")


class Busy(Unwritten):
    """Others hold what this needs and did not let go in time, or two waited for each other. Nothing was saved. `why` says who holds it."""

    status = 503

    def __init__(self, why: str = "同一内容正由他人办理") -> None:
        self.why = why
        super().__init__(f"{why}，这次没有存入。请稍等片刻再提交，已填写的内容没有丢失。")


class TooOften(Refused):
    """More of one thing than an office asks for. `seconds`: when it may be asked again."""

    status = 429

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds
