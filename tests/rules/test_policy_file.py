"""A policy file is read whole, and what is wrong with it is said with the file and the entry."""

from __future__ import annotations

from datetime import date, time

import pytest

from rules.limit import Between, Unit
from rules.policy import Policy
from rules.policy_file import BadPolicy, lend, read_policy
from rules.roles import Role

HEAD = """
[policy]
code = "XNSW"
name = "某水务方案"
document = "001"
title = "客户回访管理制度"
edition = "2026-1"
effective_from = 2026-01-01
"""
WORDS = 'label = "某项"\nclause = "三.1"\nquotation = "照录"\n'


def limit(words: str, key: str = "handle") -> str:
    return f'[[limit]]\nkey = "{key}"\n{WORDS}{words}\n'


def value(words: str, key: str = "meters_per_form") -> str:
    return f'[[value]]\nkey = "{key}"\n{WORDS}value = {words}\n'


def chain(levels: str, more: str = "") -> str:
    return f'[[chain]]\nkey = "extension"\n{WORDS}levels = {levels}\n{more}\n'


ONE_DAY = 'amount = 1\nunit = "workday"'
GOOD = (
    HEAD
    + limit('amount = 1\nunit = "workday"\ncutoff = "16:30"\nrule = "R001-16"\nto_close = true\nwhen = { category = ["leak", "odour"] }')
    + limit('amount = 24\nunit = "hour"\nwhen = { dn = { from = 600, below = 800 }, zone = "city" }', key="repair")
    + limit('unit = "daily"\nat = "08:30"\nnote = "每日"', key="report_in")
    + value("0.25", "warn_share")
    + value('"08:30-12:00 14:00-17:30"', "office_hours")
    + chain('"DEPT > VP | CS_HEAD"', 'cc = "GM, CB"')
    + f'[[ladder]]\nkey = "overdue"\n{WORDS}levels = "CS_SUP > CS_HEAD"\n'
    + f'[[rule]]\nrule = "R001-30"\nkind = "BEHAVIOR"\n{WORDS}screens = ["meter", "visit_trip"]\n'
    + '[[unused]]\nkey = "chain.shift_swap"\nwhy = "没有倒班"\n'
    + '[[borrow]]\nkey = "monthly_visit"\nfrom = "JYHX"\nwhy = "本制度没有规定"\n'
    + '[roles]\nGM = "区域总经理"\n[titles]\nC06 = "明细表"\n[words]\nsupply = "用水"\n'
)


def test_a_good_file_is_read_whole() -> None:
    file = read_policy(GOOD, "XNSW.toml")
    policy = file.policy
    assert (policy.code, policy.document, policy.edition, policy.effective_from) == ("XNSW", "001", "2026-1", date(2026, 1, 1))
    cut, ranged, daily = policy.limits
    assert (cut.amount, cut.unit, cut.cutoff, cut.to_close, cut.rule, cut.policy) == (
        1,
        Unit.WORKDAY,
        time(16, 30),
        True,
        "R001-16",
        "XNSW",
    )
    assert cut.when == {"category": ("leak", "odour")}
    assert ranged.when == {"dn": Between(start=600, below=800), "zone": ("city",)}
    assert (daily.at, daily.source.note) == (time(8, 30), "每日")
    assert policy.values["warn_share"].value == 0.25
    assert policy.chains["extension"].copied_to == (Role.GM, Role.CB)
    assert [level.roles for level in policy.ladders["overdue"].levels] == [(Role.CS_SUP,), (Role.CS_HEAD,)]
    assert policy.rules[0].screens == ("meter", "visit_trip")
    assert (policy.unused, policy.titles, policy.words) == ({"chain.shift_swap": "没有倒班"}, {"C06": "明细表"}, {"supply": "用水"})
    assert policy.roles == {Role.GM: "区域总经理"}
    assert (file.borrowed[0].key, file.borrowed[0].owner) == ("monthly_visit", "JYHX")


def refusal(text: str) -> str:
    """What is said of a bad file: always with its name, in one Chinese sentence."""
    with pytest.raises(BadPolicy) as error:
        read_policy(text, "XNSW.toml")
    said = str(error.value)
    assert said.startswith("XNSW.toml：")
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "XNSW"}, "[policy]：缺少“code”"),
        ({"effective_from": "2026-01-01"}, "[policy]：缺少“effective_from”"),
        ({'code = "XNSW"': "code = 5"}, "[policy]：“code”应为文字"),
        ({'code = "XNSW"': 'code = " "'}, "[policy]：“code”不能为空"),
        ({"2026-01-01": '"2026-01-01"'}, "“effective_from”应为日期"),
        ({"2026-01-01": "2026-01-01T08:00:00"}, "“effective_from”应为日期"),
        ({"2026-01-01": "2026-02-30"}, "不是合法的 TOML"),
        ({"[policy]": "[policies]"}, "不认识的一节“policies”"),
        ({"[policy]": "[[policy]]"}, "[policy]：应为一节"),
        ({"edition": "editon"}, "[policy]：不认识的项“editon”"),
    ],
)
def test_a_head_that_says_too_little_or_too_much(change: dict[str, str], said: str) -> None:
    ((old, new),) = change.items()
    text = "\n".join(line for line in HEAD.splitlines() if not line.startswith(f"{old} =")) if "缺少" in said else HEAD.replace(old, new)
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("这不是 TOML", "不是合法的 TOML"),
        ("key = \x00", "不是合法的 TOML"),
        ("", "[policy]：缺少“code”"),
        (HEAD + 'extra = "x"', "不认识的项“extra”"),
        (HEAD + "[[limits]]\n", "不认识的一节“limits”"),
        (HEAD + "[other]", "不认识的一节“other”"),
        (HEAD + '[limit]\nkey = "handle"', "[limit] 应写作 [[limit]]"),
        ("limit = [1]\n" + HEAD, "第 1 个 [[limit]]（无名）：应为一节"),
        ("limit = 5\n" + HEAD, "[limit] 应写作 [[limit]]"),
        (HEAD + '[roles]\nBOSS = "老板"', "[roles] 没有“BOSS”这个岗位代码"),
        (HEAD + "[titles]\nC06 = 6", "[titles] 的每一项应为"),
        (HEAD + '[words]\nsupply = ""', "[words] 的每一项应为"),
        ('words = "x"\n' + HEAD, "[words] 的每一项应为"),
    ],
)
def test_a_file_that_is_no_policy(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"{ONE_DAY}\namonut = 2", "不认识的项“amonut”"),
        ("amount = 1", "缺少“unit”"),
        ('unit = "weekday"', "不认识的单位“weekday”"),
        ("unit = 5", "“unit”应为文字"),
        ('unit = "workday"', "数量应不小于 1"),
        ('amount = 0\nunit = "hour"', "数量应不小于 1"),
        ('amount = -1\nunit = "week"', "应在 0 至 9999"),
        ('amount = 10000\nunit = "day"', "应在 0 至 9999"),
        ('amount = "1"\nunit = "day"', "“amount”应为整数"),
        ('amount = 1.5\nunit = "day"', "“amount”应为整数"),
        ('amount = true\nunit = "day"', "“amount”应为整数"),
        ('amount = inf\nunit = "day"', "“amount”应为整数"),
        ('unit = "daily"', "须写明时刻"),
        ('unit = "daily"\nat = "24:00"', "时刻“24:00”应为 16:30 的样子"),
        ('unit = "daily"\nat = "8:30"', "时刻“8:30”"),
        ('unit = "daily"\nat = 08:30:00', "“at”应为文字"),
        (f"{ONE_DAY}\ncutoff = 16:30:00", "“cutoff”应为文字"),
        (f"{ONE_DAY}\ncutoff = 1630", "“cutoff”应为文字"),
        (f'{ONE_DAY}\ncutoff = "16:30:01"', "时刻“16:30:01”"),
        (f'{ONE_DAY}\ncutoff = "四点半"', "时刻“四点半”"),
        ('amount = 1\nunit = "hour"\ncutoff = "16:30"', "单位应为工作日"),
        ('amount = 1\nunit = "hour"\nto_close = true', "单位应以日计"),
        (f"{ONE_DAY}\nto_close = 1", "“to_close”应为 true 或 false"),
        (f'{ONE_DAY}\nwhen = "city"', "“when”应为一组条件"),
        (f"{ONE_DAY}\nwhen = {{ zone = 5 }}", "适用条件应为代码、代码列表或数值范围"),
        (f"{ONE_DAY}\nwhen = {{ zone = [] }}", "适用条件应为代码"),
        (f"{ONE_DAY}\nwhen = {{ zone = [5] }}", "适用条件应为代码"),
        (f"{ONE_DAY}\nwhen = {{ dn = {{}} }}", "只用 from（含）和 below（不含）"),
        (f"{ONE_DAY}\nwhen = {{ dn = {{ to = 5 }} }}", "只用 from"),
        (f'{ONE_DAY}\nwhen = {{ dn = {{ from = "大" }} }}', "后跟数字"),
        (f"{ONE_DAY}\nwhen = {{ dn = {{ from = true }} }}", "后跟数字"),
        (f"{ONE_DAY}\nwhen = {{ dn = {{ from = 800, below = 600 }} }}", "范围里没有数"),
        (f"{ONE_DAY}\nwhen = {{ dn = {{ from = nan }} }}", "范围里没有数"),
        (f"{ONE_DAY}\nwhen = {{ dn = {{ below = inf }} }}", "范围里没有数"),
        (f"{ONE_DAY}\nwhen = {{ dn = {{ from = {'9' * 400} }} }}", "范围里没有数"),
        (f'{ONE_DAY}\nwhen = {{ zone = "a b" }}', "不能含有空格"),
        (f'{ONE_DAY}\nwhen = {{ "管 径" = "a" }}', "名称“管 径”应为英文代码"),
    ],
)
def test_a_limit_that_no_clock_could_run_on(words: str, said: str) -> None:
    found = refusal(HEAD + limit(ONE_DAY, key="first") + limit(words))
    assert "第 2 个 [[limit]]（handle）：" in found
    assert said in found


@pytest.mark.parametrize("name", ["key", "label", "clause", "quotation"])
def test_a_limit_without_its_name_or_its_source(name: str) -> None:
    text = "\n".join(line for line in (HEAD + limit(ONE_DAY)).splitlines() if not line.startswith(f"{name} ="))
    assert f"缺少“{name}”" in refusal(text)


@pytest.mark.parametrize("kind", ["limit", "value", "chain", "ladder"])
@pytest.mark.parametrize("emptied", ["clause", "quotation"])
def test_what_the_document_does_not_say_is_marked_as_our_proposal(kind: str, emptied: str) -> None:
    body = {"limit": ONE_DAY, "value": "value = 1", "chain": 'levels = "GM"', "ladder": 'levels = "GM"'}[kind]
    words = WORDS.replace('"三.1"' if emptied == "clause" else '"照录"', '""')
    entry = f'[[{kind}]]\nkey = "any"\n{words}{body}\n'
    assert f"第 1 个 [[{kind}]]（any）：缺少条款或原文" in refusal(HEAD + entry)
    read_policy(HEAD + entry + 'note = "建议值"\n', "XNSW.toml")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ('when = { zone = ["city", "suburb"] }', 'when = { zone = "city" }'),
        ("when = { dn = { below = 601 } }", "when = { dn = { from = 600 } }"),
        ('when = { zone = "city" }', "when = { dn = { from = 1 } }"),
    ],
)
def test_two_limits_that_could_both_hold(one: str, other: str) -> None:
    found = refusal(HEAD + limit(f"{ONE_DAY}\n{one}") + limit(f"{ONE_DAY}\n{other}"))
    assert "[[limit]] handle：" in found
    assert "适用条件重叠" in found


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (value("[1, 2]"), "“value”应为文字、数字或 true/false"),
        (value("2026-01-01"), "“value”应为文字、数字"),
        (value('"x"', "warn_share"), "“value”应为小数"),
        (value("1.5", "warn_share"), "“value”应在 0 和 1 之间"),
        (value("nan", "warn_share"), "“value”应在 0 和 1 之间"),
        (value('"True"', "count_fair_as_satisfied"), "“value”应为 true 或 false"),
        (value("1", "dissatisfied_starts_accountability"), "“value”应为 true 或 false"),
        (value("true", "cluster_households"), "“value”应为整数"),
        (value('["key"]', "key_levels"), "“value”应为文字"),
        (value("830", "office_hours"), "“value”应为文字"),
        (value("1") + value("2"), "[[value]] meters_per_form 写了两次"),
        (value('""', "office_hours"), "[[value]] office_hours：办公时间不能为空"),
        (value('"17:30-08:30"', "office_hours"), "[[value]] office_hours：办公时间“17:30-08:30”的止时应晚于起时"),
        (value('"08:30-12:00 11:00-17:30"', "office_hours"), "[[value]] office_hours：办公时间“11:00-17:30”与前一段重叠"),
        (chain('"BOSS"'), "第 1 个 [[chain]]（extension）：没有“BOSS”"),
        (chain('"VP >"'), "有一级缺少岗位"),
        (chain('""'), "“levels”不能为空"),
        (chain("5"), "“levels”应为文字"),
        (chain('"VP | GM & CB"'), "同时用了 | 和 &"),
        (chain('"GM"', 'cc = "BOSS"'), "没有“BOSS”"),
        (chain('"GM"', 'cc = ["CB"]'), "“cc”应为文字"),
        (chain('"GM"') + chain('"VP"'), "[[chain]] extension 写了两次"),
        (f'[[ladder]]\nkey = "overdue"\n{WORDS}levels = "GM"\ncc = "CB"', "不认识的项“cc”"),
        (f'[[rule]]\nrule = "R1"\nkind = "X"\n{WORDS}screens = "meter"', "“screens”应为登记册的列表"),
        (f'[[rule]]\nrule = "R1"\nkind = "X"\n{WORDS}screens = [1]', "第 1 个 [[rule]]（R1）：“screens”应为登记册的列表"),
        (f'[[rule]]\nkind = "X"\n{WORDS}', "缺少“rule”"),
        ('[[unused]]\nkey = "limit.handel"\nwhy = "x"', "第 1 个 [[unused]]（limit.handel）：没有这样的代码"),
        ('[[unused]]\nkey = "limit.handle"', "缺少“why”"),
        ('[[unused]]\nkey = "limit.handle"\nwhy = ""', "“why”不能为空"),
        ('[[unused]]\nkey = "limit.handle"\nwhy = "x"\n' * 2, "[[unused]] limit.handle 写了两次"),
        (limit(ONE_DAY) + '[[unused]]\nkey = "limit.handle"\nwhy = "x"', "[[unused]] limit.handle：已经规定"),
        (
            '[[borrow]]\nkey = "handle"\nfrom = "JYHX"\nwhy = "x"\n[[unused]]\nkey = "limit.handle"\nwhy = "x"',
            "[[unused]] limit.handle：已经规定",
        ),
        (limit(ONE_DAY) + '[[borrow]]\nkey = "handle"\nfrom = "JYHX"\nwhy = "x"', "[[borrow]] handle：本方案已有这项时限"),
        ('[[borrow]]\nkey = "handle"\nfrom = "JYHX"\nwhy = "x"\n' * 2, "[[borrow]] handle 写了两次"),
        ('[[borrow]]\nkey = "handle"\nfrom = ""\nwhy = "x"', "“from”不能为空"),
    ],
)
def test_an_entry_that_cannot_be(entry: str, said: str) -> None:
    assert said in refusal(HEAD + entry)


# -- lending -------------------------------------------------------------------------------------------------------------


def lent(borrow: str, owner: str) -> Policy:
    other = HEAD.replace("XNSW", "JYHX").replace('"001"', '"000"')
    files = {"XNSW": read_policy(HEAD + borrow, "XNSW.toml"), "JYHX": read_policy(other + owner, "JYHX.toml")}
    return lend(files)["XNSW"]


BORROW = '[[borrow]]\nkey = "handle"\nfrom = "JYHX"\nwhy = "本制度没有规定"\n'


def test_every_variant_of_a_borrowed_key_comes_with_its_own_source_and_says_why() -> None:
    owner = limit(f'{ONE_DAY}\nwhen = {{ zone = "city" }}') + limit(f'{ONE_DAY}\nwhen = {{ zone = "suburb" }}\nnote = "照录"')
    found = lent(BORROW, owner).limits_of("handle")
    assert [(one.policy, one.borrowed_from, one.source.document) for one in found] == [("XNSW", "JYHX", "000")] * 2
    assert [one.source.note for one in found] == ["本制度没有规定", "本制度没有规定；照录"]


@pytest.mark.parametrize(
    ("borrow", "owner"),
    [
        (BORROW, ""),
        (BORROW.replace("JYHX", "CCSW"), ""),
        (BORROW.replace("JYHX", "XNSW"), ""),
        (BORROW, BORROW.replace("JYHX", "XNSW")),
        (BORROW.replace("handle", "R000-02"), limit(f'{ONE_DAY}\nrule = "R000-02"')),
    ],
    ids=["not there", "no such policy", "from itself", "in a ring", "by its rule"],
)
def test_what_is_not_there_is_not_lent(borrow: str, owner: str) -> None:
    with pytest.raises(BadPolicy, match=r"XNSW：从 .+ 借用的“.+”在那里没有规定"):
        lent(borrow, owner)
