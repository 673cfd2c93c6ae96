"""The addresses of the house. They are a contract: docs/architecture.md lists them."""

from django.conf import settings
from django.urls import include, path

from config import views
from notifications.views import health

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("healthz/reminders/", health.reminders, name="healthz-reminders"),
    path("emergency/", views.emergency, name="emergency"),
    path("privacy/", views.privacy, name="privacy"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.people_urls")),
    path("", include("guidance.urls")),
    path("notifications/", include("notifications.urls")),
    path("admin/", include("config.admin_urls")),
    path("api/", include("config.api_urls")),
    path("", include("cases.urls")),
]
if settings.ANYMAIL_WEBHOOK_SECRET:  # without it, anybody could tell us what became of letters
    urlpatterns.insert(-1, path("anymail/", include("anymail.urls")))

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
