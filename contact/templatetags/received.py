"""What readers wrote and waits for the account that is signed in."""

from django import template

from contact.panel import received_by

register = template.Library()
register.simple_tag(received_by)
