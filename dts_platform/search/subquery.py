"""Which texts answer a query, as SQL on the tables of the index: for lists that the database selects by itself.

Says with rows what `answer` says with bits. Only words of the vocabulary enter the statement, never a key of a text.
"""

from functools import reduce
from operator import add, and_, or_

from django.db.models import Case, F, IntegerField, Q, QuerySet, Subquery, Value, When

from dts_platform.search.answer import read_plan
from dts_platform.search.query import Query
from dts_platform.search.reading import Alternative, Group, Term
from dts_platform.search.snapshot import Snapshot
from dts_platform.search.tables import SearchPosting, SearchRow


def keys_answering(text: str, kind: str, snapshot: Snapshot) -> QuerySet | None:
    """The keys of the public texts of a kind that answer a text, to select in; None when there is no word in it.

    Those that answer every part of the text; when none does, those that answer at least half as many as the best.
    """
    query = Query.read(text)
    if not query:
        return None
    plan = read_plan(query, snapshot)
    rows = SearchRow.objects.filter(kind=kind, live=True)
    for alternative in plan.excluded:
        rows = rows.exclude(_found(alternative))
    if plan.groups:
        rows = _best_answered(rows, plan.groups)
    return rows.values("object_id")


def _best_answered(rows: QuerySet, groups: tuple[Group, ...]) -> QuerySet:
    answerable = [group for group in groups if group.alternatives]
    parts = [Case(When(_answers(group), then=1), default=0) for group in answerable]
    counted = rows.alias(answered=reduce(add, parts, Value(0)))
    whole = len(groups)
    enough = Case(
        When(answered=whole, then=2 * whole), default=F("answered"), output_field=IntegerField()
    )  # of the best text: twice what another must answer
    best = Subquery(counted.order_by("-answered").values(enough=enough)[:1])
    return counted.alias(twice=F("answered") * 2).filter(answered__gt=0, twice__gte=best)


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
