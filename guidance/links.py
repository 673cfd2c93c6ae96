"""Whether an address outside still answers, asked without ever touching a private network.

The name is looked up once for each hop. If any of its addresses is not public nothing is sent; otherwise the
connection goes to an address that was looked at, so a name that changes in between leads nowhere.
"""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv6Address, ip_address, ip_network
from socket import EAI_AGAIN, SOCK_STREAM, create_connection, gaierror, getaddrinfo, socket
from ssl import SSLCertVerificationError, SSLContext, create_default_context
from time import monotonic
from typing import cast
from urllib.parse import quote, urljoin, urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guidance.choices import LinkState

PORTS = {"http": 80, "https": 443}
SECONDS = 5
"""What one hop may take, from looking up its name to its answer."""
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 3

HEADERS = {"User-Agent": "SecondPath link check", "Accept": "*/*", "Connection": "close"}

SENT_AS_IT_IS = "/%:@!$&'()*+,;=~?"

FINE = range(200, 300)
GONE = {404, 410}
MOVED_FOR_GOOD = {301, 308}
MOVED = MOVED_FOR_GOOD | {302, 303, 307}
ASK_AGAIN_WITH_GET = {403, 404, 405, 501}
"""Many servers answer so to HEAD alone."""

NOT_PUBLIC = [
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # a cloud’s own service, though the address looks public
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b::/96",  # these and the next three carry IPv4 addresses inside
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
    )
]
"""Networks that `is_global` lets pass in one Python or another."""

IsPublic = Callable[[str], bool]
Resolve = Callable[[str, int], list[str]]


class Why(TextChoices):
    """Why we say so."""

    ANSWERED = "answered", _("It answers")
    NOT_FOUND = "not-found", _("The page is gone")
    NO_SUCH_NAME = "no-such-name", _("The website is gone")
    NOT_AN_ADDRESS = "not-an-address", _("This is not the address of a web page")
    NOT_PUBLIC = "not-public", _("The address is not public")
    TOO_MANY_REDIRECTS = "too-many-redirects", _("It sends us on too often")
    NO_CLEAR_ANSWER = "no-clear-answer", _("It does not say whether the page is there")
    BAD_CERTIFICATE = "bad-certificate", _("Its certificate is not in order")
    NO_CONNECTION = "no-connection", _("It could not be reached")
    TOO_SLOW = "too-slow", _("It took too long to answer")


@dataclass(frozen=True)
class Verdict:
    """What became of an address, why we say so, and where it has moved for good."""

    state: LinkState
    why: Why
    moved_to: str = ""


@dataclass(frozen=True)
class Place:
    """Where a hop goes: what is asked for there, of whom, over which kind of connection."""

    scheme: str
    host: str
    port: int
    target: str


class Unanswered(Exception):
    """The hop ends here, with this verdict."""

    def __init__(self, state: LinkState, why: Why) -> None:
        super().__init__(why)
        self.verdict = Verdict(state, why)


class Answer(io.RawIOBase):
    """What the other side sends, up to a size and a time; the headers are all that we read."""

    def __init__(self, wire: socket, until: float) -> None:
        super().__init__()
        self.wire, self.until, self.left = wire, until, MOST_BYTES

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self.left:
            return 0
        self.wire.settimeout(_left(self.until))
        count = self.wire.recv_into(buffer, min(len(buffer), self.left))
        self.left -= count
        return count


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and (ip.ipv4_mapped or ip.is_site_local):
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_PUBLIC)


def addresses_of(host: str, port: int) -> list[str]:
    """Every IP address of a host."""
    return [str(found[4][0]) for found in getaddrinfo(host, port, type=SOCK_STREAM)]


def check(url: str, *, is_public: IsPublic = is_public, resolve: Resolve = addresses_of) -> Verdict:
    """Whether the address answers; follows a few redirects, each under the same rules as the first."""
    moved_to, for_good = "", True
    for _hop in range(MOST_REDIRECTS + 1):
        try:
            status, location = _asked(_place(url), is_public, resolve)
            if status not in MOVED or not location:
                return _verdict(status, moved_to)
            url = urljoin(url, location)
        except Unanswered as end:
            return end.verdict
        except ValueError:
            return Verdict(LinkState.REFUSED, Why.NOT_AN_ADDRESS)
        for_good = for_good and status in MOVED_FOR_GOOD
        moved_to = url if for_good else moved_to
    return Verdict(LinkState.UNKNOWN, Why.TOO_MANY_REDIRECTS)


def _verdict(status: int, moved_to: str) -> Verdict:
    if status in GONE:
        return Verdict(LinkState.DEAD, Why.NOT_FOUND)
    if status not in FINE:
        return Verdict(LinkState.UNKNOWN, Why.NO_CLEAR_ANSWER)
    return Verdict(LinkState.MOVED if moved_to else LinkState.ALIVE, Why.ANSWERED, moved_to)


def _place(url: str) -> Place:
    """The parts of an address that we are willing to ask; http and https on their own ports, and no passwords."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port if parts.port is not None else PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or port not in PORTS.values() or not host or "@" in parts.netloc:
        raise ValueError("Only web pages on their usual ports are tried.")
    path, query = quote(parts.path or "/", safe=SENT_AS_IT_IS), quote(parts.query, safe=SENT_AS_IT_IS)
    return Place(parts.scheme, host, port, f"{path}?{query}" if query else path)


def _asked(place: Place, is_public: IsPublic, resolve: Resolve) -> tuple[int, str]:
    """The status of one hop and where it sends us on to."""
    until = monotonic() + SECONDS
    try:
        addresses = _addresses(place, resolve, until)
        if not addresses or not all(map(is_public, addresses)):
            raise Unanswered(LinkState.REFUSED, Why.NOT_PUBLIC)
        status, location = _sent("HEAD", place, addresses, until)
        if status in ASK_AGAIN_WITH_GET:
            status, location = _sent("GET", place, addresses, until)
    except SSLCertVerificationError as error:
        raise Unanswered(LinkState.UNKNOWN, Why.BAD_CERTIFICATE) from error
    except TimeoutError as error:
        raise Unanswered(LinkState.UNKNOWN, Why.TOO_SLOW) from error
    except OSError as error:
        raise Unanswered(LinkState.UNKNOWN, Why.NO_CONNECTION) from error
    except HTTPException as error:
        raise Unanswered(LinkState.UNKNOWN, Why.NO_CLEAR_ANSWER) from error
    return status, location


def _addresses(place: Place, resolve: Resolve, until: float) -> list[str]:
    """Looked up in a thread of its own: nothing else can put a limit to it."""
    thread = ThreadPoolExecutor(1)
    try:
        return thread.submit(resolve, place.host, place.port).result(_left(until))
    except gaierror as error:
        if error.errno == EAI_AGAIN:
            raise
        raise Unanswered(LinkState.DEAD, Why.NO_SUCH_NAME) from error
    finally:
        thread.shutdown(wait=False)


def _sent(method: str, place: Place, addresses: list[str], until: float) -> tuple[int, str]:
    with _wire(place, addresses, until) as wire:
        connection = HTTPConnection(place.host, place.port)
        connection.default_port = PORTS[place.scheme]
        connection.sock = wire
        wire.settimeout(_left(until))
        connection.request(method, place.target, headers=HEADERS)
        response = HTTPResponse(cast("socket", Answer(wire, until)), method=method)
        response.begin()
        return response.status, response.getheader("Location") or ""


def _wire(place: Place, addresses: list[str], until: float) -> socket:
    """A connection to the first address that takes one; over TLS the certificate has to name the host."""
    failed: OSError | None = None
    for tried, address in enumerate(addresses):
        try:
            wire = create_connection((address, place.port), timeout=_left(until) / (len(addresses) - tried))
        except OSError as error:
            failed = error
        else:
            wire.settimeout(_left(until))
            return _tls().wrap_socket(wire, server_hostname=place.host) if place.scheme == "https" else wire
    raise failed or OSError


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@lru_cache(maxsize=1)
def _tls() -> SSLContext:
    return create_default_context()
