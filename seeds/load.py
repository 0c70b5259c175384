"""Reference data from the files beside this one: option lists, departments, service items. Only what is missing is added."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.option import Option
from models.organisation import Department
from models.routing import Routing
from models.service_item import ServiceItem, ServiceMaterial
from rules.policy_file import lend, read_policy
from services.calendar import fill_years
from services.policies import Edition, seed

HERE = Path(__file__).parent


def load_reference(session: Session, now: datetime) -> None:
    """Add the rows that are not there yet; what an administrator changed stays as he left it. The caller commits."""
    _load_options(session, now)
    _load_departments(session, now)
    _load_routing(session, now)
    _load_service_items(session, now)
    session.flush()
    seed(session, policies(), now)
    fill_years(session, now)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file under seeds/."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def service_items() -> list[dict[str, Any]]:
    """The service items as their file tells them, each with its materials."""
    items: list[dict[str, Any]] = tomllib.loads((HERE / "service_items.toml").read_text(encoding="utf-8"))["item"]
    return items


def policies() -> list[Edition]:
    """The five policies of the source documents, as their files tell them."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((HERE / "policies").glob("*.toml"))}
    complete = lend({code: read_policy(text, f"{code}.toml") for code, text in texts.items()})
    return [Edition(policy=complete[code], digest=hashlib.sha256(text.encode()).hexdigest()) for code, text in texts.items()]


def _load_options(session: Session, now: datetime) -> None:
    there = {(list_code, code) for list_code, code in session.execute(select(Option.list_code, Option.code))}
    for row in rows("options.csv"):
        if (row["list_code"], row["code"]) not in there:
            session.add(Option(
                list_code=row["list_code"], list_title=row["list_title"], code=row["code"], label=row["label"],
                position=int(row["position"]), valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
                origin=row["origin"], created_at=now))  # fmt: skip


def _load_departments(session: Session, now: datetime) -> None:
    # A department has no code: once the house has its own, a renamed one must not come back under its old name.
    if session.scalar(select(Department.id).limit(1)) is not None:
        _name_for_the_archive(session)
        return
    for row in rows("departments.csv"):
        session.add(Department(
            name=row["name"], phone=row["phone"] or None, position=int(row["position"]), archive_code=row["archive_code"],
            active=True, created_at=now))  # fmt: skip


def _name_for_the_archive(session: Session) -> None:
    """Departments older than their archival codes get that of their name; whatever is called otherwise waits for the administrator."""
    known = {row["name"]: row["archive_code"] for row in rows("departments.csv")}
    for unit in session.scalars(select(Department).where(Department.archive_code.is_(None), Department.name.in_(known))):
        unit.archive_code = known[unit.name]


def _load_routing(session: Session, now: datetime) -> None:
    """Proposals by the names of the departments; a house that calls them otherwise fills in its own at the console."""
    there = set(session.scalars(select(Routing.category)))
    units = {unit.name: unit for unit in session.scalars(select(Department))}
    for row in rows("routing.csv"):
        if row["category"] not in there:
            session.add(Routing(
                category=row["category"], dept=units.get(row["department"]), push_system=row["push_system"], origin=row["origin"],
                created_at=now))  # fmt: skip


def _load_service_items(session: Session, now: datetime) -> None:
    there = set(session.scalars(select(ServiceItem.code)))
    for position, item in enumerate(service_items(), start=1):
        if item["code"] not in there:
            materials = [ServiceMaterial(**material) for material in item.pop("materials", [])]
            session.add(ServiceItem(
                **item, materials=materials, position=position * 10, active=True, created_at=now))  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
