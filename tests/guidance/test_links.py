"""A link is tried without ever touching a private network."""

import ssl
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import EAI_AGAIN, EAI_NONAME, create_connection, gaierror
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from guidance import links
from guidance.choices import LinkState
from guidance.links import Verdict, Why, check, is_public

HERE = "127.0.0.1"
ALIVE = Verdict(LinkState.ALIVE, Why.ANSWERED)
NOT_PUBLIC = Verdict(LinkState.REFUSED, Why.NOT_PUBLIC)
NOT_AN_ADDRESS = Verdict(LinkState.REFUSED, Why.NOT_AN_ADDRESS)


class Obedient(BaseHTTPRequestHandler):
    """Answers as the query asks: ?head=405&get=200&to=/there"""

    def do_HEAD(self):
        self.answer("head")

    def do_GET(self):
        self.answer("get")

    def answer(self, method):
        self.server.heard.append((method, self.headers["Host"], self.path))
        wishes = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        if int(wishes.get("hops", "0")):
            wishes |= {"head": "302", "to": f"/?hops={int(wishes['hops']) - 1}"}
        if "raw" in wishes:
            self.wfile.write(b"220 this is a mail server\r\n\r\n")
            return
        self.send_response(int(wishes.get(method, wishes.get("head", "200"))))
        for number in range(int(wishes.get("slowly", "0"))):
            self.send_header("X-Wait", str(number))
            self.flush_headers()
            time.sleep(0.02)
        self.send_header("X-Padding", "x" * int(wishes.get("padding", "0")))
        if "to" in wishes:
            self.send_header("Location", wishes["to"])
        self.end_headers()

    def handle(self):
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def serving(context=None):
    server = ThreadingHTTPServer((HERE, 0), Obedient)
    server.heard = []
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = Thread(target=partial(server.serve_forever, poll_interval=0.01))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def the_server():
    with serving() as server:
        yield server


@pytest.fixture
def server(the_server, monkeypatch):
    the_server.heard.clear()
    monkeypatch.setattr(links, "PORTS", {"http": the_server.server_port})
    return the_server


@pytest.fixture
def _nobody_is_called(monkeypatch):
    def called(*args, **kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(links, "create_connection", called)


def names(**known):
    return lambda host, _port: known.get(host.replace(".test", ""), [host])


def in_turn(*answers):
    """A name server that changes its mind."""
    left = iter(answers)
    return lambda *_: next(left)


def ask(path, **known):
    """Try a page of guide.test, where this machine’s own address passes for a public one."""
    resolve = names(**{"guide": [HERE], **known})
    return check(f"http://guide.test{path}", is_public=lambda address: address == HERE, resolve=resolve)


def test_a_page_that_answers_is_alive_and_is_asked_only_for_its_head(server):
    assert ask("/page") == ALIVE
    assert server.heard == [("head", "guide.test", "/page")]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_dead(server, status):
    assert ask(f"/?head={status}") == Verdict(LinkState.DEAD, Why.NOT_FOUND)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_page_that_says_neither_is_not_called_dead(server, status):
    assert ask(f"/?head={status}") == Verdict(LinkState.UNKNOWN, Why.NO_CLEAR_ANSWER)


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_a_server_that_dislikes_head_is_asked_once_more(server, status):
    assert ask(f"/?head={status}&get=200") == ALIVE
    assert [method for method, _, _ in server.heard] == ["head", "get"]


@pytest.mark.parametrize(
    ("path", "moved_to"),
    [
        ("/?head=301&to=/new", "http://guide.test/new"),
        ("/?head=308&to=http://guide.test/new", "http://guide.test/new"),
        ("/?head=301&to=/new%3Fhead=302%26to=/today", "http://guide.test/new?head=302&to=/today"),
        ("/?head=302&to=/new%3Fhead=301%26to=/today", ""),
        ("/?head=307&to=/today", ""),
    ],
)
def test_only_a_move_for_good_is_worth_a_new_address(server, path, moved_to):
    state = LinkState.MOVED if moved_to else LinkState.ALIVE

    assert ask(path) == Verdict(state, Why.ANSWERED, moved_to)


def test_a_page_that_moved_to_nowhere_is_dead(server):
    assert ask("/?head=301&to=/new%3Fhead=404").state == LinkState.DEAD


def test_a_redirect_without_an_address_says_nothing(server):
    assert ask("/?head=302") == Verdict(LinkState.UNKNOWN, Why.NO_CLEAR_ANSWER)


def test_three_redirects_are_followed_and_no_fourth(server):
    assert ask("/?hops=3") == ALIVE
    assert ask("/?hops=4") == Verdict(LinkState.UNKNOWN, Why.TOO_MANY_REDIRECTS)


@pytest.mark.parametrize(
    "address", ["http://inside.test/", "http://169.254.169.254/latest/", "http://[::1]/", "//inside.test/"]
)
def test_a_redirect_into_a_private_network_is_not_followed(server, address):
    assert ask(f"/?head=302&to={address}", inside=["10.0.0.1"]) == NOT_PUBLIC
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://guide.test/", "http://me:secret@guide.test/", "http://[half"]
)
def test_a_redirect_to_what_is_no_web_page_is_not_followed(server, address):
    assert ask(f"/?head=302&to={address}") == NOT_AN_ADDRESS


def test_a_name_is_looked_up_once_for_both_questions_and_its_later_addresses_change_nothing(server):
    verdict = check(
        "http://guide.test/?head=405&get=200",
        is_public=lambda address: address == HERE,
        resolve=in_turn([HERE], ["10.0.0.1"]),
    )

    assert verdict == ALIVE
    assert len(server.heard) == 2


def test_a_name_is_looked_up_again_when_it_comes_back_in_a_redirect(server):
    verdict = check(
        "http://guide.test/?head=302&to=/",
        is_public=lambda address: address == HERE,
        resolve=in_turn([HERE], ["10.0.0.1"]),
    )

    assert verdict == NOT_PUBLIC


def test_the_next_address_of_a_name_is_tried_when_the_first_takes_no_call(server):
    assert check("http://guide.test/", is_public=bool, resolve=names(guide=["::1", HERE])) == ALIVE


def test_an_address_that_hangs_leaves_time_for_the_next(server, monkeypatch):
    waited = []

    def calling(place, timeout):
        if place[0] == "93.184.216.34":
            waited.append(timeout)
            raise TimeoutError
        return create_connection(place, timeout)

    monkeypatch.setattr(links, "create_connection", calling)

    assert check("http://guide.test/", is_public=bool, resolve=names(guide=["93.184.216.34", HERE])) == ALIVE
    assert 0 < waited[0] <= links.SECONDS / 2


def test_a_host_with_letters_of_its_own_is_called_by_its_plain_name(server):
    assert check("http://café.test/", is_public=bool, resolve=lambda *_: [HERE]) == ALIVE
    assert server.heard == [("head", "xn--caf-dma.test", "/")]


def test_the_address_is_sent_in_signs_that_every_server_reads(server):
    assert ask("/café?q=señal&r=100%25") == ALIVE
    assert server.heard[0][2] == "/caf%C3%A9?q=se%C3%B1al&r=100%25"


@pytest.mark.usefixtures("_nobody_is_called")
@pytest.mark.parametrize("addresses", [["93.184.216.34", "10.0.0.1"], ["2606:4700::1111", "fe80::1%2"], []])
def test_one_private_address_among_several_is_enough_to_send_nothing(addresses):
    assert check("http://guide.test/", resolve=names(guide=addresses)) == NOT_PUBLIC


@pytest.mark.usefixtures("_nobody_is_called")
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "10.1.2.3",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "①②⑦.0.0.1",
    ],
)
def test_a_private_address_is_refused_however_it_is_written(host):
    assert check(f"http://{host}/") == NOT_PUBLIC


@pytest.mark.parametrize(
    "address",
    [
        "100.64.0.1",
        "127.0.0.1",
        "168.63.129.16",
        "172.16.0.1",
        "192.0.0.192",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2001:0:a00:1::",
        "2001:db8::1",
        "2002:a00:1::",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_no_address_outside_the_open_internet_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(address)


@pytest.mark.usefixtures("_nobody_is_called")
@pytest.mark.parametrize(
    "url",
    [
        "",
        "guide.test",
        "//guide.test/",
        "http://",
        "http:///page",
        "ftp://guide.test/",
        "ftp://guide.test:80/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://me@guide.test/",
        "http://me:secret@guide.test/",
        "http://@guide.test/",
        "http://guide.test:8080/",
        "http://guide.test:0/",
        "http://guide.test:port/",
        "http://guide.test:99999/",
        "http://[::1/",
        "http://guide..test/",
        "http://" + "a" * 64 + ".test/",
        "http://guide.test/\ud800",
    ],
)
def test_what_is_no_plain_web_address_is_refused_unasked(url):
    assert check(url, resolve=lambda *_: ["93.184.216.34"]) == NOT_AN_ADDRESS


@pytest.mark.usefixtures("_nobody_is_called")
def test_the_usual_port_may_be_named():
    assert check("https://guide.test:443/", resolve=names(guide=["10.0.0.1"])) == NOT_PUBLIC


@given(st.one_of(st.text(), st.text().map("http://guide.test/{}".format), st.text().map("http://{}".format)))
def test_any_text_gets_a_verdict(text):
    assert check(text, resolve=lambda *_: ["10.0.0.1"]) in (NOT_PUBLIC, NOT_AN_ADDRESS)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (gaierror(EAI_NONAME, "no such name"), Verdict(LinkState.DEAD, Why.NO_SUCH_NAME)),
        (gaierror(EAI_AGAIN, "ask again"), Verdict(LinkState.UNKNOWN, Why.NO_CONNECTION)),
        (ValueError("embedded null"), NOT_AN_ADDRESS),
    ],
)
def test_a_name_that_nobody_has_is_dead_and_one_that_nobody_could_look_up_is_not(error, verdict):
    def resolve(host, port):
        raise error

    assert check("http://guide.test/", resolve=resolve) == verdict


def test_an_answer_that_drips_is_given_up_in_time(server, monkeypatch):
    monkeypatch.setattr(links, "SECONDS", 0.1)
    began = time.monotonic()

    assert ask("/?slowly=500") == Verdict(LinkState.UNKNOWN, Why.TOO_SLOW)
    assert time.monotonic() - began < 5  # the whole answer takes ten


def test_a_name_server_that_hangs_is_given_up_in_time(monkeypatch):
    monkeypatch.setattr(links, "SECONDS", 0.05)

    assert check("http://guide.test/", resolve=lambda *_: time.sleep(0.2) or [HERE]) == Verdict(
        LinkState.UNKNOWN, Why.TOO_SLOW
    )


def test_no_more_is_read_than_the_limit(server, monkeypatch):
    path = "/?head=302&to=/new&padding=2000"
    assert ask(path) == ALIVE
    monkeypatch.setattr(links, "MOST_BYTES", 1500)

    assert ask(path) == Verdict(LinkState.UNKNOWN, Why.NO_CLEAR_ANSWER)


def test_what_is_no_web_server_gives_no_clear_answer(server):
    assert ask("/?raw=1") == Verdict(LinkState.UNKNOWN, Why.NO_CLEAR_ANSWER)


def test_a_server_that_takes_no_calls_is_not_called_dead(monkeypatch):
    monkeypatch.setattr(links, "PORTS", {"http": 1})

    assert ask("/") == Verdict(LinkState.UNKNOWN, Why.NO_CONNECTION)


@pytest.fixture
def tls_server(tmp_path, monkeypatch):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "guide.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("guide.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "guide.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=pem)
    with serving(context) as server:
        monkeypatch.setattr(links, "PORTS", {"https": server.server_port})
        yield server, partial(monkeypatch.setattr, links, "_tls", lambda: trusting)


def test_a_certificate_has_to_name_the_host_though_we_call_an_address(tls_server):
    server, trust_it = tls_server
    trust_it()
    everywhere = {"is_public": bool, "resolve": lambda *_: [HERE]}

    assert check("https://guide.test/", **everywhere) == ALIVE
    assert server.heard == [("head", "guide.test", "/")]
    assert check("https://other.test/", **everywhere) == Verdict(LinkState.UNKNOWN, Why.BAD_CERTIFICATE)
    assert len(server.heard) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tls_server):
    server, _ = tls_server

    verdict = check("https://guide.test/", is_public=bool, resolve=lambda *_: [HERE])

    assert verdict == Verdict(LinkState.UNKNOWN, Why.BAD_CERTIFICATE)
    assert server.heard == []
