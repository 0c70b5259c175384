"""Wrong passwords slow down whoever types them, and nobody can lock a colleague out of his own desk. Why so: docs/decisions/0011.

Three counts: a name from one address, a name from all addresses, an address with all names. A desk where the person has come in
during the last month is held by the first alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from models.door import LoginEvent, Outcome
from rules.moments import show_moment
from services.attempts import Counted, Limit, count, forget, take_back
from services.database import reading

PAIR = Limit(most=5, window=timedelta(minutes=5), slides=True)
NAME = Limit(most=20, window=timedelta(hours=1))
ADDRESS = Limit(most=50, window=timedelta(minutes=15))
KNOWN_FOR = timedelta(days=30)

PAUSE = "密码连续输错 5 次，该用户名在这台设备上暂停登录 5 分钟，请稍后再试，或请系统管理员解除。"
SLOWED = "输错次数过多，为安全起见暂停在这台设备上登录，请于 {until} 后再试，或联系系统管理员。"


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One try that has been counted. `refused` is the sentence that sends it away before the password is looked at."""

    keys: tuple[str, str, str]
    left: int
    refused: str = ""
    retry_after: int = 0
    is_first_refusal: bool = False


def _plain(name: str) -> str:
    """As it is counted: upper and lower case alike, and without what PostgreSQL cannot keep."""
    return name.lower().replace("\0", "")[:80]


def _keys(name: str, address: str) -> tuple[str, str, str]:
    name = _plain(name)
    return f"login/pair/{name}\n{address}", f"login/name/{name}\n", f"login/address/{address}"


def guess(engine: Engine, name: str, address: str, now: datetime) -> Guess:
    """Count a try before it is made. Call `right` when it turns out to be a good one."""
    keys = pair, whole, place = _keys(name, address)
    found = count(engine, {pair: PAIR, whole: NAME, place: ADDRESS}, now)
    over: Counted | None = found[pair] if found[pair].is_over else None
    sentence = PAUSE if over else ""
    if over is None and (found[whole].is_over or found[place].is_over) and not _is_known(engine, name, address, now):
        over = max((one for one in (found[whole], found[place]) if one.is_over), key=lambda one: one.until)
        sentence = SLOWED.format(until=show_moment(over.until))
    if over is None:
        return Guess(keys=keys, left=found[pair].left)
    seconds = max(1, int((over.until - now).total_seconds()))
    return Guess(keys=keys, left=0, refused=sentence, retry_after=seconds, is_first_refusal=over.count == over.limit.most + 1)


def right(engine: Engine, tried: Guess) -> None:
    """The password was right: what was typed wrong here before is forgotten, and this try counts nowhere."""
    pair, whole, place = tried.keys
    forget(engine, pair)
    take_back(engine, whole, place)


def untried(engine: Engine, tried: Guess) -> None:
    """Nobody could say whether the password was right: the try counts nowhere."""
    take_back(engine, *tried.keys)


def unlock(engine: Engine, name: str) -> int:
    """Whoever is paused under that name may try again, from everywhere; returns how many counts there were."""
    name = _plain(name)
    return forget(engine, f"login/pair/{name}\n", f"login/name/{name}\n")


def _is_known(engine: Engine, name: str, address: str, now: datetime) -> bool:
    """Whether this person has come in from here lately."""
    came = select(LoginEvent.id).where(
        func.lower(LoginEvent.name) == _plain(name), LoginEvent.address == address, LoginEvent.outcome == Outcome.IN,
        LoginEvent.at > now - KNOWN_FOR).limit(1)  # fmt: skip
    with reading(), engine.connect() as connection:
        return connection.scalar(came) is not None
