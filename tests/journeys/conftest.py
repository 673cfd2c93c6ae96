"""People with browsers of their own, for the stories."""

import pytest
from django.conf import settings as house_settings
from django.contrib.auth.models import Group
from django.test import Client

from accounts.choices import SiteRole
from accounts.models import User
from cases.actions import starter
from tests.conftest import PATIENCE
from tests.journeys.looking import DESK, PHONE, Visitor

PASSWORD = "second-opinion-demo"


def person(name, *roles):
    """An account with site roles."""
    first = name.split(maxsplit=1)[0].lower()
    user = User.objects.create_user(email=f"{first}@example.org", password=PASSWORD, name=name)
    user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
    return user


@pytest.fixture
def house(transactional_db):
    """Starter content, and the people who work here."""
    starter.load()
    return {
        "maya": person("Maya Chen", SiteRole.ADVOCATE),
        "ben": person("Ben Adler", SiteRole.ADVOCATE),
        "dana": person("Dana Reyes", SiteRole.LEAD),
    }


@pytest.fixture
def visit(browser, live_server, settings):
    """Open a browser for a person: on a phone unless told, signed in when they have an account."""
    settings.BASE_URL = live_server.url
    visitors = []

    def open_browser(name, *, user=None, on_desk=False, with_scripts=True):
        context = browser.new_context(
            base_url=live_server.url, viewport=DESK if on_desk else PHONE, java_script_enabled=with_scripts
        )
        context.set_default_timeout(PATIENCE)
        if user:
            let_in(context, live_server.url, user)
        visitors.append(Visitor(context, live_server.url, name, with_scripts=with_scripts))
        return visitors[-1]

    yield open_browser
    for visitor in visitors:
        visitor.leave_last_picture()
        visitor.page.context.close()


def let_in(context, address, user):
    """Sign a person in without typing a password."""
    client = Client()
    client.force_login(user)
    name = house_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
