"""A list's filter in words, for whoever reads the file or the audit. What was searched for may be personal data, and stands masked."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Register
from rules import masking
from services.listing import TABS, ListQuery
from services.options import option_book
from services.shown import HIDDEN


def in_words(session: Session, register: type[Register], query: ListQuery) -> str:
    """`待办；查找“张*”；客户性质：单位；月份：2026-11；登记日期：自 2026-11-01 至 2026-11-15`."""
    book, said = option_book(session), [TABS[query.tab]]
    if query.text:
        said.append(f"查找“{' '.join(map(masked, query.text.split()))}”")
    for name, code in query.choices.items():
        said.append(f"{register.fields[name].label}：{book.label(register.fields[name].options or '', code)}")
    for name, key in query.of.items():
        target = register.fields[name].target
        found = session.scalar(select(target).where(target.id == key))
        said.append(f"{register.fields[name].label}：{getattr(found, 'number', found) or HIDDEN}")
    said += [f"{register.fields[name].label}：{text}" for name, text in query.exact.items()]
    said += [f"月份：{query.month}"] if query.month else []
    return "；".join([*said, f"登记日期：{query.entered}"] if query.is_dated else said)


def masked(word: str) -> str:
    """A word that somebody searched for: a number as a telephone's, anything else as a name."""
    return masking.phone(word) if word.isdigit() else masking.name(word)
