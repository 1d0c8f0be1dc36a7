"""Documents and frozen editions in the administration: what is up to date, what failed, what is kept for ever."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr, truncatechars
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dts_platform.core.administration import FormulaireTypographie
from dts_platform.core.dates import date
from dts_platform.core.permissions import may_review
from fiches import editions
from fiches.editions import GelImpossible, weight
from fiches.etats import Etat, with_state
from fiches.models import DocumentConstruit, Edition
from fiches.publishing import PARTS

PAS_PUBLIE = "Le PDF se prépare à la publication."
EN_PREPARATION = "en préparation"


def state_of_documents(noms: Iterable[tuple[str, str]]) -> SafeString:
    """For an editor: each (label, file name), up to date, in preparation, or why it could not be laid out."""
    noms = list(noms)
    construits = {c.nom: c for c in with_state(DocumentConstruit.objects.filter(nom__in=[nom for _, nom in noms]))}
    lignes = ((libelle, _sentence(construits.get(nom))) for libelle, nom in noms)
    return format_html_join(SafeString("<br>"), "{}\u202f: {}", lignes)


def _sentence(construit: DocumentConstruit | None) -> SafeString | str:
    if construit is None or construit.etat in (Etat.EN_COURS, Etat.A_RECONSTRUIRE):
        return EN_PREPARATION
    if construit.erreur:
        erreur = linebreaksbr(construit.erreur, autoescape=True)
        return format_html("<strong>n’a pas pu être mis en page</strong>\u202f: {}", erreur)
    return format_html('à jour (<a href="{}">télécharger</a>)', construit.adresse)


class EtatFilter(admin.SimpleListFilter):
    """The documents of one state; all failures together."""

    title = "état"
    parameter_name = "etat"
    EN_ECHEC = "en-echec"

    def lookups(self, request, model_admin):
        etats = [(etat.value, etat.label) for etat in (Etat.A_JOUR, Etat.EN_COURS, Etat.A_RECONSTRUIRE)]
        return [(self.EN_ECHEC, "en échec"), *etats]

    def queryset(self, request, queryset):
        if self.value() == self.EN_ECHEC:
            return queryset.exclude(erreur="")
        return queryset.filter(etat=self.value()) if self.value() in Etat.values else queryset


@admin.register(DocumentConstruit)
class DocumentConstruitAdmin(admin.ModelAdmin):
    """What every editor may look at and nobody writes; the national team may ask for a document again."""

    list_display = ["nom", "telecharger", "etat", "erreur_courte", "edition", "pages", "poids", "temps", "construit"]
    list_filter = [EtatFilter]
    list_per_page = 200
    search_fields = ["nom"]
    search_help_text = "Un mot du nom du fichier\u202f: manuel, plaquette, fiche-13…"
    fields = ["nom", "telecharger", "etat", "erreur", "edition", "pages", "poids", "temps", "construit", "sha256"]
    actions = ["reconstruire"]

    def get_queryset(self, request):
        return with_state(super().get_queryset(request))

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_reconstruire_permission(self, request):
        return may_review(request.user)

    @admin.display(description="fichier")
    def telecharger(self, objet):
        if not (objet.sha256 and objet.adresse):
            return "–"
        return format_html(
            '<a href="{}">Télécharger<span class="visually-hidden"> {}</span></a>', objet.adresse, objet.nom
        )

    @admin.display(description="état", ordering="etat")
    def etat(self, objet):
        return Etat(objet.etat).label

    @admin.display(description="édition du", ordering="edition_le")
    def edition(self, objet):
        return date(objet.edition_le, "d/m/Y") or "–"

    @admin.display(description="poids", ordering="taille")
    def poids(self, objet):
        return f"{number_format(round(objet.taille / 1000), force_grouping=True)}\u00a0ko" if objet.taille else "–"

    @admin.display(description="durée", ordering="duree")
    def temps(self, objet):
        return f"{number_format(objet.duree, decimal_pos=1)}\u00a0s"

    @admin.display(description="construit le", ordering="construit_le")
    def construit(self, objet):
        return date(objet.construit_le, "d/m/Y H:i") or "–"

    @admin.display(description="dernière erreur", ordering="erreur")
    def erreur_courte(self, objet):
        return truncatechars(objet.erreur, 80) or "–"

    @admin.action(description="Reconstruire les documents choisis", permissions=["reconstruire"])
    def reconstruire(self, request, queryset):
        """Forget what is known of them, failures too, so that they are built again; last files are kept until then."""
        PARTS.forget_failures()
        choisis = DocumentConstruit.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        combien = choisis.update(jeton="", empreinte="", erreur="")
        self.message_user(request, f"Documents à reconstruire\u202f: {combien}. Ils le seront dans un moment.")


class EditionForm(FormulaireTypographie):
    """The form of an edition; `refus` says why the last try to freeze it failed."""

    refus = ""

    class Meta:
        model = Edition
        fields = "__all__"
        widgets = {"note": forms.Textarea(attrs={"rows": 4, "cols": 90})}

    def clean(self):
        donnees = super().clean()
        if self.refus:
            raise forms.ValidationError(self.refus)
        return donnees


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """An edition is frozen once; then its note alone may change. Files are deleted by an administrator only."""

    form = EditionForm
    list_display = ["nom", "date", "fichiers_en_bref", "figee_le", "figee_par"]
    formfield_overrides = {models.CharField: {"widget": forms.TextInput(attrs={"class": "vTextField"})}}
    prepopulated_fields = {"slug": ["nom"]}
    A_REMPLIR = ["nom", "slug", "date", "note"]
    FIGES = ["nom", "slug", "date", "fichiers_figes", "combien_de_textes", "figee_le", "figee_par"]

    class Media:
        css = {"all": ["css/redaction.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("figee_par").prefetch_related("fichiers__edition")

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and may_review(request.user)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and may_review(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_review(request.user)

    def has_delete_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def get_fields(self, request, obj=None):
        return [*self.FIGES, "note"] if obj else self.A_REMPLIR

    def get_readonly_fields(self, request, obj=None):
        return self.FIGES if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_changeform_initial_data(self, request):
        return {"date": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_form(self, request, obj=None, change=False, **kwargs):
        formulaire = super().get_form(request, obj, change=change, **kwargs)
        formulaire.refus = getattr(request, "refus", "")
        return formulaire

    def add_view(self, request: HttpRequest, form_url="", extra_context=None) -> HttpResponse:
        """Freeze before the transaction that Django opens around a form: building takes time, nobody waits for it."""
        if request.method == "POST" and self.has_add_permission(request):
            formulaire = self.get_form(request, fields=self.A_REMPLIR)(request.POST)
            if formulaire.is_valid():
                try:
                    edition = editions.freeze(formulaire.save(commit=False), request.user)
                except GelImpossible as refus:
                    request.refus = str(refus)
                else:
                    self.log_addition(request, edition, [{"added": {}}])
                    return self.response_add(request, edition)
        return super().add_view(request, form_url, {"title": "Figer une édition", **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        sans = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, form_url, sans | (extra_context or {}))

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, f"L’édition «\u202f{obj.nom}\u202f» est figée, avec ses fichiers.", messages.SUCCESS)
        return self.response_post_save_add(request, obj)

    def delete_model(self, request, obj):
        editions.delete(Edition.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        editions.delete(Edition.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))))

    @admin.display(description="fichiers")
    def fichiers_en_bref(self, objet):
        fichiers = objet.fichiers.all()
        return f"{len(fichiers)}, {weight(sum(fichier.taille for fichier in fichiers))}"

    @admin.display(description="fichiers figés")
    def fichiers_figes(self, objet):
        lignes = ((f.get_absolute_url(), f.nom, weight(f.taille)) for f in objet.fichiers.all())
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a> ({})', lignes)

    @admin.display(description="textes")
    def combien_de_textes(self, objet):
        return sum(bool(texte[2]) for texte in objet.textes)
