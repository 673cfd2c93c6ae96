"""Sign-ins from new places, addresses that change, and what mail providers tell."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.core import mail
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from django.utils import timezone

from accounts.models import User
from notifications.actions import addresses, delivery
from notifications.choices import Rhythm
from notifications.models import FailingAddress, KnownPlace, Notice
from notifications.queries import preferences
from tests.accounts.conftest import PASSWORD, make_person
from tests.notifications.conftest import KINDS, MONDAY

HOME = {"REMOTE_ADDR": "203.0.113.7", "HTTP_USER_AGENT": "Firefox/140.0"}
NEXT_DOOR = HOME | {"REMOTE_ADDR": "203.0.113.99"}
OTHER_BROWSER = HOME | {"HTTP_USER_AGENT": "Version/19 Safari/604.1"}
ELSEWHERE = HOME | {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def rosa(db):
    return make_person("rosa@example.org")


def sign_in(user, place):
    response = Client(**place).post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302


# Sign-ins


def told(user):
    return [notice.title for notice in Notice.objects.filter(user=user).order_by("pk")]


def test_the_first_sign_in_of_all_tells_nothing(rosa):
    sign_in(rosa, HOME)

    assert told(rosa) == []


def test_a_known_place_tells_nothing(rosa):
    for place in (HOME, HOME, NEXT_DOOR):
        sign_in(rosa, place)

    assert told(rosa) == []
    assert KnownPlace.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "title"), [(ELSEWHERE, "New sign-in with Firefox"), (OTHER_BROWSER, "New sign-in with Safari")]
)
def test_a_new_place_is_told_once(rosa, place, title):
    for each in (HOME, place, place, HOME):
        sign_in(rosa, each)

    assert told(rosa) == [title]


def test_word_of_a_strange_sign_in_goes_out_at_once_and_leads_to_the_password(rosa):
    sign_in(rosa, HOME)
    sign_in(rosa, ELSEWHERE)
    mail.outbox.clear()

    assert delivery.deliver_due(at=timezone.now()) == 1

    [letter] = mail.outbox
    assert letter.subject == "SecondPath: Somebody signed in to your account from a new place"
    assert "List-Unsubscribe" not in letter.extra_headers
    client = Client()
    client.force_login(rosa)
    response = client.get(f"/notifications/{Notice.objects.get().uuid}/")
    assert response["Location"] == "/accounts/password/change/"


def test_the_places_of_others_are_not_known(rosa):
    luis = make_person("luis@example.org")
    sign_in(rosa, HOME)
    sign_in(luis, ELSEWHERE)
    sign_in(luis, HOME)

    assert (len(told(rosa)), len(told(luis))) == (0, 1)


def test_nothing_that_names_a_place_is_kept(rosa):
    sign_in(rosa, HOME)

    assert not any(part in str(list(KnownPlace.objects.values())) for part in ("203.0", "Firefox"))


# Addresses


@pytest.fixture
def failing(rosa):
    addresses.fails(rosa, trouble="550 5.1.1", at=MONDAY)
    return rosa


def fails(user):
    user.refresh_from_db()
    return preferences.of([user])[user.pk].fails


def test_whoever_looks_after_somebody_is_told_once_that_letters_come_back(rosa, garden):
    for _time in range(2):
        addresses.fails(rosa, trouble="550 5.1.1", at=MONDAY)

    assert garden.failing == [rosa]
    assert fails(rosa)


def test_another_address_that_fails_is_told_again(rosa, garden):
    addresses.fails(rosa, trouble="550 5.1.1", at=MONDAY)
    rosa.email = "other@example.org"
    rosa.save()
    assert not fails(rosa)

    addresses.fails(rosa, trouble="550 5.1.1", at=MONDAY)

    assert garden.failing == [rosa, rosa]
    assert FailingAddress.objects.get().email == "other@example.org"


def test_another_address_is_written_to_and_the_old_trouble_forgotten(failing):
    old = EmailAddress.objects.get()
    new = EmailAddress.objects.create(user=failing, email="new@example.org", verified=True)
    email_changed.send(sender=User, request=None, user=failing, from_email_address=old, to_email_address=new)

    assert not FailingAddress.objects.exists()


# What mail providers tell


def bounce(recipient="rosa@example.org", event_type=EventType.BOUNCED, reason=RejectReason.BOUNCED, **more):
    event = AnymailTrackingEvent(event_type=event_type, recipient=recipient, reject_reason=reason, **more)
    tracking.send(sender=None, event=event, esp_name="any")


@pytest.mark.parametrize(
    ("event_type", "reason", "expected"),
    [
        (EventType.BOUNCED, RejectReason.BOUNCED, True),
        (EventType.BOUNCED, RejectReason.INVALID, True),
        (EventType.REJECTED, RejectReason.INVALID, True),
        (EventType.BOUNCED, RejectReason.TIMED_OUT, False),
        (EventType.BOUNCED, RejectReason.SPAM, False),
        (EventType.DEFERRED, RejectReason.BOUNCED, False),
        (EventType.DELIVERED, None, False),
    ],
)
def test_only_what_bounces_for_good_stops_letters(rosa, event_type, reason, expected):
    bounce(event_type=event_type, reason=reason)

    assert fails(rosa) == expected


SOFT = [
    {"description": "Transient: MailboxFull"},  # Amazon SES
    {"esp_event": {"RecordType": "Bounce", "Type": "SoftBounce"}},  # Postmark
    {"esp_event": {"event": "soft_bounce"}},  # Brevo
    {"esp_event": {"data": {"type": "soft_bounced"}}},  # MailerSend
    {"esp_event": {"type": "email.bounced", "data": {"bounce": {"type": "Transient"}}}},  # Resend
    {"esp_event": {"msys": {"message_event": {"type": "bounce", "bounce_class": "22"}}}},  # SparkPost
    {"mta_response": "smtp; 452 4.2.2 mailbox full"},
    {"mta_response": "450 try again later"},
    {"mta_response": "host mx.example.org[192.0.2.1] said: 552 5.2.2 over quota"},
]

HARD = [
    {"description": "Permanent: General", "mta_response": "smtp; 550 5.1.1 user unknown"},
    {"esp_event": {"RecordType": "Bounce", "Type": "HardBounce"}},
    {"esp_event": {"event": "hard_bounce"}, "mta_response": "550 no such user at 4.2.2.1"},
    {"esp_event": {"msys": {"message_event": {"type": "bounce", "bounce_class": "30"}}}},
]


@pytest.mark.parametrize(
    ("told_us", "expected"), [(soft, False) for soft in SOFT] + [(hard, True) for hard in HARD]
)
def test_what_may_be_otherwise_tomorrow_stops_nothing(rosa, told_us, expected):
    bounce(**told_us)

    assert fails(rosa) == expected


def test_whoever_calls_a_letter_spam_gets_no_more_that_may_be_stopped_and_nobody_is_told(rosa, garden):
    bounce(event_type=EventType.COMPLAINED, reason=RejectReason.SPAM)

    theirs = preferences.of([rosa])[rosa.pk]
    rhythms = {kind.key: theirs.rhythm(kind, "mail") for kind in KINDS}
    assert (rhythms["water"], rhythms["visitor"]) == (Rhythm.NEVER, Rhythm.NEVER)
    assert rhythms["frost"] == Rhythm.AT_ONCE
    assert not theirs.fails
    assert garden.failing == []
    assert not Notice.objects.exists()


def test_an_address_is_found_however_it_is_written_and_strangers_are_nobody(rosa):
    bounce("stranger@example.org")
    assert not fails(rosa)

    bounce("Rosa@Example.org")
    assert fails(rosa)


@pytest.fixture
def with_webhooks(settings):
    """The addresses of an installation whose mail provider tells of bounces."""
    settings.ANYMAIL = {}
    settings.ANYMAIL_WEBHOOK_SECRET = "us:secret"
    settings.ROOT_URLCONF = "tests.notifications.webhook_urls"
    clear_url_caches()
    yield
    clear_url_caches()
    set_urlconf(None)


POSTMARK = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "Email": "rosa@example.org"}


@pytest.mark.parametrize(("secret", "status"), [("dXM6c2VjcmV0", 200), ("dXM6d3Jvbmc=", 400)])
def test_a_provider_with_the_secret_is_believed(rosa, with_webhooks, secret, status):
    response = Client(enforce_csrf_checks=True).post(
        "/anymail/postmark/tracking/",
        POSTMARK,
        content_type="application/json",
        headers={"Authorization": f"Basic {secret}"},
    )

    assert response.status_code == status
    assert fails(rosa) == (status == 200)


def test_without_a_secret_nobody_can_tell_us_of_letters(db):
    assert Client().post("/anymail/postmark/tracking/").status_code == 404
