"""`flask clock` and `flask limits`: the contract, and every slip of the fingers refused with a Chinese sentence."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import PolicyEdition, PolicyLimit
from rules.limit import Unit
from tests.seeds.test_policy_files import DOCUMENTS, FILES


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=list(command))


def clock(app: Flask, *command: str) -> dict[str, Any]:
    result = run(app, "clock", *command, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


# -- the contract ----------------------------------------------------------------------------------------------------------


def test_a_clock_answers_as_the_contract_says(app: Flask) -> None:
    found = clock(app, "R001-01", "--from", "2026-02-13 16:20")
    assert found["due"] == found["breached_after"] == "2026-02-25T00:00:00+08:00"
    assert found["from"] == "2026-02-13T16:20:00+08:00"
    assert found["provisional"] is False
    assert [line["text"] for line in found["account"]][-4:] == [
        "星期六，调休上班", "休息日、农历除夕、春节、调休放假，共 9 日，不计", "星期二，工作日", "到期"]  # fmt: skip
    assert found["limit"]["rule"] == "R001-01"
    assert found["limit"]["policy"] == "XNSW"
    assert (found["limit"]["document"], found["limit"]["clause"]) == ("001", "三.1(1)")
    assert found["limit"]["quotation"].startswith("要在2个工作日内")


@pytest.mark.parametrize(
    ("command", "due"),
    [
        (["R001-20", "--from", "2026-02-13 16:20"], "2026-02-14T16:20:00+08:00"),
        (["repair", "--from", "2026-02-13 16:20", "--set", "dn=600"], "2026-02-15T06:20:00+08:00"),
        (["repair", "--from", "2026-02-13 16:20", "--set", "dn=800", "--set", "zone=city"], "2026-02-15T16:20:00+08:00"),
        (["R003-41", "--from", "2026-11-19 16:30"], "2026-11-21T00:00:00+08:00"),
        (["R003-41", "--from", "2026-11-19T16:30:01"], "2026-11-24T00:00:00+08:00"),
        (["R003-41", "--from", "2026-11-19 16:30:01"], "2026-11-24T00:00:00+08:00"),
        (["R003-41", "--from", "2026-11-19T08:30:00Z"], "2026-11-21T00:00:00+08:00"),
        (["R001-20", "--from", "2026-02-13T08:20:00+00:00"], "2026-02-14T16:20:00+08:00"),
        (["R001-20", "--from", "2026年2月13日 16:20"], "2026-02-14T16:20:00+08:00"),
        (["R001-01", "--from", "2026-02-13"], "2026-02-25T00:00:00+08:00"),
        (["R001-10", "--from", "2026-11-20 16:50", "--set", "shift_end=2026-11-20 17:30"], "2026-11-20T17:30:00+08:00"),
        (["R001-10", "--from", "2026-11-20 16:50"], "2026-11-20T17:50:00+08:00"),
        (["R001-20", "--from", "2026-11-20 10:00", "--pause", "2026-11-20 12:00/2026-11-20 14:30"], "2026-11-21T12:30:00+08:00"),
        (
            [
                "R001-20",
                "--from",
                "2026-11-20 10:00",
                "--pause",
                "2026-11-20 13:00/2026-11-20 14:00",
                "--pause",
                "2026-11-20 12:00/2026-11-20 13:00",
            ],
            "2026-11-21T12:00:00+08:00",
        ),
        (["R001-01", "--from", "2026-11-20 10:00", "--pause", "2026-11-20 12:00/2026-11-23 17:30"], "2026-11-26T00:00:00+08:00"),
    ],
)
def test_due_times(app: Flask, command: list[str], due: str) -> None:
    assert clock(app, *command)["due"] == due


def test_a_rule_of_another_company_is_counted_where_it_is_borrowed_or_where_it_belongs(app: Flask) -> None:
    found = clock(app, "R002-11", "--from", "2026-11-20 10:00")["limit"]
    assert (found["policy"], found["borrowed_from"], found["document"]) == ("XNSW", "ADRQ", "002")
    assert clock(app, "R002-11", "--from", "2026-11-20 10:00", "--policy", "ADRQ")["limit"]["borrowed_from"] is None
    assert clock(app, "R000-02", "--from", "2026-11-20 10:00", "--policy", "JYHX")["due"] == "2026-11-28T00:00:00+08:00"


def test_what_leans_on_an_unannounced_year_is_provisional(app: Flask) -> None:
    found = clock(app, "R001-01", "--from", "2026-12-31 10:00")
    assert found["provisional"] is True
    assert any(line["at"] == "暂估" for line in found["account"])


def test_a_clock_is_told_in_lines_too(app: Flask) -> None:
    result = run(app, "clock", "R001-01", "--from", "2026-12-31 10:00")
    assert result.exit_code == 0
    assert "到期：2027-01-05 24:00（暂估）" in result.output
    assert "依据：001 三.1(1)" in result.output


@pytest.mark.parametrize("code", [None, *DOCUMENTS])
def test_limits_are_listed_with_clause_and_quotation(app: Flask, code: str | None) -> None:
    result = run(app, "limits", "--json", *(("--policy", code) if code else ()))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    for one in found:
        assert {"key", "rule", "policy", "amount", "unit", "document", "clause", "quotation"} <= set(one)
        assert one["unit"] in {unit.value for unit in Unit}
        assert isinstance(one["amount"], int)
    for owner in [code] if code else DOCUMENTS:
        own = [one for one in found if one["policy"] == owner and one["borrowed_from"] is None]
        assert [(one["key"], one["clause"], one["quotation"]) for one in own] == [
            (one["key"], one["clause"], one["quotation"]) for one in FILES[owner]["limit"]]  # fmt: skip
        assert all(one["document"] == DOCUMENTS[owner] for one in own)


def test_limits_are_listed_in_lines_too(app: Flask) -> None:
    result = run(app, "limits", "--policy", "XNSW")
    assert result.exit_code == 0
    assert "XNSW\tR001-20\trepair\t" in result.output


# -- what is refused -------------------------------------------------------------------------------------------------------

FROM = ("--from", "2026-11-20 10:00")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        # limit and policy
        (["nothing", *FROM], "XX 水务方案没有“nothing”这项时限。"),
        (["", *FROM], "没有“”这项时限"),
        (["R009-99", *FROM], "没有“R009-99”"),
        (["R001-20\x00", *FROM], "这项时限"),
        (["R001-20", *FROM, "--policy", "NONE"], "没有代码为 NONE 的制度方案，可用的有：JYHX"),
        (["R001-20", *FROM, "--policy", ""], "没有代码为  的制度方案"),
        # moments
        (["R001-20", "--from", ""], "“”：时间看不懂"),
        (["R001-20", "--from", "明天吧"], "“明天吧”：时间看不懂"),
        (["R001-20", "--from", "2026-02-30 10:00"], "没有这一天"),
        (["R001-20", "--from", "2026-02-13 25:00"], "没有这个钟点"),
        (["R001-20", "--from", "2026-02-13 10:60"], "没有这个钟点"),
        (["R001-20", "--from", "1899-12-31 10:00"], "年份应在 1900 至 2999 之间"),
        (["R001-20", "--from", "3000-01-01 10:00"], "年份应在 1900 至 2999 之间"),
        (["R001-20", "--from", "2026-02-13T10:00+99:00"], "看不懂"),
        (["R001-20", "--from", "0001-01-01T00:00:00+14:00"], "年份应在"),
        (["R001-20", "--from", "9999-12-31T23:00:00-14:00"], "年份应在"),
        (["R001-20", "--from", "2026-02-13\x00 10:00"], "看不懂"),
        (["R001-20", "--from", "9" * 5000], "看不懂"),
        # pauses
        (
            ["R001-20", *FROM, "--pause", "2026-11-20 12:00/2026-11-20 11:00"],
            "暂停 2026-11-20 12:00 的恢复时间 2026-11-20 11:00 早于暂停时间。",
        ),
        (["R001-20", *FROM, "--pause", "2026-11-20 09:00/2026-11-20 11:00"], "早于起算时间 2026-11-20 10:00。"),
        (["R001-20", *FROM, "--pause", "2026-11-20 11:00/2026-11-20 13:00", "--pause", "2026-11-20 12:00/2026-11-20 14:00"], "重叠。"),
        (["R001-01", *FROM, "--pause", "2026-11-20 11:00/2026-11-20 13:00", "--pause", "2026-11-20 12:00/2026-11-20 14:00"], "重叠。"),
        (["R001-20", *FROM, "--pause", "2026-11-20 12:00"], "请按 起/止 的样子给出"),
        (["R001-20", *FROM, "--pause", ""], "请按 起/止"),
        (["R001-20", *FROM, "--pause", "/"], "“”：时间看不懂"),
        (["R001-20", *FROM, "--pause", "2026-11-20 12:00/"], "“”：时间看不懂"),
        (["R001-20", *FROM, "--pause", "2026-11-20 12:00/昨夜"], "“昨夜”：时间看不懂"),
        # facts
        (["repair", *FROM], "按 dn 区分，还须给出 dn。"),
        (["repair", *FROM, "--set", "zone=city"], "还须给出 dn"),
        (["repair", *FROM, "--set", "dn=大"], "不适用于 dn=大"),
        (["repair", *FROM, "--set", "dn=-600"], "不适用于 dn=-600"),
        (["repair", *FROM, "--set", "dn=inf"], "不适用于 dn=inf"),
        (["repair", *FROM, "--set", "dn=nan"], "不适用于 dn=nan"),
        (["repair", *FROM, "--set", "dn=1e400"], "不适用于 dn=1e400"),
        (["repair", *FROM, "--set", "dn=" + "9" * 5000], "看不懂"),
        (["repair", *FROM, "--set", "dn=99999999999999999999"], "不适用于 dn="),
        (["R001-20", *FROM, "--set", "dn=700"], "不适用于 dn=700"),
        (["R001-18", *FROM, "--set", "zone=suburb"], "不适用于 zone=suburb"),
        (["repair", *FROM, "--set", "dn=600", "--set", "dn=700"], "给了两次"),
        (["repair", *FROM, "--set", "dn"], "看不懂，请按 名称=值"),
        (["repair", *FROM, "--set", "dn="], "看不懂"),
        (["repair", *FROM, "--set", "=600"], "看不懂"),
        (["repair", *FROM, "--set", ""], "看不懂"),
        (["repair", *FROM, "--set", "=="], "看不懂"),
        (["repair", *FROM, "--set", "DN=600"], "没有“DN”这项条件，可用的有：category、dn"),
        (["repair", *FROM, "--set", "dn=6\x000"], "不适用于"),
        (["R001-10", *FROM, "--set", "shift_end=2026-11-20 09:59"], "班次已于 2026-11-20 09:59 结束，早于起算时间"),
        (["R001-10", *FROM, "--set", "shift_end=下班"], "“下班”：时间看不懂"),
    ],
)
def test_a_clock_that_cannot_be_counted_says_why(app: Flask, command: list[str], said: str) -> None:
    for more in ([], ["--json"]):
        result = run(app, "clock", *command, *more)
        assert result.exit_code not in (0, None)
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.stdout == ""
        assert said in result.stderr
        assert re.search(r"[\u4e00-\u9fff].*。$", result.stderr.strip())
        assert "Traceback" not in result.stderr


def test_a_term_may_end_after_the_last_year_that_is_typed_but_not_after_the_last_there_is(app: Flask, session: Session) -> None:
    assert clock(app, "R003-06", "--from", "2999-12-31 10:00")["due"] == "3006-01-01T00:00:00+08:00"
    for row in session.scalars(select(PolicyLimit).where(PolicyLimit.rule == "R003-06")):
        row.number = 9_999
    session.commit()
    result = run(app, "clock", "R003-06", "--from", "2026-11-20 10:00")
    assert (result.exit_code, result.stderr) == (1, "Error: 时间超出可以计算的范围。\n")


def test_a_limit_is_asked_for_with_its_start(app: Flask) -> None:
    result = run(app, "clock", "R001-20")
    assert result.exit_code == 2
    assert "--from" in result.stderr


def test_an_unknown_policy_has_no_limits(app: Flask) -> None:
    result = run(app, "limits", "--policy", "NONE", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "没有代码为 NONE 的制度方案，可用的有：" in result.stderr


def test_without_a_policy_in_force_the_sentence_says_what_to_do(app: Flask, session: Session) -> None:
    for row in session.query(PolicyEdition):
        row.in_force = False
    session.commit()
    result = run(app, "clock", "R001-20", "--from", "2026-11-20 10:00")
    assert result.exit_code == 1
    assert "还没有启用的制度方案" in result.stderr
    assert isinstance(result.exception, SystemExit)
