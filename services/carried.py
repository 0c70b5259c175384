"""What a session carries for whoever works through it: the person, the moment, the door and its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from rules.actor import Actor
from rules.moments import now_in_shanghai

ACTOR, CLOCK, DOOR = "actor", "clock", "door"


class DoorKind(StrEnum):
    """Through which door something came. The code is stored and hashed."""

    SCREEN = "screen"
    COMMAND = "command"
    TIMER = "timer"
    API = "api"
    PROGRAM = "program"

    @property
    def label(self) -> str:
        return DOOR_LABELS[self]


DOOR_LABELS = {
    DoorKind.SCREEN: "屏幕", DoorKind.COMMAND: "命令", DoorKind.TIMER: "定时", DoorKind.API: "接口", DoorKind.PROGRAM: "程序",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Door:
    """A door and where the person stands: the address of his machine, empty at the machine itself."""

    kind: DoorKind
    address: str = ""


#: What nobody has said otherwise of: code that opened a session by itself.
UNNAMED = Door(kind=DoorKind.PROGRAM)


def actor_of(session: Session) -> Actor | None:
    found: Actor | None = session.info.get(ACTOR)
    return found


def door_of(session: Session) -> Door:
    found: Door = session.info.get(DOOR, UNNAMED)
    return found


def moment_of(session: Session) -> datetime:
    """The moment at which the session stands."""
    found: datetime = session.info.get(CLOCK, now_in_shanghai)()
    return found
