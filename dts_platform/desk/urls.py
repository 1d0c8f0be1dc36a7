"""The addresses of links that show a text before it is public."""

from django.urls import path

from dts_platform.desk import preview

app_name = "desk"
urlpatterns = [
    path("<str:token>/", preview.shared_page, name="preview"),
    path("<str:token>.pdf", preview.shared_pdf, name="preview_pdf"),
]
