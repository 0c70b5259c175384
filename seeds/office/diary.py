"""The diary of the invented office: many stories told at once, so that numbers run in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Generator
from datetime import datetime, timedelta

#: A story yields the moment it waits for, and is sent the moment at which it goes on.
Story = Generator[datetime, datetime, None]

BREATH = timedelta(minutes=5)


class Diary:
    """Stories go on until the end of the diary; what would come later has not happened yet."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._told = 0

    def tell(self, story: Story) -> None:
        self._wait(story, next(story))

    def run(self) -> None:
        while self._waiting and self._waiting[0][0] <= self.until:
            moment, _, story = heapq.heappop(self._waiting)
            try:
                wanted = story.send(moment)
            except StopIteration:
                continue
            self._wait(story, max(wanted, moment + BREATH))

    def _wait(self, story: Story, moment: datetime) -> None:
        self._told += 1
        heapq.heappush(self._waiting, (moment, self._told, story))
