"""What a referent sees and chooses of the administration: the rows and the names of their regions."""

from dts_platform.editorial.permissions import may_keep, may_review, of_my_regions, regions_of


class RowsOfMyRegionsMixin:
    """The admin of rows of a region, without state: a referent sees those of their regions, a reviewer all."""

    def get_queryset(self, request):
        return of_my_regions(request.user, super().get_queryset(request))

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (obj is None or may_keep(request.user, obj))


class ChoiceOfMyRegionsMixin:
    """A form whose region is chosen: a referent chooses among theirs, and must."""

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "region" and not may_review(request.user):
            allowed = regions_of(request.user)
            field.choices = [(value, label) for value, label in db_field.choices if value in allowed]
            field.required = True
        return field
