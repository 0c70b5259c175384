"""`flask clock` and `flask limits`: ask the clock and the policies at the machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import click
from flask import Flask

from rules.account import Due
from rules.clock import due
from rules.limit import TimeLimit, show_when
from rules.moments import SHANGHAI, local, parse_moment, plain
from rules.pauses import Pause
from rules.policy import NotStated, Policy
from rules.refusals import Refused
from rules.terms import show_due
from services.calendar import working_calendar
from services.policies import latest, policy
from views.clock import now
from views.database import db

#: The one thing `--set` tells the clock and not the policy.
SHIFT_END = "shift_end"
LONGEST_VALUE = 40
FIRST_YEAR, LAST_YEAR = 1900, 2999


def install(app: Flask, ready: Callable[[], object]) -> None:
    """Add the two commands; `ready` brings the database up to date first."""

    @app.cli.command("clock", help="计算一项时限何时到期，并逐行说明。LIMIT 为时限代码或规则编号（如 R001-20）。")
    @click.argument("limit")
    @click.option("--from", "start", required=True, help="起算时间，如 “2026-02-13 16:20”。")
    @click.option("--policy", "code", help="制度方案代码，默认为启用的方案；启用的方案没有的，按规则所属的方案。")
    @click.option("--pause", "pauses", multiple=True, metavar="FROM/TO", help="一次暂停，可重复。")
    @click.option("--set", "facts", multiple=True, metavar="NAME=VALUE", help="适用条件，如 dn=600、zone=city、kind=unit，可重复。")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
    def clock(limit: str, start: str, code: str | None, pauses: tuple[str, ...], facts: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001
        ready()
        given = _facts(facts)
        try:
            found = _limit(limit, code, {fact: value for fact, value in given.items() if fact != SHIFT_END})
            begun = _moment(start)
            shift = _moment(given[SHIFT_END]) if SHIFT_END in given else None
            ends = due(found, begun, working_calendar(db.session), pauses=[_pause(text) for text in pauses], shift_end=shift)
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal
        except (NotStated, ValueError, OverflowError) as wrong:
            raise click.ClickException(_sentence(wrong)) from wrong
        if as_json:
            click.echo(json.dumps(_as_json(found, begun, ends), ensure_ascii=False, indent=2))
        else:
            _show(found, ends)

    @app.cli.command("limits", help="列出各制度方案的全部时限。")
    @click.option("--policy", "code", help="只列一个方案。")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
    def limits(code: str | None, as_json: bool) -> None:  # noqa: FBT001
        ready()
        found = [limit for one in _policies(code) for limit in one.limits]
        if as_json:
            click.echo(json.dumps([_limit_json(limit) for limit in found], ensure_ascii=False, indent=2))
        else:
            for one in found:
                click.echo("\t".join((one.policy, one.rule or "—", one.key, one.label, one.words, show_when(one.when))))


def _policies(code: str | None) -> list[Policy]:
    every = latest(db.session)
    chosen = [one for one in every if code is None or one.code == code]
    if not chosen:
        raise click.ClickException(f"没有代码为 {code} 的制度方案，可用的有：{'、'.join(one.code for one in every)}。")
    return chosen


def _limit(name: str, code: str | None, facts: Mapping[str, object]) -> TimeLimit:
    """Of the policy named, else of the one in force; a rule id that it does not have is looked up where it belongs."""
    if code is not None:
        return _policies(code)[0].limit(name, facts)
    here = policy(db.session)
    if not here.limits_of(name):
        for other in latest(db.session):
            if any(not limit.borrowed_from for limit in other.limits_of(name)):
                return other.limit(name, facts)
    return here.limit(name, facts)


def _moment(text: str) -> datetime:
    """A moment in full (ISO 8601, a day alone being its beginning; without an offset it is Shanghai's), or as a clerk types it."""
    try:
        try:
            found = datetime.fromisoformat(plain(text))
        except ValueError:
            return parse_moment(text, now())
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
        return local(found if found.tzinfo else found.replace(tzinfo=SHANGHAI))
    except ValueError as wrong:
        raise click.ClickException(f"“{text}”：{wrong}。") from wrong


def _pause(text: str) -> Pause:
    start, slash, end = text.partition("/")
    if not slash:
        raise click.ClickException(f"暂停“{text}”看不懂，请按 起/止 的样子给出，如 “2026-02-13 17:00/2026-02-14 09:00”。")
    return Pause(start=_moment(start), end=_moment(end))


def _facts(texts: Iterable[str]) -> dict[str, str]:
    """What `--set` gave; a name that no policy asks for is a slip, and so is one that is given twice."""
    found: dict[str, str] = {}
    known = {SHIFT_END} | {fact for one in latest(db.session) for limit in one.limits for fact in limit.when}
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        if not (name and value) or len(value) > LONGEST_VALUE:
            raise click.ClickException(f"条件“{text[:LONGEST_VALUE]}”看不懂，请按 名称=值 的样子给出，如 dn=600。")
        if name not in known:
            raise click.ClickException(f"没有“{name}”这项条件，可用的有：{'、'.join(sorted(known))}。")
        if name in found:
            raise click.ClickException(f"条件“{name}”给了两次：{found[name]} 和 {value}。")
        found[name] = value
    return found


def _sentence(wrong: Exception) -> str:
    """What is wrong, in Chinese: Python speaks up by itself only when a date lies beyond its last year."""
    return "时间超出可以计算的范围。" if str(wrong).isascii() else f"{wrong}。"


def _limit_json(limit: TimeLimit) -> dict[str, Any]:
    return {
        "key": limit.key, "rule": limit.rule or None, "policy": limit.policy, "label": limit.label, "amount": limit.amount,
        "unit": limit.unit.value, "applies": show_when(limit.when) or None, "words": limit.words, "document": limit.source.document,
        "clause": limit.source.clause, "quotation": limit.source.quotation, "note": limit.source.note or None,
        "borrowed_from": limit.borrowed_from or None,
    }  # fmt: skip


def _as_json(limit: TimeLimit, start: datetime, ends: Due) -> dict[str, Any]:
    return {
        "limit": _limit_json(limit), "from": start.isoformat(), "due": ends.at.isoformat(), "breached_after": ends.at.isoformat(),
        "provisional": ends.provisional,
        "account": [{"kind": line.kind.value, "at": line.at, "text": line.text, "amount": line.amount} for line in ends.account],
    }  # fmt: skip


def _show(limit: TimeLimit, ends: Due) -> None:
    click.echo(f"{limit.label or limit.key}（{limit.policy}）：{limit.words}")
    for line in ends.account:
        click.echo(f"  {line.at:<34}{line.text}{'　' + line.amount if line.amount else ''}")
    click.echo(f"到期：{show_due(ends.at)}{'（暂估）' if ends.provisional else ''}")
    for part in _clause(limit):
        click.echo(part)


def _clause(limit: TimeLimit) -> Iterable[str]:
    if limit.source.quotation:
        yield f"依据：{limit.source.document} {limit.source.clause}　“{limit.source.quotation}”"
    if limit.source.note:
        yield f"说明：{limit.source.note}"
