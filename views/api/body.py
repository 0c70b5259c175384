"""The body of a request as a JSON object. What is no such thing is refused here, before anybody looks for a field in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask import request

from views.api.problems import Malformed


def body() -> dict[str, Any]:
    """What was sent, figures with a point as decimals. Raises Malformed."""
    if not request.is_json:
        raise Malformed("请以 application/json 提交。")
    try:
        found = json.loads(
            request.get_data().decode("utf-8"), parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object)  # fmt: skip
    except (ValueError, RecursionError):
        raise Malformed("提交的内容不是正确的 JSON（UTF-8，同一对象中没有重名）。") from None
    if not isinstance(found, dict):
        raise Malformed("提交的内容应为一个 JSON 对象。")
    if not all(_is_text(text) for text in _texts(found)):
        raise Malformed("提交的内容含有不完整的字符（单独的代理项）。")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _texts(value: Any) -> Iterable[str]:
    """Every text of it, names included."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


def _is_text(text: str) -> bool:
    """Half a character, which JSON can write, is none that could be kept."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
