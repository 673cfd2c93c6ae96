"""A mail server that does what real ones do on bad days, and remembers what it accepted."""

import asyncio
import random
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.controller import Controller

MOODS = {"busy": 0.06, "slow": 0.04, "hangs": 0.01, "drops": 0.03}
"""How often it answers 4xx, takes its time, never answers, or hangs up after its 250."""


@dataclass
class Moody:
    """Accepts letters, counts each message id, and behaves badly now and then."""

    chance: random.Random
    accepted: Counter = field(default_factory=Counter)
    accepted_at: dict = field(default_factory=dict)
    moods: dict = field(default_factory=lambda: dict(MOODS))

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the name is the library's
        """One letter: what becomes of it is a matter of chance."""
        mood = self.mood()
        if mood == "busy":
            return "451 4.3.2 Try again later"
        if mood == "hangs":
            await asyncio.sleep(5)
            return "451 4.3.2 Too slow"
        if mood == "slow":
            await asyncio.sleep(0.3)
        letter = message_from_bytes(envelope.content)["Message-ID"]
        self.accepted[letter] += 1
        self.accepted_at.setdefault(letter, time.time())
        if mood == "drops":
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
        return "250 OK"

    def mood(self):
        """What the next letter meets."""
        number = self.chance.random()
        for mood, share in self.moods.items():
            if number < share:
                return mood
            number -= share
        return ""


def free_port():
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(seed):
    """A running server on a port of its own, and its memory."""
    handler = Moody(random.Random(seed))
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller, handler
