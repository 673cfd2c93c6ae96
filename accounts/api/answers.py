"""What answers are made of."""

from typing import Any

from rest_framework import serializers

from accounts.api.examples import know_in
from accounts.api.versions import version_of
from accounts.models import User, display_name

know_in("PersonAnswer", "AdvocateAnswer", name="Maya Chen")
know_in("MeAnswer", "PatchedProfileEdit", name="Rosa Ortega")


class Answer(serializers.Serializer[Any]):
    """One thing as the API tells it, with its version: what If-Match has to name to change it."""

    version = serializers.SerializerMethodField(help_text="What If-Match names to change this.")

    def get_version(self, row: Any) -> str:  # noqa: ANN401 -- a row
        """A mark of everything that the row holds."""
        return version_of(row)


class PersonAnswer(serializers.Serializer[User]):
    """Somebody, by name."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.SerializerMethodField()

    def get_name(self, person: User) -> str:
        """What people call them."""
        return display_name(person)
