"""The sources of an experience and the figures that rest on them, saved together: a new figure may cite a new source."""

from django import forms

from dts_platform.editorial.forms import TextForm
from dts_platform.editorial.questions import is_key
from dts_platform.editorial.rows import RowsFormSet
from experiences.models import ChiffreCle, Experience, Source
from references.rows import RowsOnSources

NO_SOURCE = "Choisissez la source de ce chiffre, ou donnez le code d’une source de cette page."
TWO_SOURCES = "Choisissez une source ou donnez un code, pas les deux."
UNKNOWN_CODE = "Aucune source de cette page ne porte ce code, ou vous la supprimez."


def key_sent(text: str | None) -> int:
    """The key that a browser sent, or 0, which no row has."""
    return int(text) if text and is_key(text) else 0


class SourceFormSet(RowsFormSet):
    """The sources of an experience: one goes only with the figures that rest on it, or once they rest on another."""

    def clean(self):
        super().clean()
        self.instance.codes_of_sources = {form.instance.code for form in self._kept_forms()}  # for its figures
        removed = {form.instance.pk for form in self._stored_forms() if self._removed(form)}
        if removed & self._sources_that_figures_keep():
            raise forms.ValidationError(
                "Des chiffres clés s’appuient sur une source que vous supprimez\u202f: supprimez-les aussi, ou "
                "rattachez-les à une autre source."
            )

    def _sources_that_figures_keep(self) -> set[int]:
        """The sources on which figures will rest once this page is saved: those sent with it, then those it does not show."""
        stored = dict(self.instance.chiffres.values_list("pk", "source_id")) if self.instance.pk else {}
        prefix = ChiffreCle._meta.get_field("experience").remote_field.get_accessor_name()
        sent = []
        for name in self.data:
            figure, _, column = name.rpartition("-")
            if column == "source" and figure.startswith(f"{prefix}-"):
                stored.pop(key_sent(self.data.get(f"{figure}-id")), None)
                if f"{figure}-DELETE" not in self.data:
                    sent.append(key_sent(self.data[name]))
        return {*sent, *stored.values()}

    def delete_existing(self, obj, commit=True):
        """Its figures go, or take another source, just after: foreign keys are compared at the end of the transaction."""
        if commit:
            self._lift({obj.pk})


class ChiffreCleForm(TextForm):
    """A figure, whose source is chosen among those that are kept, or named by its code among those of the page."""

    code_of_source = forms.CharField(
        label="ou code d’une source de cette page",
        required=False,
        strip=True,
        max_length=Source._meta.get_field("code").max_length,
        help_text="Pour une source ajoutée plus haut et pas encore enregistrée\u202f: les deux s’enregistrent ensemble.",
    )

    experience: Experience  # given by the list of rows

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "source" in self.fields:
            self.fields["source"].required = False

    def clean(self):
        data = super().clean()
        source, code = data.get("source"), data.get("code_of_source")
        if source and code:
            self.add_error("code_of_source", TWO_SOURCES)
        elif code and code not in getattr(self.experience, "codes_of_sources", ()):
            self.add_error("code_of_source", UNKNOWN_CODE)
        elif not (source or code or {"source", "code_of_source"} & set(self.errors)):
            self.add_error("source", NO_SOURCE)
        return data


class ChiffreCleFormSet(RowsOnSources):
    """The figures of an experience: each rests on a source of that experience. They are saved after the sources."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.experience = self.instance

    def _with_source(self, form):
        if code := form.cleaned_data.get("code_of_source"):
            form.instance.source = Source.objects.get(experience=self.instance.pk, code=code)
        return form

    def save_new(self, form, commit=True):
        return super().save_new(self._with_source(form), commit)

    def save_existing(self, form, obj, commit=True):
        return super().save_existing(self._with_source(form), obj, commit)
