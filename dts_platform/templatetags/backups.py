"""What is wrong with the backups, for the first page of the administration."""

from django import template

from dts_platform.backup.watch import backup_trouble

register = template.Library()
register.simple_tag(backup_trouble)
