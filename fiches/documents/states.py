"""The state of a stored document, in words: one vocabulary for the editors’ list, their forms and the public pages."""

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils import timezone

from fiches.documents.build import content_token
from fiches.models import Lease


class DocumentState(TextChoices):
    """What an editor needs to know of a document."""

    UP_TO_DATE = "a-jour", "à jour"
    BUILDING = "en-cours", "en cours de construction"
    TO_REBUILD = "a-reconstruire", "à reconstruire"
    PARTIAL = "partiel", "échec partiel\u202f: une page de remplacement tient lieu d’un texte"
    FAILED = "echec", "échec"


def with_state(documents: QuerySet) -> QuerySet:
    """These documents with their `state`, in the query that reads them."""
    building = Lease.objects.filter(cle=OuterRef("nom"), jusqu_a__gte=timezone.now())
    current = Q(jeton=content_token()) & ~Q(sha256="")
    cases = [
        When(Exists(building), then=Value(DocumentState.BUILDING)),
        When(current & ~Q(erreur=""), then=Value(DocumentState.PARTIAL)),
        When(~Q(erreur=""), then=Value(DocumentState.FAILED)),
        When(current, then=Value(DocumentState.UP_TO_DATE)),
    ]
    return documents.annotate(state=Case(*cases, default=Value(DocumentState.TO_REBUILD), output_field=CharField()))
