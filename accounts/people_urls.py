"""Addresses at the root that belong to people."""

from django.conf import settings
from django.urls import path

from accounts.views import mailbox, people, services

# /people/
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/invitations/<int:pk>/resend/", people.resend, name="people-invitation-resend"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="people-invitation-withdraw"),
    path("people/services/", services.services, name="services"),
    path("people/services/add/", services.add, name="service-add"),
    path("people/services/<uuid:service_uuid>/", services.service, name="service"),
    path("people/services/<uuid:service_uuid>/off/", services.switch_off, name="service-off"),
    path("people/services/<uuid:service_uuid>/on/", services.switch_on, name="service-on"),
    path("people/services/<uuid:service_uuid>/tokens/", services.make_token, name="service-token-make"),
    path(
        "people/services/<uuid:service_uuid>/tokens/<uuid:service_token>/revoke/",
        services.revoke_token,
        name="service-token-revoke",
    ),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person-deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="person-reactivate"),
]

# /dev/mail/
if settings.DEMO_ALLOWED:
    urlpatterns += [
        path("dev/mail/", mailbox.letters, name="dev-mail"),
        path("dev/mail/<str:name>/", mailbox.letter, name="dev-letter"),
    ]
