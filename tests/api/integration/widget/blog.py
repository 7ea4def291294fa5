"""Somebody else's site: a server of its own, whose one page is what a test puts there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Blog:
    """The page and its headers.

    Attributes:
        allowed: the origin the coach answers.
        stranger: the same site by an origin it does not answer.
    """

    port: int
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def allowed(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def stranger(self) -> str:
        return f"http://localhost:{self.port}"


@contextmanager
def blogging() -> Iterator[Blog]:
    """Serve the page on a free port until left."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in blog.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(blog.html.encode())

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    blog = Blog(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield blog
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
