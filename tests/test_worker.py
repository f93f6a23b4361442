"""When a request is overdue: by its own clock, from accept or from its first byte."""

import socket

import pytest
from waitress.adjustments import Adjustments

from tracker import worker
from tracker.worker import BODY_SECONDS, BYTES_A_SECOND, HEADER_SECONDS, IDLE_SECONDS

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Dispatcher:
    """Has no threads: what is whole waits in it."""

    def __init__(self):
        self.tasks = []

    def add_task(self, task):
        self.tasks.append(task)


@pytest.fixture
def clock(monkeypatch):
    """Seconds since the connection was accepted, as they are set."""

    class Clock:
        now = 0.0

        def monotonic(self):
            return self.now

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(worker, "time", clock)
    return clock


@pytest.fixture
def server(clock):
    listener = socket.create_server(("127.0.0.1", 0))
    server = worker.Server(
        None,
        {},
        _sock=listener,
        dispatcher=Dispatcher(),
        adj=Adjustments(sockets=[listener]),
        bind_socket=False,
        sockinfo=(listener.family, listener.type, 0, listener.getsockname()),
    )
    yield server
    server.close()


@pytest.fixture
def channel(server):
    ours, theirs = socket.socketpair()
    channel = server.channel_class(server, ours, "", server.adj, map=server._map)
    yield channel
    channel.handle_close()
    theirs.close()


def is_closed_at(clock, server, channel, seconds):
    clock.now = seconds
    server.maintenance(0)
    return channel.will_close


@pytest.mark.parametrize(
    ("version", "lines"),
    [
        ("1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        ("1.1", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
        ("1.1", "Content-Length: 0\r\nTransfer-Encoding:\tCHUNKED"),
        ("1.0", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        ("1.0", "Transfer-Encoding: chunked"),
        ("1.1", "Content-Length: 5\r\nContent-Length: 0"),
    ],
)
def test_two_ends_of_one_request_are_refused(channel, version, lines):
    channel.received(f"POST / HTTP/{version}\r\nHost: x\r\n{lines}\r\n\r\n".encode())
    assert channel.requests[0].error.code == 400


def test_chunks_and_a_length_are_taken_each_by_itself(channel):
    channel.received(HEAD[:-11] + b"2\r\n\r\nab")
    chunks = b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
    channel.received(b"POST / HTTP/1.1\r\nHost: x\r\n" + chunks)
    assert [one.error for one in channel.requests] == [None, None]
    assert [one.get_body_stream().read() for one in channel.requests] == [b"ab", b"ab"]


@pytest.mark.parametrize("sent", [b"", b"GET", WHOLE[:-2], b"\r\n\r\n"])
def test_headers_are_due_ten_seconds_after_accept(clock, server, channel, sent):
    channel.received(sent)
    assert not is_closed_at(clock, server, channel, HEADER_SECONDS)
    channel.received(b"\r\n" if sent == b"\r\n\r\n" else b"x")
    assert is_closed_at(clock, server, channel, HEADER_SECONDS + 1)


def test_a_body_is_due_after_a_minute_and_a_second_for_each_100_kb(clock, server, channel):
    channel.received(HEAD + b"x")
    clock.now = BODY_SECONDS - 1
    channel.received(b"x" * BYTES_A_SECOND * 3)
    assert not is_closed_at(clock, server, channel, BODY_SECONDS + 3)
    assert is_closed_at(clock, server, channel, BODY_SECONDS + 4)


def test_what_is_whole_is_answered_however_long_that_takes(clock, server, channel):
    channel.received(WHOLE)
    assert server.task_dispatcher.tasks == [channel]
    assert not is_closed_at(clock, server, channel, 10 * BODY_SECONDS)


def test_a_later_request_is_due_after_its_own_first_byte(clock, server, channel):
    channel.received(WHOLE)
    channel.requests.clear()  # answered
    clock.now = IDLE_SECONDS - 1
    channel.received(b"GET")
    assert not is_closed_at(clock, server, channel, IDLE_SECONDS - 1 + HEADER_SECONDS)
    assert is_closed_at(clock, server, channel, IDLE_SECONDS + HEADER_SECONDS)


def test_one_that_came_with_the_end_of_another_is_due_from_then(clock, server, channel):
    clock.now = HEADER_SECONDS - 1
    channel.received(WHOLE + b"GET")
    channel.requests.clear()
    assert not is_closed_at(clock, server, channel, 2 * HEADER_SECONDS - 1)
    assert is_closed_at(clock, server, channel, 2 * HEADER_SECONDS)
