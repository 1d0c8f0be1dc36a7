"""Rules of law near their date, addresses that no longer answer: for the first page of the administration."""

from django import template

from references.deadlines import due_rules
from references.links import broken_links

register = template.Library()
register.simple_tag(due_rules)
register.simple_tag(broken_links)
