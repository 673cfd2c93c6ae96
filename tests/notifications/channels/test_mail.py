"""Letters by e-mail: what they look like, and what answers of servers mean."""

import smtplib
import uuid
from email import message_from_bytes, policy

import pytest
from anymail import exceptions as anymail

from notifications import channels
from notifications.channels import Down, Line, Outgoing, Refused, TryLater, mail
from tests.notifications.channels.smtp_server import DROP, HANG, serving

LINK = "https://second.example.org/notifications/1/"
STOP = "https://second.example.org/notifications/stop/abc/"


def letter(*lines, **values):
    """A letter with one neutral line, unless told otherwise."""
    asked = {
        "uuid": uuid.UUID(int=7),
        "to": "rosa@example.org",
        "language": "en",
        "lines": lines or [Line("Something needs you.", LINK)],
        "whys": ["You take part in a journey here."],
        **values,
    }
    return Outgoing(**asked)


@pytest.fixture
def server(settings):
    with serving() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "us"
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 2
        yield server


def send(*letters):
    """What became of each letter of one batch."""
    with mail.Mail().open() as session:
        return [outcome(session, each) for each in letters or [letter()]]


def outcome(session, each):
    try:
        session.send(each)
    except channels.Trouble as trouble:
        return trouble
    return "sent"


# What a letter looks like


def written(*lines, **values):
    return message_from_bytes(
        mail.written(letter(*lines, **values)).message().as_bytes(), policy=policy.default
    )


def texts(message):
    return [message.get_body([kind]).get_content() for kind in ("plain", "html")]


def test_a_letter_says_its_line_where_to_read_it_and_why_it_came_as_text_and_as_html():
    for text in texts(written()):
        assert "Something needs you." in text
        assert LINK in text
        assert "You take part in a journey here." in text


def test_the_subject_is_the_fixed_line_of_the_kind():
    assert written()["Subject"] == "SecondPath: Something needs you"


def test_the_subject_of_a_digest_counts(settings):
    message = written(Line("A", LINK), Line("B", LINK + "2/"), Line("4 × C", LINK + "3/", count=4))

    assert message["Subject"] == "6 things for you in SecondPath"
    for text in texts(message):
        assert "There are 6 things for you" in text
        assert [text.count(LINK + end) for end in ("2/", "3/")] == [1, 1]


def test_several_things_of_one_kind_are_counted_in_the_subject_too():
    message = written(Line("2 × Something needs you.", LINK, count=2))

    assert message["Subject"] == "2 things for you in SecondPath"
    for text in texts(message):
        assert "2 × Something needs you." in text
        assert LINK in text


def test_the_message_id_is_the_same_however_often_it_is_sent(settings):
    settings.BASE_URL = "https://second.example.org:8443"

    assert [written()["Message-ID"] for _time in range(2)] == [
        "<00000000-0000-0000-0000-000000000007@second.example.org>"
    ] * 2


def test_machines_are_told_not_to_answer():
    assert written()["Auto-Submitted"] == "auto-generated"


def test_one_click_stops_letters_that_may_be_stopped():
    message = written(unsubscribe_url=STOP)

    assert message["List-Unsubscribe"] == f"<{STOP}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(STOP in text for text in texts(message))


def test_letters_that_cannot_be_stopped_say_so():
    message = written()

    assert message["List-Unsubscribe"] is None
    assert all("can’t be switched off" in text for text in texts(message))


def test_an_urgent_letter_says_why_it_came_at_this_hour():
    assert all("couldn’t wait" in text for text in texts(written(is_urgent=True)))
    assert not any("couldn’t wait" in text for text in texts(written()))


def test_a_line_with_signs_of_html_stays_text():
    _plain, html = texts(written(Line("<b>A & B</b>", LINK)))

    assert "<b>A" not in html
    assert "&lt;b&gt;A &amp; B" in html


# What servers answer


def test_a_batch_goes_over_one_line(server):
    assert send(letter(), letter(), letter()) == ["sent"] * 3
    assert (server.connections, len(server.letters)) == (1, 3)


def test_an_address_that_is_refused_is_refused_alone(server):
    server.script["rcpt"] = ["550 5.1.1 no such user <rosa@example.org>"]

    refused, sent = send(letter(), letter())

    assert isinstance(refused, Refused)
    assert refused.is_about_address
    assert str(refused) == "550 5.1.1"  # and nothing of what the server wrote, which names the address
    assert (sent, server.connections) == ("sent", 1)


@pytest.mark.parametrize(
    ("answer", "is_about_address"),
    [
        ("550 no such user", True),
        ("553 5.1.3 bad address", True),
        ("550 5.2.1 mailbox disabled", True),
        ("552 5.2.2 mailbox full", False),
        ("550 5.7.1 relaying denied", False),
        ("554 no", False),
    ],
)
def test_only_answers_about_an_address_are_held_against_it(server, answer, is_about_address):
    server.script["rcpt"] = [answer]

    [refused] = send()

    assert isinstance(refused, Refused)
    assert refused.is_about_address == is_about_address


@pytest.mark.parametrize("moment", ["greeting", "mail", "rcpt", "data", "end"])
@pytest.mark.parametrize("answer", ["421 4.3.2 going down", "451 4.3.0 later", DROP, HANG])
def test_trouble_that_passes_is_tried_later_and_the_line_is_opened_anew(server, moment, answer):
    server.script[moment] = [answer]

    later, sent = send(letter(), letter())

    assert isinstance(later, TryLater)
    assert (sent, server.connections) == ("sent", 2)


def test_a_letter_that_is_refused_for_what_it_says_is_not_held_against_the_address(server):
    server.script["end"] = ["554 5.7.1 looks like spam"]

    [refused] = send()

    assert isinstance(refused, Refused)
    assert not refused.is_about_address


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("auth", "535 5.7.8 wrong password"),
        ("greeting", "554 no service for you"),
        ("mail", "530 5.7.0 sign in first"),
        ("mail", "550 5.7.1 you may not send as this"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_down(server, moment, answer):
    server.script[moment] = [answer]

    assert isinstance(send()[0], Down)


def test_a_sign_in_that_the_server_puts_off_is_tried_later(server):
    server.script["auth"] = ["454 4.7.0 temporary failure"]

    assert isinstance(send()[0], TryLater)


def test_a_server_that_is_away_is_tried_later(server, settings):
    with serving() as gone:
        settings.EMAIL_PORT = gone.port

    assert isinstance(send()[0], TryLater)


def test_an_address_that_is_none_is_refused(server):
    [refused] = send(letter(to="rosa@example.org, luis@example.org"))

    assert isinstance(refused, Refused)
    assert refused.is_about_address


def test_a_provider_that_is_not_set_up_is_down(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"

    with pytest.raises(Down):
        send()


def test_a_fault_of_our_own_is_no_answer_of_a_server(server, monkeypatch):
    def fail(*_arguments):
        raise LookupError

    monkeypatch.setattr(mail, "written", fail)

    with pytest.raises(LookupError):
        send()


class Answer:
    """What a provider's API answered."""

    reason, text = "because", "rosa@example.org is unknown"

    def __init__(self, status):
        self.status_code = status


@pytest.mark.parametrize(
    ("problem", "meaning"),
    [
        (anymail.AnymailRequestsAPIError(response=Answer(401)), Down),
        (anymail.AnymailRequestsAPIError(response=Answer(403)), Down),
        (anymail.AnymailConfigurationError("no key"), Down),
        (anymail.AnymailRequestsAPIError(response=Answer(429)), TryLater),
        (anymail.AnymailRequestsAPIError(response=Answer(503)), TryLater),
        (anymail.AnymailRequestsAPIError("timed out"), TryLater),
        (anymail.AnymailRequestsAPIError(response=Answer(400)), Refused),
        (anymail.AnymailRecipientsRefused(), Refused),
        (anymail.AnymailInvalidAddress("rosa@"), Refused),
        (smtplib.SMTPNotSupportedError("no TLS"), Down),
        (smtplib.SMTPSenderRefused(552, b"too large", "us"), Refused),
    ],
)
def test_answers_of_providers_and_rare_ones_of_servers_mean_the_same(problem, meaning):
    trouble = mail.trouble_of(problem)

    assert type(trouble) is meaning
    assert "rosa" not in str(trouble)


def test_the_settings_name_the_channels():
    assert [channel.key for channel in channels.registered()] == ["mail"]


def test_letters_are_written_into_files_on_a_laptop(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    assert send() == ["sent"]
    assert LINK in next(tmp_path.iterdir()).read_text()
