"""A worker of gunicorn's that reads requests whole before a thread takes them.

Gunicorn keeps the processes; waitress reads and answers in each (docs/decisions/0022).
A thread answers what has arrived: a client that drips its request holds no thread, and a
deadline ends it.
"""

import os
import signal
import socket
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from labs.exchange import MOST_BYTES

HEADER_SECONDS = 10  # from accept, or from the first byte of a later request
BODY_SECONDS = 60  # likewise
BYTES_A_SECOND = 100_000  # of a body: each so many buy a second more
IDLE_SECONDS = 60  # between two requests, or for an answer that nobody reads
CONNECTIONS = 1000  # in one process; each may hold a file descriptor or two
MOST_HEADER = 64 * 1024
MOST_BODY = MOST_BYTES + 1024 * 1024  # the largest file that is imported, and its form


class Parser(HTTPRequestParser):
    """Refuses a request that says in two ways where it ends, as RFC 9112 6.1 allows.

    A proxy that reads the other one would take the rest for a request of somebody else.
    """

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        # Chunks are announced in HTTP 1.1 alone: of other versions the header is left.
        told = {"TRANSFER_ENCODING", *(["CONTENT_LENGTH"] if self.chunked else [])}
        if told & self.headers.keys():
            raise ParsingError("Two ways to say where the request ends")


class Channel(HTTPChannel):
    """One connection, and since when the request is awaited that it is sending."""

    parser_class = Parser

    def __init__(self, *args: Any, **more: Any) -> None:
        self.began: float | None = time.monotonic()
        super().__init__(*args, **more)

    def received(self, data: bytes) -> bool:
        if self.began is None:
            self.began = time.monotonic()
        taken: bool = super().received(data)
        if self.began is None and self.request is not None:
            self.began = time.monotonic()  # the next one came with the end of this one
        return taken

    def is_overdue(self, now: float) -> bool:
        """Whether a request should be whole by now, and is not."""
        if self.began is None or self.requests:
            return False
        allowed: float = HEADER_SECONDS
        if self.request is not None and self.request.headers_finished:
            allowed = BODY_SECONDS + self.request.body_bytes_received / BYTES_A_SECOND
        return now - self.began > allowed


class Server(TcpWSGIServer):
    """All connections of one process; those that are overdue are closed every second."""

    channel_class = Channel

    def add_task(self, task: Channel) -> None:
        """A request is whole, and waits for a thread."""
        task.began = None
        super().add_task(task)

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_overdue(time.monotonic()):
                channel.will_close = True

    @property
    def is_answering(self) -> bool:
        channels = self.active_channels.values()
        return any(each.requests or each.total_outbufs_len for each in channels)


class BufferingWorker(Worker):
    """A process of gunicorn's that reads on one thread and answers on others."""

    def init_signals(self) -> None:
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to hear

    def run(self) -> None:
        self._sockets: dict[int, Any] = {}
        self._dispatcher = ThreadedTaskDispatcher()
        self._dispatcher.set_thread_count(self.cfg.threads)
        servers = [self._make_server(listener.sock) for listener in self.sockets]
        while self.alive and os.getppid() == self.ppid:
            self._run_loop_once()
        for server in servers:
            server.accepting = False
        end = time.monotonic() + self.cfg.graceful_timeout
        while any(each.is_answering for each in servers) and time.monotonic() < end:
            self._run_loop_once()
        self._dispatcher.shutdown(timeout=1)

    def _make_server(self, listener: socket.socket) -> Server:
        adjustments = Adjustments(
            sockets=[listener],
            threads=self.cfg.threads,
            ident="",
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=1,
            max_request_header_size=MOST_HEADER,
            max_request_body_size=MOST_BODY,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,  # tracker.middleware.trust_proxies does
        )
        about = (listener.family, listener.type, listener.proto, listener.getsockname())
        return Server(
            self.wsgi,
            self._sockets,
            _sock=listener,
            dispatcher=self._dispatcher,
            adj=adjustments,
            bind_socket=False,
            sockinfo=about,
        )

    def _run_loop_once(self) -> None:
        wasyncore.loop(timeout=1, use_poll=True, map=self._sockets, count=1)
        self.notify()
