"""What the stories about meters share: a meter on a wall that no other story speaks of, a new one in the store, a place in a volume."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from models.declare import Register
from models.meter import Meter, MeterState
from models.meter_case import waited_for
from models.paper_receipt import PaperReceipt, ReceiptState
from models.store_days import stock_day
from rules.moments import local
from seeds.office.customers import MAKERS
from seeds.office.office import Office
from services.house import HouseNow


class MeterShop:
    """Meters for the stories of one teller: one takes them from the first (`turn` 1), another from the last (-1), a third every other."""

    def __init__(self, office: Office, turn: int) -> None:
        self.office, self.turn, self.named = office, turn, 0
        self.taken: set[int] = set()

    def on_the_wall(self) -> Meter:
        """The next meter in use; those that grow old within the year are left to the plans."""
        soon = self.office.day(400)
        meters = (meter for meter in self.office.meters[:: self.turn] if meter.id not in self.taken and _hangs(meter, soon))
        meter = next(meter for meter in meters if self._is_free(meter))
        self.taken.add(meter.id)
        return meter

    def spoken_of(self) -> Meter:
        """A meter in use for a paper that leaves it where it is: others may speak of it later."""
        self.named += 1
        there = [meter for meter in self.office.meters if meter.customer is not None and self._is_free(meter)]
        return there[-self.named % len(there)]

    def _is_free(self, meter: Meter) -> bool:
        """Whether it hangs there, and no paper is to take it down."""
        return meter.status is MeterState.IN_USE and not waited_for(meter, HouseNow(self.office.session, self.office.now))

    def in_the_store(self, caliber: str, at: datetime) -> Meter:
        """A new meter of that size, taken in just now."""
        number = len(self.office.meters)
        meter = self.office.create(Meter, {
            "meter_no": f"{at.year % 100}{700100 + number:08}", "caliber": caliber, "maker": MAKERS[number % 3],
            "verified_on": local(at).date() - timedelta(days=14)}, by="meterstore", at=at)  # fmt: skip
        self.office.meters.append(meter)
        return meter

    def when_open(self, at: datetime) -> datetime:
        """That moment, if the store gives meters out then; otherwise the next morning on which it does."""
        house = HouseNow(self.office.session, at)
        while not house.calendar.is_office_time(at) or at.isoweekday() > 5 or local(at).date() == stock_day(local(at).date(), house):
            at = datetime.combine(local(at).date() + timedelta(days=1), time(9, 5), at.tzinfo)
        return at

    def into_a_volume(self, record: Register, at: datetime) -> None:
        """The archivist takes the paper of a record that is done, and lays it into the volume of its point."""
        office, receipt = self.office, self.office.opened_by(record, PaperReceipt)
        today = local(at).date()
        office.take(receipt, ReceiptState.RECEIVED, {
            "pages": 1, "received_on": today, "doc_date": f"{today:%Y%m%d}"}, by="archivist", at=at)  # fmt: skip
        office.put_away(receipt, at=at)

    def rows_of(self, record: Any) -> list[dict[str, object]]:
        """The rows of a form as its page would send them back."""
        names = record.fields["items"].row_columns
        return [{"id": line.id, **{name: getattr(line, name) for name in names}} for line in record.items]


def _hangs(meter: Meter, soon: date) -> bool:
    """Whether it is in use, and goes on being so."""
    return meter.status is MeterState.IN_USE and meter.expires_on is not None and meter.expires_on > soon
