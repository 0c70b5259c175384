"""What kinds of jobs there are: the work behind each name that stands in the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from rules.actor import Actor
from services.job_hand import Clock, Hand
from services.print_job import KIND as PRINTED
from services.print_job import print_list
from services.returning.job import KIND as RETURNED
from services.returning.job import file_scan
from services.workbook.export_job import export_list

#: Does the job in the session of the person who asked, with his rights of today, and returns the sentence that tells him the outcome.
Work = Callable[[Hand, Session, Actor, Clock], str]
KINDS: Mapping[str, Work] = {"export": export_list, PRINTED: print_list, RETURNED: file_scan}
