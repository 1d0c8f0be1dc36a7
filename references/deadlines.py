"""When rules of law fall due: which are past their date, which are near it, who is told. The worker asks here."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from dts_platform.background.outgoing import write
from dts_platform.editorial.permissions import Role
from dts_platform.models import User
from dts_platform.text import formats
from dts_platform.web.addresses import absolute
from references.models import Regle

NOTICE = timedelta(days=30)  # how long before its date reviewers are told of a rule


@dataclass(frozen=True)
class DueRule:
    """A public rule near its date or past it, as editors are told of it."""

    regle: Regle

    def __str__(self) -> str:
        when = formats.date(self.regle.echeance)
        past = f"est passée depuis le {when}" if self.regle.passee else f"échoit le {when}"
        return f"La règle «\u202f{self.regle.titre}\u202f» {past}\u202f: {self.regle.echeance_objet}"

    @property
    def url(self) -> str:
        """Where it is read."""
        return absolute(self.regle.get_absolute_url())


def near(today: date) -> QuerySet[Regle]:
    """The public rules whose date is near or over, nearest first."""
    return Regle.objects.published().filter(echeance__lte=today + NOTICE).order_by("echeance", "titre")


def due_rules() -> list[DueRule]:
    """What to read again, for the first page of the administration; one query."""
    return [DueRule(regle) for regle in near(timezone.localdate())]


def write_deadlines(today: date | None = None) -> int:
    """Write which rules are past their date, and which no longer are; how many changed.

    Pages and documents that hold them follow, as with any other write.
    """
    today = today or timezone.localdate()
    past, ahead = Q(echeance__lt=today), Q(echeance__isnull=True) | Q(echeance__gte=today)
    wrong = Regle.objects.filter(past & Q(passee=False) | ahead & Q(passee=True))
    if not wrong.exists():  # asked all day long: on SQLite an update that changes nothing still takes the database
        return 0
    with transaction.atomic():
        return sum(
            Regle.objects.filter(dates, passee=not over).update(passee=over)
            for dates, over in ((past, True), (ahead, False))
        )


def tell_reviewers(today: date | None = None) -> int:
    """Write to each reviewer, once for each date of each rule, that it is near; the number of messages."""
    untold = near(today or timezone.localdate()).filter(Q(rappel_pour__isnull=True) | ~Q(rappel_pour=F("echeance")))
    if not untold.exists():
        return 0
    reviewers = User.objects.filter(is_active=True, role__in=[Role.REVIEWER, Role.ADMINISTRATOR]).exclude(email="")
    addresses = sorted({user.email for user in reviewers})
    with transaction.atomic():
        told = [regle for regle in untold if addresses and untold.filter(pk=regle.pk).update(rappel_pour=F("echeance"))]
        for address in addresses if told else ():
            write("rules_due", address, {"rules": [DueRule(regle) for regle in told]})
    return len(addresses) if told else 0
