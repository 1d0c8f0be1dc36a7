"""Where a fact comes from: web addresses, and the rule that a fact and its source keep together."""

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models


class WebAddressField(models.URLField):
    """A web address; typed without a scheme, it is taken as https."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class SameOwner(models.BaseConstraint):
    """A row and the one it refers to by `link` have the same `owner`: a figure rests on a source of its own experience.

    It is a foreign key on both columns, which both engines hold; the other table declares its key and its owner unique
    together.
    """

    def __init__(self, *, link: str, owner: str, **options):
        super().__init__(**options)
        self.link, self.owner = link, owner

    def constraint_sql(self, model, schema_editor) -> str:
        quote = schema_editor.quote_name
        link, owner = (model._meta.get_field(name) for name in (self.link, self.owner))
        other = link.related_model._meta
        columns = f"{quote(link.column)}, {quote(owner.column)}"
        others = f"{quote(other.pk.column)}, {quote(other.get_field(self.owner).column)}"
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({columns}) REFERENCES {quote(other.db_table)} ({others}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model, schema_editor) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model, schema_editor) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS) -> None:
        if {self.link, self.owner} & set(exclude or ()):
            return
        other = getattr(instance, self.link, None)
        owner = model._meta.get_field(self.owner).attname
        if other is not None and getattr(other, owner) != getattr(instance, owner):
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self):
        path, args, options = super().deconstruct()
        return path, args, options | {"link": self.link, "owner": self.owner}

    def __eq__(self, other) -> bool:
        return isinstance(other, SameOwner) and self.deconstruct() == other.deconstruct()

    __hash__ = None
