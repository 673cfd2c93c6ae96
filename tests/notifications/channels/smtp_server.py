"""A mail server on this machine that answers as it is told, and remembers what it was given."""

import contextlib
import socketserver
import threading
import time

GREETING, RECIPIENT, DATA, END, LOGIN = "greeting", "rcpt", "data", "end", "auth"
DROP, HANG = "drop the line", "say nothing"
FINE = {
    GREETING: "220 here",
    "ehlo": "250-here\r\n250 AUTH PLAIN",
    LOGIN: "235 2.7.0 welcome",
    DATA: "354 go on",
    END: "250 2.0.0 taken",
    "quit": "221 bye",
}


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self):
        self.server.connections += 1
        with contextlib.suppress(ConnectionError):
            if self.say(GREETING):
                self.listen()

    def listen(self):
        while line := self.rfile.readline().decode().strip():
            if not self.say(line.split(maxsplit=1)[0].lower()):
                return
            if line.lower() == "quit":
                return
            if line.lower() == "data" and not self.take():
                return

    def take(self):
        letter = []
        while (line := self.rfile.readline()).strip(b"\r\n") != b".":
            letter.append(line)
        self.server.letters.append(b"".join(letter))
        return self.say(END)

    def say(self, moment):
        """Answer, and whether the line is still there."""
        told = self.server.script.get(moment, [])
        words = told.pop(0) if told else FINE.get(moment, "250 2.1.0 fine")
        if words == DROP:
            return False
        if words == HANG:
            time.sleep(6)
            return False
        self.wfile.write(f"{words}\r\n".encode())
        return not words.startswith("421")


class Server(socketserver.ThreadingTCPServer):
    """`script` says for each moment how it answers the first, second … time; after that all is fine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.script, self.letters, self.connections = {}, [], 0

    @property
    def port(self):
        return self.server_address[1]


@contextlib.contextmanager
def serving():
    """A server that answers while the block runs."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
