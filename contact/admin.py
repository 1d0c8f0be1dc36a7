"""What readers wrote, in the administration: each referent reads what concerns their region, the national team all of it."""

from django.contrib import admin, messages
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from contact.models import Message, Notice, Received
from contact.receiving import hand_over
from contact.subject import recipient_of
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.permissions import may_keep
from dts_platform.editorial.questions import ConditionFilter, WrittenByTheSite
from dts_platform.editorial.regions import RowsOfMyRegionsMixin
from dts_platform.search import mirror
from dts_platform.text.formats import plural, shortened

SHOWN = 80  # signs of what is written, in a list


class StateFilter(ConditionFilter):
    """What waits, what was put aside, what is done with."""

    title, parameter_name = "suite", "suite"
    conditions = {
        "a-traiter": ("à traiter", Q(doubt="", handled=False)),
        "de-cote": ("mis de côté", ~Q(doubt="")),
        "traite": ("traité", Q(handled=True)),
    }


class ReceivedAdmin(RowsOfMyRegionsMixin, WrittenByTheSite):
    """Read, marked as done with, taken up again when it was put aside by mistake; the national team may delete it."""

    list_filter = [StateFilter]
    search_fields = ["about", "word", "email"]
    search_help_text = "Un mot du message, du texte ou de l’adresse."
    actions = ["mark_handled"]
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or may_keep(request.user, obj))

    @admin.action(description="Marquer comme traité", permissions=["view"])
    def mark_handled(self, request, queryset):
        count = queryset.update(handled=True, doubt="")
        messages.info(request, f"Marqué comme traité\u202f: {count}.")

    @admin.display(description="ce qui est écrit")
    def beginning(self, row: Received) -> str:
        return shortened(" ".join(row.word.split()), SHOWN) or "–"

    @admin.display(description="texte")
    def text(self, row: Received) -> str:
        """The text that it speaks of: its form, then its page."""
        if not row.address:
            return row.about or "le site"
        form = form_of_subject(row)
        page = format_html('<a href="{}">{}</a>', row.address, row.about)
        return format_html('{} (<a href="{}">le corriger</a>)', page, form) if form else page


def form_of_subject(row: Received) -> str:
    """The path of the form of the text that is spoken of; nothing for a region or the site."""
    try:
        return reverse(f"admin:{row.model.replace('.', '_')}_change", args=[row.row]) if row.model else ""
    except NoReverseMatch:
        return ""


@admin.register(Message)
class MessageAdmin(ReceivedAdmin):
    list_display = [day_column(Message, "at"), "beginning", "about", "outcome", "handled"]
    fields = ["at", "text", "word", "name", "email", "recipient", "outcome", "handled"]
    readonly_fields = ["text", "outcome"]
    actions = ["forward", *ReceivedAdmin.actions]

    def get_queryset(self, request):
        return super().get_queryset(request).with_mail()

    @admin.display(description="suite")
    def outcome(self, message: Message) -> str:
        return message.state

    @admin.action(description="Remettre au destinataire", permissions=["view"])
    def forward(self, request, queryset):
        """Hand over what was put aside, or what nobody could receive; nothing leaves twice."""
        snapshot, waiting = mirror.current(), queryset.filter(mail=None)
        for message in waiting:
            hand_over(message, recipient_of(message.region, snapshot))
        left = sum(message.mail is not None for message in waiting)
        messages.info(request, f"{plural(left, 'message part,messages partent')} vers leur destinataire.")


@admin.register(Notice)
class NoticeAdmin(ReceivedAdmin):
    list_display = [day_column(Notice, "at"), "answer", "about", "beginning", "outcome", "handled"]
    list_filter = ["answer", StateFilter]
    fields = ["at", "answer", "text", "word", "email", "outcome", "handled"]
    readonly_fields = ["text", "outcome"]

    @admin.display(description="suite")
    def outcome(self, notice: Notice) -> str:
        return notice.aside or "à lire ici"
