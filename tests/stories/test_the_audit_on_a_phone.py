"""The auditor looks at a telephone: every part of an act is on the screen, none behind its edge."""

from __future__ import annotations

from tests.stories.desk import PHONE, DeskOf

BEHIND_THE_EDGE = """cells => cells.filter(cell => {
  const box = cell.getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth + 1 || cell.scrollWidth > cell.clientWidth + 1;
}).map(cell => cell.textContent)"""


def test_no_part_of_an_act_is_cut(desk_of: DeskOf) -> None:
    clerk = desk_of("clerk")
    clerk.open("/account")
    auditor = desk_of("auditor", size=PHONE)
    auditor.open("/audit/?from=2026-01-01&to=2026-12-31")
    assert auditor.page.locator(".deeds-t td").count() > 20
    assert auditor.page.locator(".deeds-t td").evaluate_all(BEHIND_THE_EDGE) == []
    assert auditor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
