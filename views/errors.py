"""Every refusal and every failure as a clear Chinese page with a reference number, or as JSON for a script."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, flash, jsonify, make_response, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from rules.refusals import Busy, Refused, Stale, TooOften, Unreachable
from services.database import reading
from views.access import to_login
from views.adrift import adrift
from views.api.problems import is_api, problem, problem_of, problem_of_http
from views.clock import now
from views.database import db
from views.slip import read, rescue

WORDS = {
    400: "这个地址写法不对，请从页面上的链接进入。",
    403: "您没有查看此页的权限。",
    404: "没有找到这个页面，可能地址有误。",
    405: "这个地址不能这样访问，请从页面上的按钮进入。",
    429: "操作太频繁，请稍候再试。",
    500: "系统暂时无法处理，内容没有丢失。",
}


EXPIRED = "登录状态已变，本次没有保存。已填写的内容保留，请核对后再保存，附件须重新选择。"
OTHERS = "这张表是另一位同事登录时打开的，没有保存，内容只留在他本人的草稿里。"


def install(app: Flask) -> None:
    """Answer for refusals of ours, of the web framework, and for what nobody foresaw."""
    app.register_error_handler(Refused, _afloat(_refused))
    app.register_error_handler(StaleDataError, _afloat(_stale))
    app.register_error_handler(PoolTimeout, _afloat(_crowded))
    app.register_error_handler(HTTPException, _afloat(_http))
    app.register_error_handler(Exception, _afloat(_failed))


def _afloat(answer: Callable[[Any], Any]) -> Callable[[Exception], Any]:
    """The page that says no asks the database itself, which may be what is away, or what others keep busy."""

    def answered(error: Exception) -> Any:
        try:
            return answer(error)
        except (Unreachable, Busy) as refusal:
            return problem_of(refusal) if is_api() else adrift(refusal, _reference(refusal.status))

    return answered


def _refused(refusal: Refused) -> Any:
    db.session.rollback()
    if is_api():
        return problem_of(refusal)
    if isinstance(refusal, Unreachable | Busy):
        raise refusal
    answer = make_response(_page(refusal.status, refusal.message))
    if isinstance(refusal, TooOften):
        answer.headers["Retry-After"] = str(refusal.seconds)
    return answer


def _stale(error: StaleDataError) -> Any:
    """Two people saved at the same instant; the first has it."""
    return _refused(Stale("本单刚刚被他人修改。请刷新页面核对后再办理。"))


def _crowded(error: PoolTimeout) -> Any:
    """Every connection of this process was in use for as long as one waits."""
    return _refused(Unreachable())


def _http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    if is_api():
        return problem_of_http(error)
    if isinstance(error, SecurityError):  # a host that is not ours: no page of ours can even say where its style is
        return Response("不能用这个地址访问登记台，请使用本单位公布的地址。", 400, mimetype="text/plain")
    if isinstance(error, CSRFError) and (answer := _without_login()) is not None:
        return answer
    if isinstance(error, CSRFError):
        return _page(400, "页面停留太久，已失效。请返回上一页，刷新后再提交，草稿不会丢失。")
    if isinstance(error, RequestEntityTooLarge):
        most = current_app.config["SETTINGS"].max_upload_mb
        return _page(413, f"上传的文件太大（上限 {most} MB），没有收下。请缩小或分次上传。")
    return _page(code, WORDS.get(code, WORDS[400 if code < 500 else 500]))


def _without_login() -> Any:
    """A form sent after its login had ended or changed: kept for its owner, who finds it again at its place. None where it is no form."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=EXPIRED), 401 if rescue() else 400
    if (slip := read(request.form.get("slip", ""))) is None:
        return None
    if not current_user.is_authenticated:
        return to_login()
    flash(EXPIRED if slip.user_id == current_user.id else OTHERS, "warning")
    return redirect(rescue())


def _failed(error: Exception) -> Any:
    db.session.rollback()
    reference = _reference(500)
    current_app.logger.exception("unforeseen failure %s", reference)
    return problem(500, WORDS[500], kind="failed", reference=reference) if is_api() else _page(500, WORDS[500], reference)


def _reference(code: int) -> str:
    return f"{code}-{now():%Y%m%d-%H%M}-{secrets.token_hex(2).upper()}"


def _page(code: int, message: str, reference: str = "") -> tuple[str | Response, int]:
    reference = reference or _reference(code)
    if request.accept_mimetypes.best == "application/json" or request.path.startswith("/lookup/"):
        return jsonify(error=message, reference=reference), code
    with reading():
        return render_template("error.html", title=message, sentence="", reference=reference, facts=[]), code
