"""The client reads what servers say, and sends what a browser would."""

from __future__ import annotations

import pytest

from benchmarks.forms import NoForm, filled, form_with, value_of
from benchmarks.mould import Days, mould
from benchmarks.wire import Reader

PAGE = """<form action="/search"><input name="q" value="x"></form>
<form method="post"><input type="hidden" name="csrf_token" value="t1"><input name="phone" value="138">
<input type="radio" name="kind" value="a"><input type="radio" name="kind" value="b" checked><input type="checkbox" name="tick">
<select name="dept"><option value="1">一<option value="2" selected>二</select><textarea name="said">
第一行
第二行 &amp; 完</textarea><input type="file" name="scan"><button name="then" value="go">保存</button></form>"""


def test_a_form_is_sent_as_a_browser_would() -> None:
    assert form_with(PAGE.encode(), "phone") == [
        ("csrf_token", "t1"), ("phone", "138"), ("kind", "b"), ("dept", "2"), ("said", "第一行\n第二行 & 完")]  # fmt: skip
    assert value_of(PAGE.encode(), "csrf_token") == "t1"
    assert filled([("a", "1"), ("b", "2"), ("a", "3")], {"a": "9"}) == (("b", "2"), ("a", "9"))


def test_a_page_without_the_form_says_so() -> None:
    with pytest.raises(NoForm):
        form_with(PAGE.encode(), "nothing")


@pytest.mark.parametrize(("raw", "body"), [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", b"hello"),
    (b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", b""),
])  # fmt: skip
def test_an_answer_is_whole_only_at_its_end(raw: bytes, body: bytes) -> None:
    reader = Reader()
    for at in range(len(raw)):
        assert reader.answer() is None
        reader.feed(raw[at : at + 1])
    answer = reader.answer()
    assert answer is not None
    assert answer.body == body


def test_an_answer_that_breaks_off_is_none() -> None:
    reader = Reader()
    reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
    reader.feed(b"")
    with pytest.raises(ConnectionResetError):
        reader.answer()


def test_a_mould_moves_days_and_fills_words_and_nothing_else() -> None:
    made = mould('{"at":"2025-12-31T09:00:00Z","no":"QH-B02-2025-00007","n":3}', {"QH-B02-2025-00007": "number"})
    assert made(Days(2), {"number": "QH-B02-2026-00001"}) == '{"at":"2026-01-02T09:00:00Z","no":"QH-B02-2026-00001","n":3}'
