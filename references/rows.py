"""The rows of a text that rest on its own sources."""

from dts_platform.editorial.rows import RowsFormSet


class RowsOnSources(RowsFormSet):
    """Rows that rest each on a source of the same text, or on none."""

    def to_choose_from(self, name, rows):
        if name != "source":
            return rows
        return rows.filter(**{self.fk.name: self.instance.pk}).select_related("document")
