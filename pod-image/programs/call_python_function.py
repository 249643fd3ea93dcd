"""Answers one request with a function of the app, in one of the forms that Vercel serves: a class `handler` that is a BaseHTTPRequestHandler, or
a WSGI or ASGI application named `app`.

Arguments: the tree. In the folder `artifact` beside it lies a file that holds the request, or a socket that will say it; the answer goes to the
result channel. Nothing of the app is loaded before the request is there.
"""

import asyncio
import base64
import email.parser
import http.client
import importlib.util
import inspect
import io
import json
import os
import socket
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler

from gantry_result_channel import give_result

# What apps may import beside the library, where this pod brings it.
PACKAGES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "python-packages")
FORMS = (
    "Define a class `handler` that is a BaseHTTPRequestHandler, or a WSGI or ASGI application named `app`. "
    "A module that functions import, and that answers no requests itself, needs a name that starts with _."
)


class Connection:
    """Stands in for a socket: what is asked is in memory, and so is what is answered."""

    def __init__(self, asked):
        self.asked = asked
        self.answered = io.BytesIO()

    def makefile(self, mode, *_rest):
        return io.BytesIO(self.asked) if "r" in mode else self.answered

    def sendall(self, data):
        self.answered.write(data)

    def settimeout(self, _seconds):
        pass


def answer(status, headers, body):
    return {
        "status": status,
        "headers": {name.lower(): value for name, value in headers},
        "body": base64.b64encode(body).decode("ascii"),
    }


def answer_by_handler(handler, request, body):
    class Handler(handler):
        def log_request(self, *_rest):
            pass

    headers = {**request["headers"], "content-length": str(len(body)), "connection": "close"}
    lines = [f"{request['method']} {request['url']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    connection = Connection("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
    Handler(connection, ("127.0.0.1", 0), None)
    head, _, content = connection.answered.getvalue().partition(b"\r\n\r\n")
    status_line, _, header_lines = head.partition(b"\r\n")
    if not status_line:
        raise RuntimeError("The handler sent no answer: call send_response and end_headers.")
    parsed = email.parser.BytesParser().parsebytes(header_lines + b"\r\n\r\n")
    return answer(int(status_line.split(b" ")[1]), parsed.items(), content)


def split_address(request):
    path, _, query = request["url"].partition("?")
    return urllib.parse.unquote_to_bytes(path), query


def answer_by_wsgi(app, request, body):
    path, query = split_address(request)
    headers = request["headers"]
    host, _, port = headers.get("host", "localhost").partition(":")
    environ = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": headers.get("x-forwarded-proto", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": True,
    }
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    started = {}
    written = io.BytesIO()

    def start_response(status, headers, exc_info=None):
        if started and exc_info is None:
            raise RuntimeError("start_response was called twice.")
        started.update(status=int(status.split(" ", 1)[0]), headers=list(headers))
        return written.write

    parts = app(environ, start_response)
    try:
        for part in parts:
            written.write(part)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    if not started:
        raise RuntimeError("The application never called start_response.")
    return answer(started["status"], started["headers"], written.getvalue())


async def answer_by_asgi(app, request, body):
    path, query = split_address(request)
    headers = request["headers"]
    host, _, port = headers.get("host", "localhost").partition(":")
    stop = await start_lifespan(app)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request["method"],
        "scheme": headers.get("x-forwarded-proto", "http"),
        "path": path.decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": (host, int(port) if port.isdigit() else 80),
    }
    asked = [{"type": "http.request", "body": body, "more_body": False}]
    started = {}
    written = io.BytesIO()
    over = asyncio.Event()

    async def receive():
        if asked:
            return asked.pop()
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            started.update(status=message["status"], headers=message.get("headers", []))
        elif message["type"] == "http.response.body":
            written.write(message.get("body", b""))
            if not message.get("more_body", False):
                over.set()

    await app(scope, receive, send)
    await stop()
    if not started:
        raise RuntimeError("The application sent no answer.")
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in started["headers"]]
    return answer(started["status"], pairs, written.getvalue())


async def start_lifespan(app):
    """Tells an application that it starts, where it wants to know; what is returned tells it that it ends."""
    said = asyncio.Queue()
    heard = asyncio.Queue()

    async def run():
        try:
            await app({"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}, said.get, heard.put)
        except Exception:
            pass  # Many applications know requests alone.
        await heard.put({"type": "gone"})

    task = asyncio.ensure_future(run())
    await said.put({"type": "lifespan.startup"})
    first = await heard.get()
    if first["type"] == "lifespan.startup.failed":
        raise RuntimeError(f"The application did not start: {first.get('message', '')}")

    async def stop():
        if first["type"] == "lifespan.startup.complete":
            await said.put({"type": "lifespan.shutdown"})
            await heard.get()
        task.cancel()

    return stop


def load(tree, file):
    """By its place in the tree, so that `from .other import name` finds the module beside it, as on the host."""
    sys.path.insert(0, tree)
    sys.path.append(PACKAGES)
    name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    spec = importlib.util.spec_from_file_location(name, os.path.join(tree, file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def find_handler(module):
    for name, value in vars(module).items():
        if name.lower() == "handler" and is_handler(value):
            return value
    return getattr(module, "app", getattr(module, "application", None))


def is_handler(value):
    return inspect.isclass(value) and issubclass(value, BaseHTTPRequestHandler)


def answer_by(found, request, file):
    body = base64.b64decode(request["body"])
    if is_handler(found):
        return answer_by_handler(found, request, body)
    found = found.asgi if callable(getattr(found, "asgi", None)) else found
    if takes(found) == 3 and is_async(found):
        return asyncio.run(answer_by_asgi(found, request, body))
    if takes(found) == 2:
        return answer_by_wsgi(found, request, body)
    print(f"{file} has a name `app` that is no application. {FORMS}", file=sys.stderr)
    return {"missing": "handler"}


def is_async(found):
    return inspect.iscoroutinefunction(found) or inspect.iscoroutinefunction(getattr(found, "__call__", None))


def takes(found):
    """How many arguments it wants."""
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return None
    wanted = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(1 for one in parameters if one.kind in wanted and one.default is inspect.Parameter.empty)


def open_outside(path):
    """Leads every request by https through the gateway's socket, which says what may be asked; without one, nothing may."""

    class Outside(http.client.HTTPConnection):
        default_port = 443

        def __init__(self, host, port=None, timeout=8, **_rest):
            super().__init__(host, port, timeout=timeout if isinstance(timeout, (int, float)) else 8)

        def connect(self):
            if path is None:
                raise OSError(f"https://{self.host} is not one of the places that this app may talk to.")
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(self.timeout)
            self.sock.connect(path)

        def putrequest(self, method, url, **rest):
            port = "" if self.port == 443 else f":{self.port}"
            super().putrequest(method, f"https://{self.host}{port}{url}", **rest)

    http.client.HTTPSConnection = Outside


def receive_call(folder):
    path = os.path.join(folder, "request.json")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.path.join(folder, "call"))
        with connection.makefile(encoding="utf-8") as said:
            return json.load(said)


def main():
    tree = sys.argv[1]
    call = receive_call(os.path.join(os.path.dirname(tree), "artifact"))
    environment = dict(call["environment"])
    outside = environment.pop("GANTRY_OUTSIDE", None)
    os.environ.update(environment)
    open_outside(outside)
    found = find_handler(load(tree, call["file"]))
    if found is None:
        print(f"{call['file']} has no handler. {FORMS}", file=sys.stderr)
        give_result({"missing": "handler"})
    else:
        give_result(answer_by(found, call["request"], call["file"]))


main()
