"""The application: settings, database and screens put together. `python app.py` prepares the database and serves."""

from __future__ import annotations

import gc

gc.disable()  # nothing that is declared below is ever garbage: looking for some among it takes a third of the start

import dataclasses
import sys
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy import make_url
from waitress import create_server
from werkzeug.middleware.proxy_fix import ProxyFix

from config import INSTANCE, PROJECT, Settings
from models import REGISTERS
from models.house_stamp import watch
from rules.moments import now_in_shanghai
from rules.refusals import Unreachable
from rules.roles import Role
from seeds.demo import load_demo
from seeds.load import load_reference
from services import database
from services.alone import alone
from services.baseline import begin_history, columns_there, take_over
from services.database import reading
from services.recount import start_clocks
from services.turnstile import Turnstile
from views import cli, installation, job_worker, runner
from views.adrift import at_the_machine
from views.clock import now
from views.database import db
from views.ops import log
from views.people import is_settled, make_user, sync_roles
from views.rights import fab_roles
from views.search_cli import index_if_due

gc.freeze()
gc.enable()

LOCALE = "zh_Hans_CN"
#: How long one thread of the server goes on while others wait, in seconds. Each question to the database gives its turn away, and at
#: Python's five milliseconds a page that asks fifteen stands in line for most of its time.
TURN = 0.001


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. The database is not touched; `prepare` does that."""
    settings = settings or Settings.from_environment()
    log.install(settings.log)
    _make_room(settings.database_url)
    app = log.Discreet("dengji", root_path=str(PROJECT), instance_path=str(INSTANCE))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,  # what people have typed stands in no log
            **database.options(settings.database_url, settings.threads),
        },
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        TRUSTED_HOSTS=[host.strip() for host in settings.hosts.split(",")] if settings.hosts else None,
        SESSION_COOKIE_NAME="dengji",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,  # a page may stand open for a whole shift; the token dies with the login
        BABEL_DEFAULT_LOCALE=LOCALE,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(PROJECT / "translations"),
        LANGUAGES={LOCALE: {"flag": "cn", "name": "简体中文"}},
        APP_NAME="登记台",
        FAB_CREATE_DB=False,
        FAB_UPDATE_PERMS=False,
        FAB_ROLES=fab_roles(),
        AUTH_ROLE_ADMIN=Role.SYSADMIN.value,
        LOGIN_URL="/login/",
        CLOCK=now_in_shanghai,
        SETTINGS=settings,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    installation.install(app)
    Migrate(app, db, directory=str(PROJECT / "migrations"))
    cli.install(
        app, prepare=prepare, demo=fill_demo,
        prepare_other=lambda url: prepare(create_app(dataclasses.replace(settings, database_url=url))))  # fmt: skip
    return app


def prepare(app: Flask) -> None:
    """Bring the database of an app up to date: tables, roles, reference data. Doing it again changes nothing."""
    with app.app_context(), alone(db.engine):
        with reading(), db.engine.connect() as connection:
            known = columns_there(connection)
        upgrade()
        watch(db.session.connection())
        begin_history(db.session, now())
        take_over(db.session, known, now())
        db.session.commit()
        sync_roles()
        load_reference(db.session, now())
        start_clocks(db.session, REGISTERS, now())
        db.session.commit()
        index_if_due()


def fill_demo(app: Flask) -> bool:
    """Fill an empty database with the invented office; False if somebody is in it already."""
    with app.app_context(), alone(db.engine):
        if is_settled():
            return False
        load_demo(db.session, now=now(), make_user=make_user)
        db.session.commit()
        return True


def run(settings: Settings) -> None:
    """Prepare and serve until stopped."""
    app = create_app(settings)
    log.catch_the_rest()
    _say("正在检查数据库…")
    try:
        prepare(app)
    except Unreachable as refusal:
        sys.stderr.write(at_the_machine(refusal) + "\n")
        raise SystemExit(2) from refusal
    if settings.demo and fill_demo(app):
        _say("已载入演示数据：用户名 clerk、am、head、admin 等，密码为 demo-用户名。")
    try:
        server = create_server(
            app, host=settings.host, port=settings.port, _dispatcher=Turnstile(settings.threads), ident="dengji",
            clear_untrusted_proxy_headers=False)  # fmt: skip # ProxyFix decides whom to believe, and only where there is a proxy
    except OSError as error:
        sys.stderr.write(f"无法监听 {settings.host}:{settings.port}（{error.strerror}），可用 PORT 另设端口。\n")
        raise SystemExit(2) from error
    _say(f"登记台已启动：http://{settings.host}:{settings.port}　按 Ctrl+C 停止。")
    sys.setswitchinterval(TURN)
    runner.start(app)
    job_worker.start(app)
    server.run()


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _make_room(database_url: str) -> None:
    """The folder of an SQLite file."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


if __name__ == "__main__":
    run(Settings.from_environment())
