"""The manager of a controlled list of tags: themes are chosen, never invented in passing."""

from django.core.exceptions import ValidationError
from taggit.managers import _TaggableManager


class ChosenThemes(_TaggableManager):
    """A taggit manager that takes themes, their keys or their names, and refuses a name nobody listed."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        model = self.through.tag_model()
        keys = [tag for tag in tags if isinstance(tag, int)]
        themes = [tag for tag in tags if isinstance(tag, model)] + list(model.objects.filter(pk__in=keys))
        names = {tag for tag in tags if isinstance(tag, str)}
        known = {theme.name: theme for theme in model.objects.filter(name__in=names)}
        if unknown := names - known.keys():
            raise ValidationError(f"Thème absent de la liste : {', '.join(sorted(unknown))}.")
        return themes + list(known.values())
