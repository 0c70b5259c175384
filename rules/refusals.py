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


class TooOften(Refused):
    """More of one thing than an office asks for. `seconds`: when it may be asked again."""

    status = 429

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds
