"""The state of a stored document, in words: one vocabulary for the editors’ list, their forms and the public pages."""

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils import timezone

from fiches.models import Bail
from fiches.publishing import content_token


class Etat(TextChoices):
    """What an editor needs to know of a document."""

    A_JOUR = "a-jour", "à jour"
    EN_COURS = "en-cours", "en cours de construction"
    A_RECONSTRUIRE = "a-reconstruire", "à reconstruire"
    PARTIEL = "partiel", "échec partiel\u202f: une page de remplacement tient lieu d’un texte"
    ECHEC = "echec", "échec"


def with_state(documents: QuerySet) -> QuerySet:
    """These documents with their `etat`, in the query that reads them."""
    en_cours = Bail.objects.filter(cle=OuterRef("nom"), jusqu_a__gte=timezone.now())
    juste = Q(jeton=content_token()) & ~Q(sha256="")
    cas = [
        When(Exists(en_cours), then=Value(Etat.EN_COURS)),
        When(juste & ~Q(erreur=""), then=Value(Etat.PARTIEL)),
        When(~Q(erreur=""), then=Value(Etat.ECHEC)),
        When(juste, then=Value(Etat.A_JOUR)),
    ]
    return documents.annotate(etat=Case(*cas, default=Value(Etat.A_RECONSTRUIRE), output_field=CharField()))
