"""The description of the API (OpenAPI 3.1), made of the declarations and of the option lists as they are now."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from flask import Flask, Response, current_app, request

from models import REGISTERS
from models.declare import Field, Kind
from rules.moments import local
from services.given import HEADER, LONGEST
from services.options import option_book
from views.api import schema
from views.api.answers import answered
from views.api.operations import PROBLEMS, answer, operation, paths_of, schemas_of
from views.api.problems import MEDIA_TYPE
from views.api.schema import Schema, ref
from views.api.telling import PREFIX
from views.clock import now
from views.database import db
from views.names import form_title
from views.version import version

PARAMETERS: Schema = {
    "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}, "description": "单据 ID"},
    "file_id": {"name": "file_id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}, "description": "附件 ID"},
    "once": {
        "name": HEADER, "in": "header", "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
        "description": "幂等键：同一键、同一内容再次提交，不重复登记，回答同一单据此时的样子；保存 30 天"},
    "if_match": {
        "name": "If-Match", "in": "header", "schema": {"type": "string", "examples": ['"3"']},
        "description": "所依据的版本（ETag）；也可以在内容中给出 row_version"},
}  # fmt: skip
PROBLEM: Schema = {
    "type": "object", "title": "问题（RFC 9457）", "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string", "description": "给人看的话，与页面上的一致"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}, "description": "栏目名 → 问题；子表为 行名-行号-列名"},
        "differences": {
            "type": "array", "description": "他人已保存的与本次提交的不同之处",
            "items": {"type": "object", "properties": {name: {"type": "string"} for name in ("field", "label", "stored", "sent")}}},
        "row_version": {"type": "integer"}, "changed_by": {"type": "string"}, "changed_at": {"type": "string"},
        "reference": {"type": "string", "description": "报修时请告知的参考号"}},
}  # fmt: skip
LOGIN: Schema = {
    "type": "object", "required": ["username", "password"], "additionalProperties": False,
    "properties": {"username": {"type": "string", "title": "用户名"}, "password": {"type": "string", "title": "密码"}},
}  # fmt: skip
TOKEN: Schema = {
    "type": "object", "required": ["access_token", "token_type", "expires_in"],
    "properties": {
        "access_token": {"type": "string"}, "token_type": {"const": "Bearer"}, "expires_in": {"type": "integer", "title": "有效秒数"},
        "expires_at": {"type": "string"}},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Written:
    """The description as it was last written down, and what it was made of."""

    made_of: str
    text: str
    etag: str


def install(app: Flask) -> None:
    """Nothing is written down yet."""
    app.extensions["openapi"] = _Written(made_of="", text="", etag="")


def openapi() -> Response:
    """Open to everybody: it tells what can be asked, and nothing of what is kept. Who has it already is not sent it again."""
    options = _options()
    made_of = json.dumps([version(), options, [form_title(register) for register in REGISTERS]])
    held: _Written = current_app.extensions["openapi"]
    if held.made_of != made_of:
        text = json.dumps(document(options), ensure_ascii=False)
        held = _Written(made_of=made_of, text=text, etag=hashlib.sha256(text.encode()).hexdigest()[:32])
        current_app.extensions["openapi"] = held
    answer = answered(held.text, 200, etag=f'"{held.etag}"')
    answer.make_conditional(request)
    return answer


def document(options: Schema) -> Schema:
    """The whole description."""
    schemas: Schema = {**schema.SHARED, "problem": PROBLEM, **options}
    paths = _of_the_house()
    for register in REGISTERS:
        schemas |= schemas_of(register)
        paths |= paths_of(register, form_title(register))
    return {
        "openapi": "3.1.0",
        "info": {"title": "登记台接口", "version": version(), "description": "各登记册的接口。规则、提示和权限与页面一致。"},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"key": []}],
        "tags": [{"name": register.__tablename__, "description": form_title(register)} for register in REGISTERS],
        "paths": paths,
        "components": {
            "schemas": schemas, "parameters": PARAMETERS,
            "responses": {
                f"problem_{code}": {"description": words, "content": {MEDIA_TYPE: {"schema": ref("problem")}}}
                for code, words in PROBLEMS.items()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "登录所得的令牌，或以 dj_ 开头的接口密钥"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "以 dj_ 开头的接口密钥"}}},
    }  # fmt: skip


def _of_the_house() -> Schema:
    """What is of no register."""
    log_in = operation(
        "取得令牌", "login", {"200": answer("令牌，一小时内有效", TOKEN)}, body=LOGIN, fails=("400", "401", "403", "422", "429", "503")
    )
    anything: Schema = {"type": "object"}
    return {
        f"{PREFIX}/security/login": {"post": {**log_in, "security": []}},
        f"{PREFIX}/me": {"get": operation("我是谁", "me", {"200": answer("本次请求代表的人和角色", anything)}, fails=("401",))},
        f"{PREFIX}/registers": {
            "get": operation("可以查看的登记册", "registers", {"200": answer("登记册及其栏目、状态、步骤", anything)}, fails=("401",))},
    }  # fmt: skip


def _options() -> Schema:
    """The codes that each option list offers today."""
    book, today = option_book(db.session()), local(now()).date()
    fields: list[Field] = [field for register in REGISTERS for field in register.fields.values()]
    fields += [column for field in fields if field.is_rows for column in field.target.fields.values()]
    found: Schema = {}
    for code in sorted({field.options for field in fields if field.kind is Kind.CHOICE and field.options}):
        offered = book.offered(code, today)
        words = "；".join(f"{key} {label}" for key, label in offered)
        found[schema.option_list(code)] = {"type": "string", "enum": [key for key, _ in offered], "description": words}
    return found
