"""The WSGI application that the server runs; a page that did not change is answered before Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django_application = get_wsgi_application()

from dts_platform.web.freshness import build, not_modified_first  # noqa: E402 – models must be ready

build()  # of the code this process runs, not of what a deployment puts in its place later
application = not_modified_first(django_application)
