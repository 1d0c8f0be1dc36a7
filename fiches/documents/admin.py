"""Documents and frozen editions in the administration: what is up to date, what failed, what is kept for ever."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr, truncatechars
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dts_platform.editorial.admin import VersionedAdmin
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.forms import VersionedForm
from dts_platform.editorial.keeping import answered_before, note_saved
from dts_platform.editorial.permissions import has_role, may_review
from dts_platform.editorial.questions import WrittenByTheSite
from dts_platform.text.formats import date, seconds_text, weight
from experiences.models import Experience
from fiches.documents import editions
from fiches.documents.catalogue import offers_of
from fiches.documents.editions import CannotFreeze
from fiches.documents.parts import PARTS
from fiches.documents.states import DocumentState, with_state
from fiches.models import BuiltDocument, Edition, Fiche

NOT_PUBLISHED = "Le PDF se prépare à la publication."
IN_PREPARATION = "en préparation"


@admin.display(description="documents")
def documents_of(text: Fiche | Experience) -> SafeString | str:
    """For an editor: each document of a text, up to date, in preparation, or why it could not be laid out."""
    if not text.pk or not text.is_public:
        return NOT_PUBLISHED
    offers = offers_of(text)
    records = BuiltDocument.objects.filter(nom__in=[offer.name for offer in offers])
    built_by_name = {built.nom: built for built in with_state(records)}
    lines = ((offer.label, _sentence(built_by_name.get(offer.name))) for offer in offers)
    return format_html_join(SafeString("<br>"), "{}\u202f: {}", lines)


def _sentence(built: BuiltDocument | None) -> SafeString | str:
    if built is None or built.state in (DocumentState.BUILDING, DocumentState.TO_REBUILD):
        return IN_PREPARATION
    if built.erreur:
        error = linebreaksbr(built.erreur, autoescape=True)
        return format_html("<strong>n’a pas pu être mis en page</strong>\u202f: {}", error)
    return format_html('à jour (<a href="{}">télécharger</a>)', built.adresse)


class StateFilter(admin.SimpleListFilter):
    """The documents of one state; all failures together."""

    title = "état"
    parameter_name = "etat"
    ANY_FAILURE = "en-echec"

    def lookups(self, request, model_admin):
        states = [
            (state.value, state.label)
            for state in (DocumentState.UP_TO_DATE, DocumentState.BUILDING, DocumentState.TO_REBUILD)
        ]
        return [(self.ANY_FAILURE, "en échec"), *states]

    def queryset(self, request, queryset):
        if self.value() == self.ANY_FAILURE:
            return queryset.exclude(erreur="")
        return queryset.filter(state=self.value()) if self.value() in DocumentState.values else queryset


@admin.register(BuiltDocument)
class BuiltDocumentAdmin(WrittenByTheSite):
    """What every editor may look at and nobody writes; the national team may ask for a document again."""

    list_display = [
        "nom",
        "download_link",
        "state",
        "short_error",
        "edition",
        "pages",
        "file_size",
        "build_time",
        "built_on",
    ]
    list_filter = [StateFilter]
    list_per_page = 200
    search_fields = ["nom"]
    search_help_text = "Un mot du nom du fichier\u202f: manuel, plaquette, fiche-13…"
    fields = [
        "nom",
        "download_link",
        "state",
        "erreur",
        "edition",
        "pages",
        "file_size",
        "build_time",
        "built_on",
        "sha256",
    ]
    actions = ["rebuild"]

    def get_queryset(self, request):
        return with_state(super().get_queryset(request))

    def has_view_permission(self, request, obj=None):
        return has_role(request.user)

    def has_delete_permission(self, request, obj=None):
        return False

    def has_rebuild_permission(self, request):
        return may_review(request.user)

    @admin.display(description="fichier")
    def download_link(self, obj):
        if not (obj.sha256 and obj.adresse):
            return "–"
        return format_html('<a href="{}">Télécharger<span class="visually-hidden"> {}</span></a>', obj.adresse, obj.nom)

    @admin.display(description="état", ordering="state")
    def state(self, obj):
        return DocumentState(obj.state).label

    @admin.display(description="édition du", ordering="edition_le")
    def edition(self, obj):
        return date(obj.edition_le, "d/m/Y") or "–"

    @admin.display(description="poids", ordering="taille")
    def file_size(self, obj):
        return weight(obj.taille) if obj.taille else "–"

    @admin.display(description="durée", ordering="duree")
    def build_time(self, obj):
        return seconds_text(obj.duree)

    @admin.display(description="construit le", ordering="construit_le")
    def built_on(self, obj):
        return date(obj.construit_le, "d/m/Y H:i") or "–"

    @admin.display(description="dernière erreur", ordering="erreur")
    def short_error(self, obj):
        return truncatechars(obj.erreur, 80) or "–"

    @admin.action(description="Reconstruire les documents choisis", permissions=["rebuild"])
    def rebuild(self, request, queryset):
        """Forget what is known of them, failures too, so that they are built again; last files are kept until then."""
        PARTS.forget_failures()
        chosen = BuiltDocument.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        count = chosen.update(jeton="", empreinte="", erreur="")
        self.message_user(request, f"Documents à reconstruire\u202f: {count}. Ils le seront dans un moment.")


class EditionForm(VersionedForm):
    """The form of an edition; `refusal` says why the last try to freeze it failed."""

    refusal = ""

    class Meta:
        model = Edition
        fields = ["nom", "slug", "date", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4, "cols": 90})}

    def clean(self):
        data = super().clean()
        if self.refusal:
            raise forms.ValidationError(self.refusal)
        return data


@admin.register(Edition)
class EditionAdmin(VersionedAdmin):
    """An edition is frozen once; then its note alone may change. Files are deleted by an administrator only."""

    guide_section = "les-editions-figees-equipe-nationale"
    form = EditionForm
    list_display = [
        "nom",
        day_column(Edition, "date"),
        "files_summary",
        day_column(Edition, "figee_le"),
        "figee_par",
    ]
    formfield_overrides = {models.CharField: {"widget": forms.TextInput(attrs={"class": "vTextField"})}}
    prepopulated_fields = {"slug": ["nom"]}
    TO_FILL = ["nom", "slug", "date", "note"]
    FROZEN = ["nom", "slug", "date", "frozen_files", "text_count", "figee_le", "figee_par"]

    class Media:
        css = {"all": ["css/editing.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("figee_par").prefetch_related("fichiers__edition")

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and may_review(request.user)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and may_review(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_review(request.user)

    def has_delete_permission(self, request, obj=None):
        return may_review(request.user) and request.user.is_superuser

    def get_fields(self, request, obj=None):
        return [*self.FROZEN, "note"] if obj else self.TO_FILL

    def get_readonly_fields(self, request, obj=None):
        return self.FROZEN if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_changeform_initial_data(self, request):
        return {"date": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        form_class.refusal = getattr(request, "refusal", "")
        return form_class

    def add_view(self, request: HttpRequest, form_url="", extra_context=None) -> HttpResponse:
        """Freeze before the transaction that Django opens around a form: building takes time, nobody waits for it."""
        if request.method == "POST" and self.has_add_permission(request):
            if answer := answered_before(request):
                return answer
            form = self.get_form(request, fields=self.TO_FILL)(request.POST)
            if form.is_valid():
                try:
                    edition = editions.freeze(form.save(commit=False), request.user)
                except CannotFreeze as refusal:
                    request.refusal = str(refusal)
                else:
                    self.log_addition(request, edition, [{"added": {}}])
                    return note_saved(request, self.response_add(request, edition))
        return super().add_view(request, form_url, {"title": "Figer une édition", **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        hidden = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, form_url, hidden | (extra_context or {}))

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, f"L’édition «\u202f{obj.nom}\u202f» est figée, avec ses fichiers.", messages.SUCCESS)
        return self.response_post_save_add(request, obj)

    def delete_model(self, request, obj):
        editions.delete(Edition.objects.filter(pk=obj.pk))

    @admin.display(description="fichiers")
    def files_summary(self, obj):
        files = obj.fichiers.all()
        return f"{len(files)}, {weight(sum(file.taille for file in files))}"

    @admin.display(description="fichiers figés")
    def frozen_files(self, obj):
        lines = ((f.get_absolute_url(), f.nom, weight(f.taille)) for f in obj.fichiers.all())
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a> ({})', lines)

    @admin.display(description="textes")
    def text_count(self, obj):
        return sum(text.is_whole for text in obj.held_texts)
