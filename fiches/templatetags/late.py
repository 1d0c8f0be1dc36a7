"""Documents older than their texts, for the first page of the administration."""

from django import template

from fiches.documents.upkeep import late_documents

register = template.Library()
register.simple_tag(late_documents)
