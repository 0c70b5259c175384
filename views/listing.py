"""The list of a register, and what is done with a selection of its rows."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_appbuilder import expose
from sqlalchemy import select

from models.declare import Register, Verb
from printouts.words import year_month_words
from rules.refusals import Missing, Refused
from services.database import write_now
from services.glance import glanced
from services.list_page import list_page, ordered
from services.listing import PAGE_SIZES, TABS, choice_filters, columns, is_ordered, narrowed, parse, recent_months
from services.print_job import ask_to_print
from services.printing import MOST, print_ledger, print_paper, print_records
from services.rights import may, may_take
from services.step import take
from services.workbook.export import Format
from views.access import access
from views.database import db
from views.desk import here
from views.list_rows import css_of, rows
from views.names import form_title
from views.pdf import pdf, prints
from views.workbook import AT_ONCE


class ListPages:
    """Mixin of RegisterView: `/` and the batch doors."""

    register: type[Register]

    @expose("/")
    @access(Verb.READ)
    def index(self) -> str:
        """One page of the list."""
        desk, register = here(), self.register
        query = parse(register, request.args, desk.actor)
        page = list_page(db.session, register, query, actor=desk.actor, now=desk.now, only=glanced(register, desk.actor))
        shown = columns(register)
        is_due = bool(register.deadlines()) or any(step.due_at for step in register.flow.steps)
        return render_template(
            "list.html", view=self, register=register, query=query, page=page, columns=shown, tabs=TABS, is_due=is_due, css_of=css_of,
            rows=rows(desk.shown, register, page.rows, is_due=is_due, now=desk.now), sizes=PAGE_SIZES,
            months=recent_months(desk.now.date()), is_ordered=partial(is_ordered, register, actor=desk.actor),
            filters=[(column, desk.book.all(column.options or "")) for column in choice_filters(register)], now=desk.now,
            args={key: value for key, value in request.args.items() if key not in ("page", "after", "before") and value},
            can={verb.value: may(desk.actor, verb, register) for verb in Verb}, batch_steps=self.batch_steps(),
            formats=Format, is_long=page.total.more or page.total.number > AT_ONCE)  # fmt: skip

    def batch_steps(self) -> list[Any]:
        """Steps that ask for nothing but the click, and so can be taken for a selection."""
        actor = here().actor
        plain = [step for step in self.register.flow.steps if not step.fields and not step.reasoned and not step.chain]
        return [step for step in plain if actor.holds(*step.roles)]

    @expose("/batch", methods=["POST"])
    @access(Verb.READ)
    def batch(self) -> Any:
        """Do one thing with the ticked rows, in the order of the list."""
        desk, action = here(), request.form.get("action", "")
        records = self.ticked()
        if action == "print":
            return pdf(self._commit(print_records(db.session, records, actor=desk.actor, now=desk.now)), form_title(self.register))
        if (paper := self.register.paper(action)) is not None:
            content = print_paper(db.session, records, paper.key, actor=desk.actor, now=desk.now)
            return pdf(self._commit(content), f"{form_title(self.register)} {paper.title}")
        if action == "ledger":
            return pdf(self._commit(print_ledger(db.session, records, actor=desk.actor, now=desk.now)), form_title(self.register))
        step = next((step for step in self.batch_steps() if action == f"step-{step.key}"), None)
        if step is None:
            raise Missing("没有这种批量操作。")
        done, left = 0, []
        for record in records:
            if record.status is step.source and may_take(desk.actor, record, step):
                take(db.session, record, step, {}, actor=desk.actor, now=desk.now)
                done += 1
            else:
                left.append(record.number)
        db.session.commit()
        flash(f"“{step.label}”已办理 {done} 件。", "success")
        if left:
            flash(f"有 {len(left)} 件现在不能办理“{step.label}”，没有改动：{'、'.join(left[:10])}", "warning")
        return redirect(f"/{self.register.__tablename__}/")

    @expose("/print-all", methods=["POST"])
    @access(Verb.PRINT)
    def print_all(self) -> Any:
        """The sheets of everything that the list shows, as a job."""
        desk = here()
        given = {key: value for key, value in request.form.items() if key != "csrf_token"}
        job = ask_to_print(db.session(), self.register, given, actor=desk.actor, now=desk.now, address=request.remote_addr or "")
        db.session.commit()
        current_app.extensions["job_bell"].set()
        return redirect(f"/jobs/{job.id}")

    def ticked(self) -> list[Any]:
        """The ticked records in list order; an id that is not there is refused, not skipped."""
        ids = [int(text) for text in request.form.getlist("ids") if text.isascii() and text.isdigit() and len(text) < 10]
        if not ids:
            raise Missing("请先在清单中勾选记录。")
        if len(ids) > MOST:
            raise Refused(f"一次最多处理 {MOST} 条，请缩小范围。")
        found = {record.id: record for record in db.session.scalars(select(self.register).where(self.register.id.in_(ids)))}
        if missing := [pk for pk in ids if pk not in found]:
            raise Missing(f"有 {len(missing)} 条记录没有找到，请刷新清单后重新勾选。")
        return [found[pk] for pk in ids]

    @expose("/ledger")
    @access(Verb.PRINT)
    @prints
    def ledger(self) -> Any:
        """The ledger of what the list shows, bound as a book when asked."""
        desk, register = here(), self.register
        query = parse(register, {name: text for name, text in request.args.items() if name != "book"}, desk.actor)
        write_now(db.session)
        found = ordered(register, narrowed(db.session, register, query, desk.actor, desk.now), query).limit(MOST + 1)
        records = sorted(db.session.scalars(found), key=lambda record: record.id)
        if not records:
            raise Missing("没有符合条件的记录，台账没有内容可印。")
        month = query.month or (f"{desk.now:%Y-%m}" if query.tab == "month" else "")
        period = year_month_words(month) if month else ""
        bound = request.args.get("book") == "1"
        return pdf(self._commit(print_ledger(
            db.session, records, actor=desk.actor, now=desk.now, period=period, bound=bound)), form_title(register))  # fmt: skip

    def _commit(self, content: bytes) -> bytes:
        db.session.commit()
        return content
