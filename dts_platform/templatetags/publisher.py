"""What the site does not say yet of who publishes it, for the pages of the administration."""

from django import template

from dts_platform.models.site import publisher_trouble

register = template.Library()
register.simple_tag(publisher_trouble)
