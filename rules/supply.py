"""用水申请、发号、过户: what must be in order before water is promised, a connection numbered or an account handed over."""

from __future__ import annotations

from rules.conditions import demand


def customer_kind(households: int | None, *, is_unit: bool, cluster_from: int) -> str:
    """`unit` or `single`, as limits are told apart (003 第十章). R003-54 (003 第九章(四)2): from 20 households on, 20 included, a
    cluster goes the way of a unit.
    """
    return "unit" if is_unit or (households or 0) >= cluster_from else "single"


def check_conditions(
    *, breaks_design_rules: bool, in_arrears_or_violating: bool, pressure: float | None, pressure_least: float, alone_in_joint_work: bool,
) -> None:  # fmt: skip
    """R003-40 (003 第九章(三)): the four cases in which an application is not accepted for now. 低于 excludes the number itself.

    A pressure not yet measured speaks against nobody. Raises Refused with every case that applies.
    """
    demand(
        "暂不受理用水申请",
        (not breaks_design_rules, "存在违章建筑、内外管混装等违反供水设计规范的情况"),
        (not in_arrears_or_violating, "有拖欠水费或违章用水"),
        (pressure is None or pressure >= pressure_least, f"供水管道口径过小、水压偏低（低于 {pressure_least:g}MPa）"),
        (not alone_in_joint_work, "涉及门、栋水表改造的须集中办理，单个用户暂不受理"),
    )  # fmt: skip


def check_connection_number(
    *, drawing_matches_card: bool, application_complete: bool, contract_signed: bool, calibers_equal: bool, papers_complete: bool,
) -> None:  # fmt: skip
    """R003-33 (003 第六章4.1—4.6): five checks, and no number if one fails, whoever asks for it. Raises Refused with all that fail."""
    demand(
        "不予发号",
        (drawing_matches_card, "施工设计图纸与图卡不符"),
        (application_complete, "客户申请表填写不正确或各部门签字不到位"),
        (contract_signed, "供用水合同没有签订"),
        (calibers_equal, "图上水表口径与用水申请不一致"),
        (papers_complete, "缺图纸、用水申请表或其他正常手续"),
    )  # fmt: skip


def check_transfer(*, particulars_agree: bool, in_arrears: bool, contract_signed: bool) -> None:
    """R003-34 (003 第六章6): names, address and size agree, the old account is paid, the new user has signed. Raises Refused."""
    demand(
        "不能办理过户",
        (particulars_agree, "过户双方的名称、地址或水表口径不相符"),
        (not in_arrears, "前户尚有欠费，请通知分公司催缴"),
        (contract_signed, "新用户尚未签订供用水合同，请先签合同"),
    )  # fmt: skip
