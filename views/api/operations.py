"""What can be asked of one register, as OpenAPI says it: list, record, steps, files, paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.declare import Kind, Register, Step
from models.declare.model import LARGEST_ID
from services.listing import FILTERS, PAGE_SIZES, TABS, columns, filters
from services.records import required_at_creation
from views.api.schema import Schema, answered, ref, sent
from views.api.telling import PREFIX

JSON = "application/json"
#: Every status by which something is refused.
PROBLEMS = {
    "400": "写法不对", "401": "没有或不认识的令牌、密钥", "403": "没有权限", "404": "没有，或不在可以查看的范围内",
    "409": "与现状冲突", "412": "所依据的版本已过时", "413": "内容太大", "422": "有栏目需要改正", "429": "太频繁",
    "503": "数据库暂时无法访问", "507": "存储空间不足",
}  # fmt: skip
READS, WRITES = ("400", "401", "403", "404", "429", "503"), tuple(PROBLEMS)
ROW_VERSION: Schema = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1, "title": "所依据的版本"}
FILTER_WORDS: Schema = {
    "tab": {"schema": {"enum": list(TABS)}, "description": "快捷筛选：" + "、".join(f"{code} {label}" for code, label in TABS.items())},
    "q": {"schema": {"type": "string"}, "description": "查找"},
    "order": {"schema": {"type": "string"}, "description": "按哪一栏排序，前加 - 为倒序"},
    "page": {"schema": {"type": "integer", "minimum": 1, "maximum": 100_000}, "description": "页码"},
    "size": {"schema": {"type": "integer", "enum": list(PAGE_SIZES)}, "description": "每页条数"},
    "after": {"schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}, "description": "上一页末条的 ID（即上次应答的 next）"},
    "before": {"schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}, "description": "下一页首条的 ID，取其前一页"},
    "month": {"schema": {"type": "string", "examples": ["2026-11"]}, "description": "台账月份"},
    "from": {"schema": {"type": "string", "format": "date"}, "description": "登记日期自，含当日"},
    "to": {"schema": {"type": "string", "format": "date"}, "description": "登记日期至，含当日"},
}  # fmt: skip


def operation(
    summary: str, name: str, answers: Schema, *, body: Schema | None = None, media: str = JSON, parameters: Iterable[Schema] = (),
    fails: Iterable[str] = READS,
) -> Schema:  # fmt: skip
    """One thing that can be asked."""
    found: Schema = {
        "summary": summary, "operationId": name, "parameters": list(parameters),
        "responses": {**answers, **{code: {"$ref": f"#/components/responses/problem_{code}"} for code in fails}}}  # fmt: skip
    if body is not None:
        found["requestBody"] = {"required": True, "content": {media: {"schema": body}}}
    return found


def answer(words: str, shape: Schema, media: str = JSON) -> Schema:
    return {"description": words, "content": {media: {"schema": shape}}}


def parameter(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def schemas_of(register: type[Register]) -> Schema:
    """What is sent to the register and what it answers."""
    name, fields = register.__tablename__, register.fields
    head: Schema = {
        "id": {"type": "integer"}, "row_version": {"type": "integer"}, "due_at": {"type": ["string", "null"]}, "url": {"type": "string"},
        "page": {"type": "string"}, "masked": {"type": "array", "items": {"type": "string"}, "title": "对调用者遮盖的栏目"},
    }  # fmt: skip
    whole = {**head, "created_at": {"type": "string"}, **{one: answered(field) for one, field in fields.items()}}
    shown = ["number", register.state_field().name, *(column.name for column in columns(register))]
    first = [one for one in register.editable_in(register.start()) if fields[one].kind is not Kind.ATTACHMENT]
    needed = [one for one in first if one in required_at_creation(register) and fields[one].default is None]
    steps = {one for step in register.flow.steps for one in step.fields}
    open_ones = [
        one for one, field in fields.items() if one in {*first, *steps} and not field.is_system and field.kind is not Kind.ATTACHMENT
    ]
    line = {"type": "object", "required": [*head], "properties": {**head, **{one: answered(fields[one]) for one in shown}}}
    return {
        name: {"type": "object", "required": [*head], "properties": whole},
        f"{name}_line": line,
        f"{name}_new": _body({one: sent(fields[one]) for one in first}, needed),
        f"{name}_change": _body({"row_version": ROW_VERSION, **{one: sent(fields[one]) for one in open_ones}}),
    }


def _body(properties: Schema, required: list[str] | None = None) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties} | ({"required": required} if required else {})


def paths_of(register: type[Register], title: str) -> Schema:
    """Every address of the register."""
    name = register.__tablename__
    base, one = f"{PREFIX}/{name}", f"{PREFIX}/{name}/{{id}}"
    found: dict[str, Schema] = {
        base: {
            "get": operation(f"{title}：清单", f"{name}_list", {"200": answer("一页清单", _page(name))}, parameters=_filters(register)),
            "post": operation(
                f"{title}：新建", f"{name}_create", _made(name), body=ref(f"{name}_new"), parameters=[parameter("once")], fails=WRITES)},
        one: {
            "get": operation(f"{title}：查看", f"{name}_read", {"200": answer("单据", ref(name))}),
            "patch": operation(
                f"{title}：修改", f"{name}_update", {"200": answer("修改后的单据", ref(name))}, body=ref(f"{name}_change"),
                parameters=[parameter("once"), parameter("if_match")], fails=WRITES)},
        f"{one}/attachments": {
            "get": operation(f"{title}：附件", f"{name}_files", {"200": answer("附件清单", {"type": "object"})}),
            "post": operation(
                f"{title}：添加附件", f"{name}_attach", {"201": answer("附件", {"type": "object"})}, body=_upload(register),
                media="multipart/form-data", parameters=[parameter("once")], fails=WRITES)},
        f"{one}/attachments/{{file_id}}": {
            "get": operation(
                f"{title}：取附件", f"{name}_file", {"200": {"description": "附件内容", "content": {"*/*": {}}}},
                fails=(*READS, "409"))},
        f"{one}/print": {
            "get": operation(
                f"{title}：打印", f"{name}_print", {"200": {"description": "A4 单据", "content": {"application/pdf": {}}}},
                fails=(*READS, "507"))},
    }  # fmt: skip
    for step in register.flow.steps:
        found[f"{one}/steps/{step.key}"] = {"post": operation(
            f"{title}：{step.label}", f"{name}_{step.key}", {"200": answer("办理后的单据", ref(name))}, body=_of_step(register, step),
            parameters=[parameter("once"), parameter("if_match")], fails=WRITES)}  # fmt: skip
    for methods in found.values():
        for described in methods.values():
            described["tags"] = [name]
    return {path: {**methods, **_named_in(path)} for path, methods in found.items()}


def _named_in(path: str) -> Schema:
    """What the address itself names."""
    named = [parameter(part) for part in ("id", "file_id") if f"{{{part}}}" in path]
    return {"parameters": named} if named else {}


def _page(name: str) -> Schema:
    counts = {"type": "object", "properties": {tab: {"type": "integer"} for tab in TABS}}
    return {
        "type": "object", "required": ["items", "total", "page", "size", "next", "counts", "more"],
        "properties": {
            "items": {"type": "array", "items": ref(f"{name}_line")}, "total": {"type": "integer"}, "page": {"type": "integer"},
            "size": {"type": "integer"}, "counts": counts,
            "next": {"type": ["integer", "null"], "description": "下一页以 after=此数 取得；末页为 null"},
            "more": {"type": "array", "items": {"enum": ["total", *TABS]}, "description": "只数到此为止、实际更多的计数"}},
    }  # fmt: skip


def _made(name: str) -> Schema:
    return {
        "201": {
            **answer("新单据", ref(name)),
            "headers": {"Location": {"schema": {"type": "string"}}, "ETag": {"schema": {"type": "string"}}},
        }
    }


def _filters(register: type[Register]) -> list[Schema]:
    found = []
    for name in filters(register):
        words = FILTER_WORDS[name] if name in FILTERS else _filter(register, name)
        found.append({"name": name, "in": "query", "required": False, **words})
    return found


def _filter(register: type[Register], name: str) -> Schema:
    field = register.fields[name]
    if field.kind is Kind.LINK:
        return {"schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}, "description": f"{field.label}（ID）"}
    return {"schema": {"type": "string"}, "description": field.label + ("（代码）" if field.kind is Kind.CHOICE else "（完全相同）")}


def _upload(register: type[Register]) -> Schema:
    places = [name for name, field in register.fields.items() if field.kind is Kind.ATTACHMENT]
    found: Schema = {"file": {"type": "string", "format": "binary", "title": "文件"}}
    if places:
        found["field"] = {"type": "string", "enum": places, "title": "附件所属的栏目"}
    return {**_body(found), "required": ["file"]}


def _of_step(register: type[Register], step: Step) -> Schema:
    fields = {name: sent(register.fields[name]) for name in step.fields if register.fields[name].kind is not Kind.ATTACHMENT}
    words: dict[str, Any] = {"type": ["string", "null"], "maxLength": 500, "title": "意见或原因"}
    found = _body({"words": words, "row_version": ROW_VERSION, **fields}, ["words"] if step.reasoned else None)
    return found | (
        {"description": f"“{step.label}”必须填写：" + "、".join(register.fields[name].label for name in step.needed)} if step.needed else {}
    )
