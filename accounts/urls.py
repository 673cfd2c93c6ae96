"""/accounts/: what allauth doesn't have."""

from django.urls import path

from accounts.views import joining, profile, tokens

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/make/", tokens.make, name="token-make"),
    path("tokens/<uuid:own_token>/revoke/", tokens.revoke, name="token-revoke"),
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.join_token, name="join-token"),
    # A link that lost its last stroke would be "not found" first, and that is logged with its token.
    path("join/<str:token>", joining.join_token),
]
