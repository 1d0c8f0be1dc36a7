"""Accounts, mail, and what the search should learn, in the administration."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Sum
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from taggit.models import Tag

from dts_platform.accounts.again import sign_in
from dts_platform.accounts.groups import give_role
from dts_platform.accounts.sign_in import SignInForm
from dts_platform.background.outgoing import OutgoingMail
from dts_platform.background.sending import try_again
from dts_platform.desk.admin import RecordedAdmin
from dts_platform.editorial.admin import FrameworkAdmin, VersionedAdmin
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.forms import VersionedForm
from dts_platform.editorial.permissions import Role, is_administrator
from dts_platform.editorial.questions import ConditionFilter, WrittenByTheSite
from dts_platform.editorial.rows import TableInline
from dts_platform.editorial.searching import choices
from dts_platform.models import Affectation, Editeur, FoundSearch, FruitlessSearch, Synonyme, TexteDuSite, User

admin.site.login_form = SignInForm
admin.site.login = sign_in
admin.site.autocomplete_view = choices
admin.site.site_header = "Territoires solidaires : rédaction"
admin.site.site_title = "Rédaction"
admin.site.index_title = "Que voulez-vous écrire ?"
admin.site.unregister([Tag, Group])
admin.site.disable_action("delete_selected")


class AffectationInline(TableInline):
    model = Affectation
    verbose_name_plural = "Régions dont répond un référent (aucune : il ne modifie rien)"


class AccountForm(VersionedForm, UserChangeForm):
    """The form of an account: a site keeps at least one administrator who can come in."""

    def clean(self):
        data = super().clean()
        stays = data.get("role") == Role.ADMINISTRATOR and data.get("is_active")
        if self.instance.is_superuser and not stays and not self._other_administrators():
            raise ValidationError(
                "C’est le dernier compte administrateur\u202f: donnez d’abord ce rôle à un autre compte."
            )
        return data

    def _other_administrators(self) -> list[int]:
        """Held until the end of the save: two who take the role away from one another do not both succeed."""
        able = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, is_superuser=True, demonstration=False)
        others = able.exclude(pk=self.instance.pk).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return list(others.select_for_update().values_list("pk", flat=True))


class OpensByPassword(forms.Form):
    """A form of passwords: this site opens by nothing else."""

    def clean_usable_password(self) -> str:
        if self.cleaned_data["usable_password"] == "false":  # noqa: S105 – the choice of no password
            raise ValidationError(
                "Sans mot de passe, ce compte ne pourrait plus entrer\u202f: pour le fermer, décochez «\u202factif\u202f»."
            )
        return self.cleaned_data["usable_password"]


class NewAccountForm(OpensByPassword, AdminUserCreationForm):
    """A new account, and its first password."""


class AccountPasswordForm(OpensByPassword, AdminPasswordChangeForm):
    """Another password for an account."""


@admin.register(User)
class AccountAdmin(VersionedAdmin, UserAdmin):
    guide_section = "les-comptes-administration"
    form, add_form, change_password_form = AccountForm, NewAccountForm, AccountPasswordForm
    inlines = [AffectationInline]
    list_display = ["username", "first_name", "last_name", "role", "region_names", "is_active", "demonstration"]
    list_filter = ["role", "is_active", "affectations__region"]
    readonly_fields = ["demonstration", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Personne", {"fields": ["first_name", "last_name", "email"]}),
        ("Rôle", {"fields": ["role", "is_active"]}),
        ("Droits sur les tables", {"classes": ["collapse"], "fields": ["groups", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined", "demonstration"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("affectations")

    def has_delete_permission(self, request, obj=None):
        """One who did something here is closed, not deleted: the history of texts would go with them."""
        allowed = super().has_delete_permission(request, obj)
        acted = obj is not None and LogEntry.objects.filter(user=obj).exists()
        return allowed and not acted and (obj is None or obj.role != Role.ADMINISTRATOR)

    def save_model(self, request, obj, form, change):
        """All rights go with the role of administrator, in the same write: the database holds neither without the other."""
        obj.is_superuser = obj.is_superuser and obj.role == Role.ADMINISTRATOR
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """What goes with a role follows it: the way in, the group of its rights on tables."""
        super().save_related(request, form, formsets, change)
        if "role" in form.changed_data:
            give_role(form.instance, form.instance.role)

    @admin.display(description="régions")
    def region_names(self, account: User) -> str:
        return ", ".join(str(affectation) for affectation in account.affectations.all()) or "–"


@admin.register(Group)
class EditorGroupAdmin(VersionedAdmin, GroupAdmin):
    """The groups that hold rights on tables."""

    guide_section = "les-comptes-administration"


@admin.register(Editeur)
class EditeurAdmin(RecordedAdmin):
    """One row: its list leads to its form."""

    guide_section = "qui-publie-le-site-equipe-nationale"
    fieldsets = [
        ("Qui publie", {"fields": ["nom", "adresse", "directeur"]}),
        ("Où un lecteur écrit", {"fields": ["courriel", "telephone", "horaires"]}),
        ("Qui héberge", {"fields": ["hebergeur", "hebergeur_adresse", "hebergeur_telephone"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        row = Editeur.objects.first()
        if row is None and not self.has_add_permission(request):
            return super().changelist_view(request, extra_context)
        page, arguments = ("change", [row.pk]) if row else ("add", [])
        return redirect(reverse(f"admin:dts_platform_editeur_{page}", args=arguments))

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Editeur.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(TexteDuSite)
class TexteDuSiteAdmin(RecordedAdmin):
    """The words of the site’s own pages: changed, never made nor taken away, for a page waits for each of them."""

    guide_section = "les-textes-du-site-equipe-nationale"
    list_display = ["emplacement", "titre"]
    search_fields = ["emplacement", "titre", "chapo", "texte"]
    search_help_text = "Un mot de la page ou du texte."
    readonly_fields = ["emplacement"]
    fields = ["emplacement", "titre", "chapo", "texte"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 12, "cols": 90})}}

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


DAYS_SHOWN, SEARCHES_SHOWN = 90, 20


def new_synonyme_url(text: str) -> str:
    """The address of a new group of synonyms that begins with a text."""
    return f"{reverse('admin:dts_platform_synonyme_add')}?{urlencode({'formes': f'{text}, '})}"


@admin.register(Synonyme)
class SynonymeAdmin(FrameworkAdmin):
    """Synonyms, with the searches of the last months that found nothing: what visitors say and texts do not."""

    guide_section = "ce-que-les-visiteurs-cherchent-sans-trouver"
    list_display = ["formes", "slug"]
    search_fields = ["formes"]
    search_help_text = "Un mot ou un sigle."
    prepopulated_fields = {"slug": ["formes"]}
    change_list_template = "admin/synonymes.html"

    def changelist_view(self, request, extra_context=None):
        since = timezone.localdate() - timedelta(days=DAYS_SHOWN)
        fruitless_searches = (
            FruitlessSearch.objects.filter(jour__gte=since).values("texte").annotate(times=Sum("combien"))
        )
        rows = [
            {**search, "add_synonyme": new_synonyme_url(search["texte"])}
            for search in fruitless_searches.order_by("-times", "texte")[:SEARCHES_SHOWN]
        ]
        context = {"fruitless_searches": rows, "days": DAYS_SHOWN, **(extra_context or {})}
        return super().changelist_view(request, context)


@admin.register(FruitlessSearch)
class FruitlessSearchAdmin(WrittenByTheSite):
    """Day by day; nobody writes here, the national team may empty it."""

    list_display = ["texte", "combien", day_column(FruitlessSearch, "jour"), "add_synonyme"]
    list_display_links = None
    date_hierarchy = "jour"
    actions = ["delete_selected"]
    search_fields = ["texte"]

    @admin.display(description="que faire")
    def add_synonyme(self, search: FruitlessSearch) -> str:
        return format_html('<a href="{}">Ajouter aux synonymes</a>', new_synonyme_url(search.texte))


@admin.register(FoundSearch)
class FoundSearchAdmin(WrittenByTheSite):
    """What visitors look for and find, day by day, in their own words."""

    list_display = ["texte", "combien", day_column(FoundSearch, "jour")]
    list_display_links = None
    date_hierarchy = "jour"
    search_fields = ["texte"]


class MailStateFilter(ConditionFilter):
    title, parameter_name = "état", "etat"
    conditions = {
        "attente": ("en attente", Q(sent__isnull=True, given_up=False)),
        "abandon": ("abandonné", Q(given_up=True)),
        "parti": ("parti", Q(sent__isnull=False)),
    }


@admin.register(OutgoingMail)
class OutgoingMailAdmin(WrittenByTheSite):
    """What became of each message, for administrators; never its words, which may open an account."""

    list_display = ["recipient", "title", "state", "tries", "trouble", "begun", "next_try"]
    list_display_links = None
    list_filter = [MailStateFilter]
    fields = readonly_fields = list_display
    search_fields = ["to", "subject"]
    search_help_text = "Un mot de l’adresse ou du sujet."
    ordering = ["-written", "-pk"]
    actions = ["try_again"]

    def get_queryset(self, request):
        """Those that are for somebody: a message to nobody stands for an address without account."""
        return super().get_queryset(request).exclude(to="").defer("body")

    def has_module_permission(self, request):
        return is_administrator(request.user)

    def has_view_permission(self, request, obj=None):
        return is_administrator(request.user)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description="Réessayer", permissions=["view"])
    def try_again(self, request, queryset):
        count = try_again(queryset)
        said = f"À réessayer\u00a0: {count}." if count else "Rien à réessayer\u00a0: partis, ou sur le point de l’être."
        messages.info(request, said)

    @admin.display(description="destinataire", ordering="to")
    def recipient(self, mail: OutgoingMail) -> str:
        return mail.to

    @admin.display(description="sujet")
    def title(self, mail: OutgoingMail) -> str:
        return mail.subject

    @admin.display(description="état")
    def state(self, mail: OutgoingMail) -> str:
        return mail.state

    @admin.display(description="essais", ordering="attempts")
    def tries(self, mail: OutgoingMail) -> int:
        return mail.attempts

    @admin.display(description="dernière erreur")
    def trouble(self, mail: OutgoingMail) -> str:
        return mail.error or "–"

    @admin.display(description="écrit le", ordering="written")
    def begun(self, mail: OutgoingMail):
        return mail.written

    @admin.display(description="prochain essai", ordering="due")
    def next_try(self, mail: OutgoingMail):
        return None if mail.sent or mail.given_up else mail.due
