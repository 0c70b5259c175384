"""大客户半年回访报告: what goes to the vice president together."""

from __future__ import annotations

from rules.conditions import demand


def check_half_year_report(*, has_report: bool, customers_attached: int) -> None:
    """R001-06 (001 三.3(4)): the report and the particulars of the customers called back go up together. Raises Refused."""
    demand(
        "暂不能报分管副总",
        (has_report, "尚未形成半年回访报告"), (customers_attached > 0, "须同时附回访客户信息"),
    )  # fmt: skip
