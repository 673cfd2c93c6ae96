"""The queue may hold what nobody of ours wrote: it is dropped and logged, and what is ours is read after it."""

import os
import socket
import time
import uuid
from contextlib import suppress

import pytest
from django.conf import settings
from kombu import Connection, Consumer, Queue

FOREIGN = [b"\xff\xfe not a message", b"[1, 2", b'{"a": 1}', b"17", b'{"properties": {}, "body": "eA=="}']
REDIS = os.environ.get("REDIS_URL", "")


class Folder:
    """The broker of a laptop."""

    def __init__(self, path):
        self.queue = path / "queue"
        self.queue.mkdir()
        (path / "control").mkdir()
        options = {"data_folder_in": str(self.queue), "data_folder_out": str(self.queue)}
        options["control_folder"] = str(path / "control")
        self.values = {"hostname": "filesystem://", "transport": "config.transports:Files"}
        self.values["transport_options"] = options

    def put(self, name, raw):
        (self.queue / f"{time.monotonic_ns()}_{uuid.uuid4()}.{name}.msg").write_bytes(raw)


class Server:
    """The broker of larger installations."""

    def __init__(self):
        self.values = {"hostname": REDIS, "transport": "config.transports:Redis"}

    def put(self, name, raw):
        with Connection(**self.values) as connection:
            connection.channel().client.lpush(name, raw)


@pytest.fixture(params=["folder", "redis"])
def broker(request, tmp_path):
    if request.param == "redis" and not REDIS:
        pytest.skip("no REDIS_URL")
    return Folder(tmp_path) if request.param == "folder" else Server()


@pytest.mark.parametrize("raw", FOREIGN)
def test_what_is_no_message_is_dropped_and_logged_and_the_next_one_read(broker, raw, caplog):
    name, read = f"test-{uuid.uuid4().hex}", []
    queue = Queue(name, routing_key=name)

    with Connection(**broker.values) as connection:
        broker.put(name, raw)
        producer = connection.Producer(serializer="json")
        producer.publish({"ours": 1}, routing_key=name, declare=[queue])
        with Consumer(
            connection, [queue], callbacks=[lambda body, message: (read.append(body), message.ack())]
        ):
            stop = time.monotonic() + 10
            while not read and time.monotonic() < stop:
                with suppress(socket.timeout):
                    connection.drain_events(timeout=0.5)
        queue(connection.default_channel).delete()

    assert read == [{"ours": 1}]
    assert "something that is no message" in caplog.text
    assert "not a message" not in caplog.text


def test_the_house_reads_its_queue_in_this_way():
    assert f"config.transports:{'Redis' if REDIS else 'Files'}" == settings.CELERY_BROKER_TRANSPORT
