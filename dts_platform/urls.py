"""Every address of the site, room by room."""

from django.contrib import admin
from django.urls import include, path

from dts_platform.editorial.guide import GUIDES, guide_page, route_of
from dts_platform.editorial.reach import on_site

urlpatterns = [
    # Those that are read most come first: an address is compared with each pattern in turn.
    path("", include("fiches.urls")),
    path("", include("experiences.urls")),
    path("", include("dts_platform.portal.urls")),
    path("", include("references.urls")),
    path("", include("missions.urls")),
    path("", include("contact.urls")),
    path("apercu/", include("dts_platform.desk.urls")),
    path("admin/", include("dts_platform.accounts.urls")),
    *(
        path(
            f"admin/aide/{name}/" if name else "admin/aide/",
            admin.site.admin_view(guide_page),
            {"name": name},
            name=route_of(name),
        )
        for name in GUIDES
    ),
    path("admin/r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(on_site)),  # in place of Django’s
    path("admin/", admin.site.urls),
]

handler400 = "dts_platform.editorial.given_back.bad_request"
handler403 = "dts_platform.web.errors.permission_denied"
handler404 = "dts_platform.web.errors.page_not_found"
handler500 = "dts_platform.editorial.given_back.server_error"
