"""What every editor's form shares: French typography, no silent overwriting, a preview, the rights of the account."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html

from dts_platform.core.editorial import Statut
from dts_platform.core.fixtures import CHAMPS_DE_MACHINE
from dts_platform.core.permissions import may_edit, may_review, next_states, visible_to
from dts_platform.core.typographie import typographier


def _is_prose(champ: models.Field) -> bool:
    texte = isinstance(champ, (models.TextField, models.CharField))
    machine = isinstance(champ, (models.URLField, models.SlugField)) or champ.choices or champ.name in CHAMPS_DE_MACHINE
    return texte and not machine


class TypographieMixin:
    """A model form that sets French typography in the prose it receives."""

    def clean(self):
        donnees = super().clean()
        prose = {champ.name for champ in self._meta.model._meta.concrete_fields if _is_prose(champ)}
        for nom in donnees.keys() & self.fields.keys() & prose:
            donnees[nom] = typographier(donnees[nom] or "").replace("\r\n", "\n")
        return donnees


class FormulaireTypographie(TypographieMixin, forms.ModelForm):
    """The form of a child row (a step, a source…)."""


class EnfantInline(admin.StackedInline):
    """The children of a text, folded until they are wanted."""

    form = FormulaireTypographie
    extra = 0
    classes = ["collapse"]


class FormulaireDeTexte(TypographieMixin, forms.ModelForm):
    """The form of a text that has a state: refuses to overwrite what another person saved meanwhile."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.modifie_le.isoformat()

    def clean(self):
        donnees = super().clean()
        if self.instance.pk:
            en_base = (
                type(self.instance)
                ._default_manager.select_for_update()
                .filter(pk=self.instance.pk)
                .values_list("modifie_le", flat=True)
                .first()
            )
            if not en_base or donnees.get("version") != en_base.isoformat():
                raise forms.ValidationError(
                    "Quelqu’un d’autre a enregistré ce texte depuis que vous l’avez ouvert. Rien n’est perdu : votre version "
                    "est encore ci-dessous. Ouvrez le texte dans un autre onglet, comparez, puis reportez vos changements."
                )
        return donnees


class IncompletFilter(admin.SimpleListFilter):
    """Texts that lack something; the admin says what « complete » asks in `CE_QUI_MANQUE`."""

    title = "complétude"
    parameter_name = "incomplet"

    def __init__(self, request, params, model, model_admin):
        self.manques = model_admin.CE_QUI_MANQUE
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [(nom, libelle) for nom, (libelle, _) in self.manques.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.manques:
            return queryset
        return queryset.filter(self.manques[self.value()][1]).distinct()


class TexteAdmin(admin.ModelAdmin):
    """The admin of a text with a state and a region."""

    form = FormulaireDeTexte
    save_on_top = True
    list_per_page = 100
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 6, "cols": 90})}}
    CE_QUI_MANQUE: dict[str, tuple[str, models.Q]] = {}

    class Media:
        css = {"all": ["css/redaction.css"]}

    def get_queryset(self, request):
        """What this account may edit, and what everyone may read: to link to it, or to take it as a model."""
        return visible_to(request.user, super().get_queryset(request))

    def get_view_on_site_url(self, obj=None):
        return super().get_view_on_site_url(obj) if obj is None or obj.est_public else None

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_review(request.user)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        champ = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "region" and not may_review(request.user):
            permises = request.user.regions
            champ.choices = [(valeur, libelle) for valeur, libelle in db_field.choices if valeur in permises]
            champ.required = True
        return champ

    def get_form(self, request, obj=None, change=False, **kwargs):
        formulaire = super().get_form(request, obj, change=change, **kwargs)
        if "statut" in formulaire.base_fields:
            possibles = next_states(request.user, Statut(obj.statut if obj else Statut.BROUILLON))
            formulaire.base_fields["statut"].choices = [(statut.value, statut.label) for statut in possibles]
        return formulaire

    def get_urls(self):
        nom = f"{self.opts.app_label}_{self.opts.model_name}_apercu"
        return [path("<int:pk>/apercu/", self.admin_site.admin_view(self.apercu), name=nom), *super().get_urls()]

    def apercu(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as visitors would see it, whatever its state."""
        objet = self.get_object(request, str(pk))
        if objet is None or not self.has_view_permission(request, objet):
            raise PermissionDenied
        return self.page(request, objet)

    def page(self, request: HttpRequest, objet: models.Model) -> HttpResponse:
        raise NotImplementedError

    @admin.display(description="aperçu")
    def lien_apercu(self, objet):
        if not objet.pk:
            return "Enregistrez d’abord : l’aperçu viendra ensuite."
        adresse = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_apercu", args=[objet.pk])
        return format_html(
            '<a href="{}" target="_blank" rel="noopener">Voir la page telle qu’elle sera (nouvel onglet)</a>', adresse
        )
