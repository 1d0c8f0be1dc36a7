"""The manager of a controlled list of tags: themes are chosen, never invented in passing."""

from django.core.exceptions import ValidationError
from taggit.managers import _TaggableManager


class ChosenThemes(_TaggableManager):
    """A taggit manager that takes themes, their keys or their names, and refuses a name nobody listed."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        modele = self.through.tag_model()
        cles = [tag for tag in tags if isinstance(tag, int)]
        themes = [tag for tag in tags if isinstance(tag, modele)] + list(modele.objects.filter(pk__in=cles))
        noms = {tag for tag in tags if isinstance(tag, str)}
        connus = {theme.name: theme for theme in modele.objects.filter(name__in=noms)}
        if inconnus := noms - connus.keys():
            raise ValidationError(f"Thème absent de la liste : {', '.join(sorted(inconnus))}.")
        return themes + list(connus.values())
