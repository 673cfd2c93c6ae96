"""Addresses at the root that belong to people."""

from django.conf import settings
from django.urls import path

from accounts.views import mailbox, people

# /people/
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/invitations/<int:pk>/resend/", people.resend, name="people-invitation-resend"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="people-invitation-withdraw"),
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
