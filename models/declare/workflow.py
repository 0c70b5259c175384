"""The flow of a record: which step leads from where to where, whose it is, and what it demands. Code, not data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy.orm import Mapped

from models.declare.brings import Coding, Moving, Opening
from models.declare.storage import States
from rules.keys import Chain, Value
from rules.roles import Role


class Step:
    """One arrow of the flow. Fluent words after it say what it demands; after the class is made they hold field names.

    `way` tells apart several steps between the same two states.
    """

    def __init__(self, source: States, target: States, label: str, *, by: Role | tuple[Role, ...] = (), way: str = "") -> None:
        self.source, self.target, self.label, self.way = source, target, label, way
        self.roles: tuple[Role, ...] = (by,) if isinstance(by, Role) else by
        self.needed: list[Any] = []
        self.offered: list[Any] = []
        self.holder: Any = None
        self.signing: Any = None
        self.deciding: Any = None
        self.agreed: bool | None = None
        self.other_than_author = False
        self.other_than_signers: list[Any] = []
        self.other_than_people: list[Any] = []
        self.inside: Any = None
        self.reasoned = False
        self.due_at: Any = None
        self.openings: list[Opening] = []
        self.movings: list[Moving] = []
        self.found_at: list[tuple[Any, States]] = []
        self.is_moved = False
        self.coding: Coding | None = None
        self.is_filing = False
        self.feed: tuple[Any, Mapping[Any, Any]] | None = None
        self.only_when: Any = None
        self.withdrawn: Any = None
        self.writes: dict[Any, object] = {}
        self.chain: Chain | None = None
        self.opinions: dict[Role, Any] = {}
        self.extending: Any = None
        self.extended_to: Any = None
        self.extended_clock: Any = None
        self.stamped: Any = None
        self.stamped_by: Any = None
        self.stamped_anew = False
        self.arms_anew = False

    @property
    def key(self) -> str:
        """Its name in addresses, such as `out-back`; unique in its flow."""
        return f"{self.source.value}-{self.target.value}" + (f"-{self.way}" if self.way else "")

    def needs(self, *fields: Mapped[Any]) -> Self:
        """These must be filled when the step is taken, and are read-only afterwards."""
        self.needed.extend(fields)
        return self

    def offers(self, *fields: Mapped[Any]) -> Self:
        """These may be filled at this step, and are read-only afterwards."""
        self.offered.extend(fields)
        return self

    def held_by(self, person: Mapped[Any]) -> Self:
        """Only the member of staff named in that field takes the step (or a head of department for him)."""
        self.holder = person
        return self

    def signs(self, place: Mapped[Any]) -> Self:
        """Taking the step signs here."""
        self.signing = place
        return self

    def decides(self, place: Mapped[Any], *, agreed: bool) -> Self:
        """A manager's decision: the step asks for words and writes them here. A refusal must give its reason."""
        self.deciding, self.agreed, self.reasoned = place, agreed, not agreed
        return self

    def not_by_author(self) -> Self:
        """Whoever filled the record may not take this step."""
        self.other_than_author = True
        return self

    def not_by_signer(self, *places: Mapped[Any]) -> Self:
        """Whoever signed there may not take this step: each signature is another person's."""
        self.other_than_signers.extend(places)
        return self

    def not_by(self, *people: Mapped[Any]) -> Self:
        """The members of staff named in these fields may not take this step: it decides about them."""
        self.other_than_people.extend(people)
        return self

    def within(self, unit: Mapped[Any]) -> Self:
        """Whoever takes it for a department (Role.DEPT) belongs to the department named in that field."""
        self.inside = unit
        return self

    def with_reason(self) -> Self:
        """The step asks why, and keeps the answer."""
        self.reasoned = True
        return self

    def due(self, when: Mapped[Any]) -> Self:
        """The agreed time or planned day by which the step is to be taken."""
        self.due_at = when
        return self

    def only(self, condition: Any) -> Self:
        """The step is open only while the condition (`when(...)`) holds."""
        self.only_when = condition
        return self

    def opens(
        self, register: Any, take: Mapping[Any, Any], *, given: Mapping[Any, object] | None = None, only: Any = None,
        if_on: Value | None = None, into: Mapped[Any] | None = None, each: Mapped[Any] | None = None,
    ) -> Self:  # fmt: skip
        """Open a record of another register: `take` maps its fields to ours, `given` to fixed values.

        It is opened only while `only` (`when(...)`) holds and, with `if_on`, where the policy has that switch on. `into` is a link
        of ours that will lead to it. With `each`, rows of ours, one is opened for every row; `only` and `into` then speak of its
        columns, and so may `take`.
        """
        self.openings.append(Opening(register=register, take=take, given=given or {}, only=only, if_on=if_on, into=into, each=each))
        return self

    def moves(
        self, link: Mapped[Any], *, to: States, take: Mapping[Any, Any] | None = None, given: Mapping[Any, object] | None = None,
        each: Mapped[Any] | None = None, only: Any = None,
    ) -> Self:  # fmt: skip
        """Move the record that our link leads to along its own flow, to that state; `take` maps what its step fills to our fields,
        `given` to fixed values.

        With `each`, rows of ours, it is the link of every row; `only` (`when(...)`) then speaks of the columns of the row, and so may
        `take`. While the other record stands elsewhere, this step is refused.
        """
        self.movings.append(Moving(link=link, to=to, take=take or {}, given=given or {}, each=each, only=only))
        return self

    def finds(self, link: Mapped[Any], *, at: States) -> Self:
        """It is taken only while the record behind our link stands there."""
        self.found_at.append((link, at))
        return self

    def moved(self) -> Self:
        """Nobody takes it by himself: a paper of another register moves the record (`.moves`)."""
        self.is_moved = True
        return self

    def records(self, values: Mapping[Any, object]) -> Self:
        """Taking the step writes these fixed values, such as the decision that the step itself is."""
        self.writes = dict(values)
        return self

    def withdraws(self, register: Any) -> Self:
        """Declare void what an earlier step opened in that register and nobody has finished."""
        self.withdrawn = register
        return self

    def fed_by(self, register: Any, take: Mapping[Any, Any]) -> Self:
        """Taken by itself once a record of `register` opened from this one is done; `take` maps our fields to its."""
        self.feed = (register, take)
        return self

    def by_chain(self, chain: Chain, opinions: Mapping[Role, Mapped[Any]], *, agreed: bool) -> Self:
        """Taken once the policy's approval chain has agreed (or one of it has refused). `opinions` says in which box each role
        writes; `by=` names every role that a policy may put into the chain.
        """
        self.chain, self.agreed, self.reasoned = chain, agreed, not agreed
        self.opinions = dict(opinions)
        return self

    def stamps(self, moment: Mapped[Any], *, by: Mapped[Any] | None = None, anew: bool = False) -> Self:
        """Taking the step writes the present moment here, unless it is filled already and not to be stamped `anew`.

        `by` is where it writes who took it.
        """
        self.stamped, self.stamped_by, self.stamped_anew = moment, by, anew
        return self

    def begins_anew(self) -> Self:
        """The case goes back: the clocks that run warn and climb once more."""
        self.arms_anew = True
        return self

    def codes(self, pattern: str, *, retention: Mapped[Any], dated: Mapped[Any] | None = None) -> Self:
        """The system gives the archival code (档号) that is still missing, gapless in its series; one that stands on the paper already
        may be typed, and must fit.

        `pattern` is the setting it is written by, `retention` our choice of the term, `dated` our archival date (else: this year).
        """
        self.coding = Coding(pattern=pattern, retention=retention, dated=dated)
        return self

    def files(self) -> Self:
        """归档: the record becomes an item of the archive (I01), kept as long as its register says (`keep`), and bears its code."""
        self.is_filing = True
        return self

    def extends(self, source: Mapped[Any], *, clock: Mapped[Any], to: Mapped[Any]) -> Self:
        """Taking the step moves a deadline of the source record: `clock` holds its name, `to` the new last day."""
        self.extending, self.extended_clock, self.extended_to = source, clock, to
        return self

    @property
    def is_of_papers(self) -> bool:
        """Whether nobody takes it by himself, but a paper of another register alone."""
        return (self.is_moved or self.feed is not None) and not self.roles and self.holder is None

    @property
    def is_approval(self) -> bool:
        """Whether it is a manager's decision."""
        return self.deciding is not None or self.chain is not None

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of what this step may fill."""
        return (*self.needed, *self.offered)

    def __repr__(self) -> str:
        return f"<Step {self.key} {self.label}>"


@dataclass(eq=False)
class Workflow:
    """All steps of one register. Voiding is not among them: every register has it (see services/void)."""

    steps: tuple[Step, ...] = field(default_factory=tuple)

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    def leaving(self, state: States) -> Iterator[Step]:
        """The steps that start here, the normal one first."""
        return (step for step in self.steps if step.source is state)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def reached_from(self, start: States) -> set[States]:
        """Every state that some path leads to."""
        found, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            for step in self.leaving(here):
                if step.target not in found:
                    found.add(step.target)
                    waiting.append(step.target)
        return found

    def before(self, state: States) -> set[States]:
        """Every state that leads here, however far."""
        found: set[States] = set()
        waiting = [state]
        while waiting:
            here = waiting.pop()
            for step in self.steps:
                if step.target is here and step.source not in found:
                    found.add(step.source)
                    waiting.append(step.source)
        return found
