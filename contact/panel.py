"""What readers wrote and nobody has taken up yet, for the first page of the administration: each with its text."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from contact.admin import form_of
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
    """What an account finds; four queries, whatever there is."""
    if not may_write(user):
        return Panel([], [], [])
    notices, sent = of_my_regions(user, Notice.objects.all()), of_my_regions(user, Message.objects.all())
    errors = notices.to_read().filter(answer=Notice.Answer.ERROR)[:SHOWN]
    return Panel([_shown(notice) for notice in errors], _answers(notices), _waiting(notices, sent))


def _shown(notice: Notice) -> dict:
    return {
        "about": notice.about or "Le site",
        "address": notice.address,
        "form": form_of(notice),
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
    words = {}
    addresses = [text["address"] for text in texts]
    for address, word in (
        served.filter(address__in=addresses).exclude(word="").order_by("at").values_list("address", "word")[:500]
    ):
        words[address] = shortened(word, LONGEST)
    return [text | {"word": words.get(text["address"], "")} for text in texts]


def _waiting(notices, sent) -> list[tuple[str, str]]:
    """Messages that nobody receives by mail, and what was put aside: (words, address of the list)."""
    here = sent.to_read().filter(mail=None).count()
    aside = {rows.model: rows.in_doubt().count() for rows in (sent, notices)}
    found = [(plural(here, "message à lire ici,messages à lire ici"), "message", "a-traiter")] if here else []
    for model, count in aside.items():
        name, several = model._meta.verbose_name, model._meta.verbose_name_plural
        if count:
            found.append(
                (plural(count, f"{name} mis de côté,{several} mis de côté"), model._meta.model_name, "de-cote")
            )
    return [(words, f"{reverse(f'admin:contact_{name}_changelist')}?suite={state}") for words, name, state in found]
