"""What no column can hold no row has: a list or a link asked for such a number finds nothing, on either database.

Django says so of `numero=…`, and not of `numero__in=…` or of a foreign key: SQLite then ends in an error.
"""

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, IntegerField
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In


def column_of(field: Field) -> Field:
    """The field that says what a column holds: for a relation, the key at its end."""
    while hasattr(field, "path_infos"):
        field = field.path_infos[-1].target_fields[-1]
    return field


def may_be_in(field: Field, value, connection) -> bool:
    """May a column hold this value? Only a whole number can be too great, or too small."""
    ranges = connection.ops.integer_field_ranges
    kind = column_of(field).get_internal_type()
    if not isinstance(value, int) or kind not in ranges:
        return True
    least, most = connection.ops.integer_field_range(kind)
    return least <= value <= most


class WithinList:
    """`in`: numbers that the column cannot hold are left out of the list."""

    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            self.rhs = [value for value in self.rhs if may_be_in(self.lhs.output_field, value, connection)]
        return super().process_rhs(compiler, connection)


class IntegerIn(WithinList, In):
    """Whole numbers in a list."""


class LinkIn(WithinList, RelatedIn):
    """Links to one of a list of keys."""


class LinkExact(RelatedExact):
    """A link to one key."""

    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value() and not may_be_in(self.lhs.output_field, self.rhs, connection):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


def register() -> None:
    """Have every model ask in this way."""
    IntegerField.register_lookup(IntegerIn)
    ForeignObject.register_lookup(LinkIn)
    ForeignObject.register_lookup(LinkExact)
