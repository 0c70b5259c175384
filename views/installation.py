"""Put the screens onto an app, in the order they build on each other."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from models import REGISTERS
from views import aside, console, database, doors, errors, filters, first_change, headers, job_worker, security, shell, templates
from views.account import AccountView
from views.api import routes
from views.approvals import ApprovalsView
from views.audit import AuditView
from views.builder import build
from views.dashboard import DashboardView, RatesView
from views.drafts import DraftsView
from views.home import HomeView
from views.jobs import JobsView
from views.lookup import LookupView
from views.messages import MessagesView
from views.numbers import NumbersView
from views.ops import access, health, metrics
from views.register import generate
from views.returned import ReturnedView
from views.shelves import ShelvesView
from views.stock_take import StockTakeView  # noqa: F401 - known by being read: generate() finds it
from views.version import version


def install(app: Flask) -> None:
    """Everything a request meets."""
    templates.install(app)
    database.install(app)
    access.install(app, metrics.install(app, version()).count)
    health.install(app)
    doors.install(app)
    job_worker.install(app)
    csrf = CSRFProtect(app)
    with app.app_context():
        desk = build(app)
        desk.add_view_no_menu(AccountView)
        desk.add_view_no_menu(HomeView)
        desk.add_view_no_menu(LookupView)
        desk.add_view_no_menu(DashboardView)
        desk.add_view_no_menu(RatesView)
        desk.add_view_no_menu(ApprovalsView)
        desk.add_view_no_menu(MessagesView)
        desk.add_view_no_menu(AuditView)
        desk.add_view_no_menu(NumbersView)
        desk.add_view_no_menu(DraftsView)
        desk.add_view_no_menu(JobsView)
        desk.add_view_no_menu(ReturnedView)
        desk.add_view_no_menu(ShelvesView)
        for register in REGISTERS:
            desk.add_view(generate(register), register.title, category=register.menu)
        console.install(app)
    app.register_blueprint(aside.machines)
    routes.install(app, csrf)
    security.install(app)
    first_change.install(app)
    headers.install(app)
    filters.install(app)
    shell.install(app, version())
    errors.install(app)
