"""The desk of who is signed in, for the first page of the administration."""

from django import template

from dts_platform.desk.home import desk
from dts_platform.text.formats import date

register = template.Library()
register.simple_tag(desk, name="desk_of")
register.filter("day", date)
