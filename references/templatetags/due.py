"""Rules of law near their date, for the first page of the administration."""

from django import template

from references.deadlines import due_rules

register = template.Library()
register.simple_tag(due_rules)
