"""The WSGI application that the server runs; a page that was already made of this content is answered before Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django_application = get_wsgi_application()

from dts_platform.web.freshness import build  # noqa: E402 – models must be ready
from dts_platform.web.page_memory import PageMemory, remembered_first  # noqa: E402

build()  # of the code this process runs, not of what a deployment puts in its place later
application = django_application
if settings.PAGE_MEMORY:
    application = remembered_first(django_application, PageMemory(settings.PAGE_MEMORY))
