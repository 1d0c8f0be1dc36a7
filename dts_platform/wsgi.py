"""The door of the site for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django_application = get_wsgi_application()

from dts_platform.core.fraicheur import not_modified_first  # noqa: E402 – models must be ready

application = not_modified_first(django_application)
