"""Which texts answer a query, as SQL on the tables of the index: for lists that the database selects by itself.

Says with rows what `answer` says with bits. Only words of the vocabulary enter the statement, never a key of a text.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add, and_, or_

from django.db.models import Case, Expression, F, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from dts_platform.search.answer import ENOUGH, read_plan
from dts_platform.search.query import Query
from dts_platform.search.reading import Alternative, Group, Plan, Term
from dts_platform.search.snapshot import Snapshot
from dts_platform.search.tables import SearchPosting, SearchRow


def keys_answering(text: str, kind: str, snapshot: Snapshot) -> QuerySet | None:
    """The keys of the public texts of a kind that answer a text, to select in; None when there is no word in it.

    Those that answer every part of the text, and those that lack a word of a sentence where fewer than `ENOUGH` do; when
    none answers every part, those that answer at least half as many as the best.
    """
    query = Query.read(text)
    if not query:
        return None
    plan = read_plan(query, snapshot)
    rows = SearchRow.objects.filter(kind=kind, live=True)
    for alternative in plan.excluded:
        rows = rows.exclude(_found(alternative))
    if plan.groups:
        rows = _best_answered(rows, plan)
    return rows.values("object_id")


def _best_answered(rows: QuerySet, plan: Plan) -> QuerySet:
    """The texts that answer everything, with those that lack a word of a sentence where they are few; else the nearest."""
    whole, demanded = len(plan.groups), [group for group in plan.groups if group.demanded]
    counted = rows.alias(answered=_number(plan.groups), bound=_number(demanded))
    bound = counted.filter(bound=len(demanded)).order_by("-answered").values(number=F("answered"))
    counted = counted.alias(
        best=Subquery(counted.order_by("-answered").values(number=F("answered"))[:1]),
        last=Coalesce(Subquery(bound[ENOUGH - 1 : ENOUGH]), 0) if plan.spared else Value(whole),
        twice=F("answered") * 2,
    )
    near = Q(best=whole, bound=len(demanded), answered__gte=whole - plan.spared) & Q(answered__gte=F("last"))
    return counted.filter(near | Q(best__lt=whole, answered__gt=0, twice__gte=F("best")))


def _number(groups: Sequence[Group]) -> Expression:
    """How many of these parts of a query a row answers."""
    parts = [Case(When(_answers(group), then=1), default=0) for group in groups if group.alternatives]
    return reduce(add, parts, Value(0))


def _answers(group: Group) -> Q:
    return reduce(or_, map(_found, group.alternatives))


def _found(alternative: Alternative) -> Q:
    """The rows where every term of an alternative stands, side by side when it is a phrase."""
    found = reduce(and_, map(_holds, alternative.terms))
    if alternative.unless:
        found &= ~_holds(alternative.unless)
    return found & Q(stems__contains=f" {' '.join(alternative.phrase)} ") if alternative.phrase else found


def _holds(term: Term) -> Q:
    words = sorted({form.word.id for form in term})
    return Q(slot__in=SearchPosting.objects.filter(word_id__in=words).values("slot"))
