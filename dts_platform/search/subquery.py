"""Which texts answer a query, as SQL on the tables of the index: for lists that the database selects by itself.

Says with rows what `answer` says with bits. Only words of the vocabulary enter the statement, never a key of a text.
"""

from collections.abc import Iterable
from functools import reduce
from operator import add, and_, or_

from django.db.models import Case, Expression, F, Q, QuerySet, Subquery, Value, When

from dts_platform.search.answer import SHARE_OF_BEST, read_plan
from dts_platform.search.query import Query
from dts_platform.search.reading import Alternative, Group, Plan, Term
from dts_platform.search.snapshot import Snapshot
from dts_platform.search.tables import SearchPosting, SearchRow


def keys_answering(text: str, kind: str, snapshot: Snapshot) -> QuerySet | None:
    """The keys of the public texts of a kind that answer a text, to select in; None when there is no word in it.

    Those that answer every part of the text; of a sentence, and when none does, those that hold a third of what the best
    one holds.
    """
    query = Query.read(text)
    if not query:
        return None
    plan = read_plan(query, snapshot)
    rows = SearchRow.objects.filter(kind=kind, live=True)
    for alternative in plan.excluded:
        rows = rows.exclude(_found(alternative))
    if plan.groups:
        rows = _best_answered(rows, plan, snapshot.number)
    return rows.values("object_id")


def _best_answered(rows: QuerySet, plan: Plan, number: int) -> QuerySet:
    """The texts that answer everything; of a sentence, and where none does, those that hold a third of what the best holds."""
    demanded = [group for group in plan.groups if group.demanded]
    weighed = [(_answers(group), group.weight(number)) for group in plan.groups if group.alternatives]
    counted = rows.alias(
        held=_sum(weighed),
        whole=_sum((_may_stand(group, plan), 1) for group in plan.groups),
        bound=_sum((_may_stand(group, plan), 1) for group in demanded),
    ).alias(within=Case(When(bound=len(demanded), then=F("held")), default=0))
    best = counted.alias(
        best=_most(counted, "held"),
        best_within=_most(counted, "within"),
        held_times=F("held") * SHARE_OF_BEST,
        within_times=F("within") * SHARE_OF_BEST,
    )
    near = Q(best_within__gt=0, within__gt=0, within_times__gte=F("best_within")) | Q(
        best_within=0, held__gt=0, held_times__gte=F("best")
    )
    if plan.is_sentence:
        return best.filter(near)
    best = best.alias(most=_most(counted, "whole"))
    return best.filter(Q(whole=len(plan.groups)) | (Q(most__lt=len(plan.groups)) & near))


def _most(rows: QuerySet, name: str) -> Subquery:
    """The greatest of a number of these rows."""
    return Subquery(rows.order_by(f"-{name}").values(number=F(name))[:1])


def _sum(parts: Iterable[tuple[Q, int]]) -> Expression:
    """The sum of the numbers whose condition a row satisfies."""
    return reduce(add, (Case(When(condition, then=number), default=0) for condition, number in parts), Value(0))


def _may_stand(group: Group, plan: Plan) -> Q:
    """The rows that answer a part of a query, and for a place those that lie nowhere, where something else is asked."""
    found = _answers(group)
    return found | ~_holds(plan.somewhere) if group.is_place and plan.somewhere else found


def _answers(group: Group) -> Q:
    return reduce(or_, map(_found, group.alternatives), Q(pk__in=()))


def _found(alternative: Alternative) -> Q:
    """The rows where every term of an alternative stands, side by side when it is a phrase."""
    found = reduce(and_, map(_holds, alternative.terms))
    if alternative.unless:
        found &= ~_holds(alternative.unless)
    return found & Q(stems__contains=f" {' '.join(alternative.phrase)} ") if alternative.phrase else found


def _holds(term: Term) -> Q:
    words = sorted({form.word.id for form in term})
    return Q(slot__in=SearchPosting.objects.filter(word_id__in=words).values("slot"))
