"""What readers wrote and nobody has taken up yet, for the first page of the administration: each with its text."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from contact.admin import form_of_subject
from contact.models import Message, Notice
from dts_platform.editorial.permissions import may_write, of_my_regions
from dts_platform.text.formats import plural, shortened

SHOWN, LONGEST = 8, 200
ANSWERS = [answer for answer in Notice.Answer if answer != Notice.Answer.ERROR]


@dataclass(frozen=True)
class Panel:
    """The last errors reported, what readers answered of each text, and what waits elsewhere, in words."""

    errors: list[dict]
    answers: list[dict]
    waiting: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.errors or self.answers or self.waiting)


def received_by(user) -> Panel:
    """What an account finds; seven queries, whatever there is."""
    if not may_write(user):
        return Panel([], [], [])
    notices, sent = of_my_regions(user, Notice.objects.all()), of_my_regions(user, Message.objects.all())
    errors = notices.to_read().filter(answer=Notice.Answer.ERROR)[:SHOWN]
    return Panel([_shown(notice) for notice in errors], _answers(notices), _waiting(notices, sent))


def _shown(notice: Notice) -> dict:
    return {
        "about": notice.about or "Le site",
        "address": notice.address,
        "form": form_of_subject(notice),
        "at": notice.at,
        "word": shortened(notice.word, LONGEST),
        "row": reverse("admin:contact_notice_change", args=[notice.pk]),
    }


def _answers(notices) -> list[dict]:
    """What was answered of each text, those of which most is said first, with the last words; two queries."""
    served = notices.to_read().exclude(answer=Notice.Answer.ERROR).order_by()
    counts = {answer.name.lower(): Count("pk", filter=Q(answer=answer)) for answer in ANSWERS}
    texts = list(
        served.values("address", "about").annotate(all=Count("pk"), **counts).order_by("-all", "address")[:SHOWN]
    )
    said = served.filter(address__in=[text["address"] for text in texts]).exclude(word="").order_by("at")
    last = {address: shortened(word, LONGEST) for address, word in said.values_list("address", "word")}
    return [text | {"word": last.get(text["address"], "")} for text in texts]


def _waiting(notices, sent) -> list[tuple[str, str]]:
    """Messages that nobody receives by mail, and what was put aside: (words, address of the list)."""
    kinds = [
        (sent.to_read().filter(mail=None), "message à lire ici,messages à lire ici", "a-traiter"),
        (sent.to_read().that_could_not_leave(), "message n’a pas pu partir,messages n’ont pas pu partir", "a-traiter"),
        (sent.in_doubt(), "message mis de côté,messages mis de côté", "de-cote"),
        (notices.in_doubt(), "avis mis de côté,avis mis de côté", "de-cote"),
    ]
    counted = [(rows.count(), rows.model._meta.model_name, words, state) for rows, words, state in kinds]
    return [
        (plural(count, words), f"{reverse(f'admin:contact_{name}_changelist')}?suite={state}")
        for count, name, words, state in counted
        if count
    ]
