"""Streams held open over plain sockets, as many browsers would."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


class OpenStream:
    """One stream, and what has arrived on it."""

    def __init__(self, address: str, message: str, accept: str = "text/event-stream") -> None:
        host, port = address.removeprefix("http://").split(":")
        body = b'{"message": "%b"}' % message.encode()
        self._socket = socket.create_connection((host, int(port)), timeout=120)
        self._socket.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: coach\r\nContent-Type: application/json\r\n"
            b"Accept: %b\r\nContent-Length: %d\r\n\r\n%b" % (accept.encode(), len(body), body)
        )
        self.text = b""

    def read_until(self, wanted: bytes) -> None:
        """Read until something has arrived."""
        while wanted not in self.text:
            piece = self._socket.recv(4096)
            assert piece, f"the stream ended before {wanted!r}"
            self.text += piece

    def read_to_end(self) -> None:
        """Read until the server closes the connection."""
        while piece := self._socket.recv(4096):
            self.text += piece

    def close(self) -> None:
        """Leave without a word."""
        self._socket.close()


@contextmanager
def open_streams(
    address: str, message: str, count: int, accept: str = "text/event-stream"
) -> Iterator[list[OpenStream]]:
    """That many streams at once, closed at the end."""
    streams = [OpenStream(address, message, accept) for _ in range(count)]
    try:
        yield streams
    finally:
        for stream in streams:
            stream.close()


def assert_ended_once(stream: OpenStream, event: bytes) -> None:
    """A whole response whose last event, and only that, is of that name."""
    other = {b"done": b"error", b"error": b"done"}[event]
    assert stream.text.count(b"event: " + event) == 1
    assert b"event: " + other not in stream.text
    assert stream.text.endswith(b"0\r\n\r\n")  # the end of a response that is whole
