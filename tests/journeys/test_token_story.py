"""An advocate makes a token for a script, sends it twice, uses it and revokes it; an administrator connects a system."""

import pytest
from django.test import Client

from accounts.choices import SiteRole
from accounts.models import ApiToken, User
from tests.journeys.conftest import PASSWORD, person

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
JOURNEYS = "/api/v1/journeys/"


def what_it_opens(token):
    """What the API answers to a program that has this token."""
    return Client().get(JOURNEYS, headers={"Authorization": f"Bearer {token}"}).status_code


def show_who_you_are(visitor):
    visitor.reads("Is it you?")
    visitor.look("is-it-you")
    visitor.fill(password=PASSWORD)
    visitor.press("Go on")


def shown_token(visitor):
    visitor.reads("We show it only this once.")
    visitor.look("made")
    return visitor.page.get_by_label("The token").input_value()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_token_from_making_to_revoking(house, visit, with_scripts):
    maya = visit("maya", user=house["maya"], with_scripts=with_scripts)
    maya.open("/accounts/profile/")
    maya.follow("Let your own programs in with a token")
    maya.reads("No tokens yet")
    maya.look("none")
    maya.follow("Make a token")
    show_who_you_are(maya)
    maya.press("Make the token")
    maya.reads("There is a problem")
    maya.look("mistake")
    maya.type_in("What is it for?", "Morning list")
    maya.tick("The journeys I work on")
    maya.press("Make the token")
    token = shown_token(maya)
    assert what_it_opens(token) == 200

    maya.page.reload()
    maya.reads("This token was made already")
    assert token not in maya.page.content()
    assert ApiToken.objects.count() == 1
    maya.reads("Used in the last hour")
    maya.look("list")

    maya.follow_for("Revoke", "Morning list")
    maya.look("revoke")
    maya.press("Revoke it")
    maya.reads("It opens nothing any more.")
    maya.look("revoked")
    assert what_it_opens(token) == 401
    maya.open("/notifications/")
    maya.reads("A token for programs was made")
    maya.found_nothing_wrong()


def test_a_system_is_connected_and_switched_off(house, visit):
    ada = visit("ada", user=person("Ada Admin", SiteRole.ADMINISTRATOR))
    ada.open("/people/")
    ada.follow("Connected systems")
    ada.look("none")
    ada.follow("Add a system")
    ada.look("add")
    ada.type_in("What is the system called?", "Lab bridge")
    ada.press("Add it")
    ada.look("added")
    ada.follow("Make a token")
    show_who_you_are(ada)
    ada.look("form")
    ada.type_in("What is it for?", "Nightly")
    ada.press("Make the token")
    token = shown_token(ada)
    assert what_it_opens(token) == 200

    ada.follow("I have it: go on")
    ada.look("with-token")
    ada.follow("Switch it off")
    ada.look("off")
    ada.press("Switch it off")
    ada.reads("Lab bridge is switched off")
    ada.look("switched-off")
    assert what_it_opens(token) == 401
    ada.follow("Connected systems")
    ada.look("list")
    assert not User.objects.get(is_service=True).is_active
    ada.found_nothing_wrong()
