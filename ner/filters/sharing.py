"""What times lend each other: "Monday and Tuesday at 8", "on Monday a red car between 8 and 9"."""

from collections.abc import Sequence
from dataclasses import replace

from ner.filters.clauses import Clause
from ner.filters.named import Named, again


def shared(clauses: Sequence[Clause]) -> list[Clause]:
    """Give every clause the hours and days that it shares with others; leave out those that only lent theirs."""
    clauses = [_again(clause, clauses) for clause in clauses]
    timed = [_with_hours(clauses, at) for at in range(len(clauses))]
    lenders = [_lenders(timed, at) for at in range(len(timed))]
    lent = {
        one
        for clause, ones in zip(timed, lenders, strict=True)
        if not clause.denied
        for one in ones
        if not timed[one].clocks and timed[one].group != clause.group
    }
    return [
        given
        for at, clause in enumerate(timed)
        if at not in lent
        for given in ([_with_days(clause, timed[one]) for one in lenders[at]] or [clause])
    ]


def _again(clause: Clause, clauses: Sequence[Clause]) -> Clause:
    """Let "Friday" come again in "every Monday and Friday", and "Sunday" in "every day except Sunday"."""
    if not any(day.said.weekdays is not None for one in clauses if one.group == clause.group for day in one.days):
        return clause
    return replace(clause, days=tuple(replace(day, said=again(day.said)) for day in clause.days))


def _with_hours(clauses: Sequence[Clause], at: int) -> Clause:
    """Give "Monday" the hours of "Monday and Tuesday at 8", "Tuesday" those of "at 8 on Monday and Tuesday"."""
    clause = clauses[at]
    if clause.timed or not clause.dated:
        return clause
    same = [one for one in clauses if one.group == clause.group and one.denied == clause.denied and one.timed]
    after = next((one for one in same if one.start > clause.start and one.dated and not one.time_first), None)
    before = next((one for one in reversed(same) if one.start < clause.start and one.time_first), None)
    lender = after or before
    if lender is None or lender.last:
        return clause
    parts = tuple(
        replace(day, said=Named(part=day.said.part, shade=day.said.shade)) for day in lender.days if day.said.part
    )
    return replace(clause, days=(*clause.days, *parts), clocks=lender.clocks)


def _lenders(clauses: Sequence[Clause], at: int) -> list[int]:
    """Return the clauses whose days are meant: a neighbour, else all that say no hours, else the one before."""
    clause = clauses[at]
    if clause.dated:
        return []
    dated = [n for n, one in enumerate(clauses) if one.dated and not one.denied]
    near = [n for n in dated if clauses[n].group == clause.group]
    if near:
        return [max((n for n in near if n < at), default=near[0])]
    free = [n for n in dated if not clauses[n].clocks]
    before = [n for n in dated if n < at][-1:]
    return free or before or dated[:1]


def _with_days(clause: Clause, lender: Clause) -> Clause:
    days = tuple(day for day in lender.days if day.said.dated or not clause.parted)
    days = tuple(replace(day, said=replace(day.said, part="")) for day in days) if clause.parted else days
    return replace(clause, days=(*days, *clause.days), last=lender.last)
