"""Whoever asks: who they are, and what they reach with this token."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import zones
from accounts.actions import people
from accounts.api import versions
from accounts.api.answers import Answer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, operation
from accounts.api.versions import version_from
from accounts.api.views import ApiView
from accounts.choices import SiteRole, TokenReach
from accounts.forms.profile import ProfileForm, as_typed
from accounts.models import ApiToken, User
from accounts.rules import may_have_profile

know(phone="+12125550142")


class MeAnswer(Answer):
    """Whoever asks, and what this token may."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    email = serializers.SerializerMethodField(help_text="How they sign in; empty for a connected system.")
    phone = serializers.CharField(help_text="In the international form; may be empty.")
    language = serializers.CharField()
    time_zone = serializers.CharField()
    is_service = serializers.BooleanField(help_text="Whether it is a connected system, no person.")
    roles = serializers.SerializerMethodField(help_text="For the organisation, as far as this token reaches.")
    reach = serializers.SerializerMethodField(
        help_text="Which journeys this token opens; null for a session of our own pages, which opens all."
    )
    may_write = serializers.SerializerMethodField(help_text="Whether this token may change things.")
    expires_at = serializers.SerializerMethodField(
        help_text="Until when this token works; null for a session."
    )

    def get_version(self, user: User) -> str:
        """A mark of what they say of themselves, and of what this token may."""
        plain = [user.uuid, user.name, user.email, user.phone, user.language, user.time_zone, user.version]
        asked = [self.get_roles(user), self.get_reach(user), self.get_may_write(user)]
        return version_from([*plain, *asked, self.token.expires_at if self.token else None])

    def get_email(self, user: User) -> str:
        """The address that they sign in with."""
        return "" if user.is_service else user.email

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=SiteRole.choices)))
    def get_roles(self, _user: User) -> list[str]:
        """The roles that hold for this request."""
        asker: User = self.context["asker"]
        return sorted(asker.site_roles)

    @extend_schema_field(serializers.ChoiceField(choices=TokenReach.choices, allow_null=True))
    def get_reach(self, _user: User) -> str | None:
        """What the token opens."""
        return self.token.reach if self.token else None

    def get_may_write(self, _user: User) -> bool:
        """Whether anything can be changed with it."""
        return self.token.may_write if self.token else True

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_expires_at(self, _user: User) -> str | None:
        """When the token ends."""
        return serializers.DateTimeField().to_representation(self.token.expires_at) if self.token else None

    @property
    def token(self) -> ApiToken | None:
        """The token that was sent; None within a session."""
        token: ApiToken | None = self.context["token"]
        return token


class Me(ApiView):
    """Whoever asks."""

    tag = "me"

    @operation("Read who you are", Sort.READ, answer=MeAnswer)
    def get(self) -> HttpResponseBase:
        """Your name, language and time zone, and what this token reaches, may, and until when."""
        return self.tell(self.request.user)

    @operation(
        "Change your profile",
        Sort.CHANGE,
        answer=MeAnswer,
        body=body_of(ProfileForm, "ProfileEdit"),
        may=may_have_profile,
        is_partial=True,
    )
    def patch(self) -> HttpResponseBase:
        """Your name, telephone, language and time zone; send what is different.

        A connected system has no profile.
        """
        # Read anew: the person of a token comes without the roles that it doesn't reach.
        user = User.objects.get(pk=self.request.user.pk)
        versions.require(self.request, self.teller.get_version(user))

        def make(**given: Any) -> ProfileForm:  # noqa: ANN401 -- what a form takes
            return ProfileForm(**{**given, "initial": as_typed(user)})

        form = filled(make, self.typed, version=user.version)
        changed = people.update_profile(user, **form.cleaned_data, by=user, at=self.at)
        timezone.activate(zones.known(changed.time_zone))
        return self.tell(changed)

    def tell(self, user: User) -> HttpResponseBase:
        """The answer that tells of them."""
        told = self.teller.to_representation(user)
        return self.one(told, version=told["version"])

    @property
    def teller(self) -> MeAnswer:
        """Tells people of themselves."""
        return MeAnswer(context={"asker": self.request.user, "token": self.request.auth})
