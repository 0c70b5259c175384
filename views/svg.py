"""Charts as inline SVG: geometry attributes and classes alone, so that the strict Content-Security-Policy lets them through."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from rules.plot import Plot, Stacks, Tone, draw, draw_stacks, floor_of, height, stacks_height

#: The width that charts are drawn in; they scale with their box.
WIDTH, WIDE = 340.0, 420.0


class SvgBrush:
    """Collects the marks; every word is escaped."""

    def __init__(self) -> None:
        self.marks: list[Markup] = []

    def box(self, x: float, y: float, width: float, height: float, tone: Tone) -> None:
        self._add('<rect class="fill-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>', tone.value, x, y, width, height)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._add('<line class="axis" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>', x1, y1, x2, y2)

    def path(self, points: Sequence[tuple[float, float]]) -> None:
        self._add('<polyline class="trend" points="{}"/>', " ".join(f"{x:.1f},{y:.1f}" for x, y in points))

    def words(self, x: float, y: float, text: str, *, anchor: str = "start", strong: bool = False) -> None:
        self._add('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>', "v" if strong else "k", x, y, anchor, text)

    def _add(self, mark: str, *values: object) -> None:
        self.marks.append(Markup(mark).format(*values))  # noqa: S704 - only our own marks; format() escapes the values


def svg(plot: Plot, width: float = WIDE) -> Markup:
    """The chart, with a sentence for those who do not see it."""
    brush = SvgBrush()
    draw(plot, width, brush)
    floor = floor_of(plot)
    said = f"{plot.sentence()}纵轴自 {floor:g}{plot.unit} 起。" if floor else plot.sentence()
    return _framed(width, height(plot), said, brush)


def stacked(stacks: Stacks, width: float = WIDTH) -> Markup:
    """Bars of parts, with their sentence."""
    brush = SvgBrush()
    draw_stacks(stacks, width, brush)
    return _framed(width, stacks_height(stacks), stacks.sentence(), brush)


def _framed(width: float, high: float, said: str, brush: SvgBrush) -> Markup:
    return Markup('<svg class="graph" viewBox="0 0 {:g} {:g}" role="img" aria-label="{}">{}</svg>').format(
        width, high, said, Markup("").join(brush.marks))  # fmt: skip
