"""Answers one request with a function of the app: a class `handler` that is a BaseHTTPRequestHandler.

Arguments: the tree. The request stands in artifact/request.json beside the tree; the answer goes to the result channel.
"""

import base64
import email.parser
import importlib.util
import io
import json
import os
import stat
import sys

# As give-result.ts has it: a container passes no third descriptor on.
RESULT_MARK = b"\x01gantry-result "


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


def request_bytes(request):
    body = base64.b64decode(request["body"])
    headers = {**request["headers"], "content-length": str(len(body)), "connection": "close"}
    lines = [f"{request['method']} {request['url']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def read_answer(answered):
    head, _, body = answered.partition(b"\r\n\r\n")
    status_line, _, header_lines = head.partition(b"\r\n")
    headers = email.parser.BytesParser().parsebytes(header_lines + b"\r\n\r\n")
    return {
        "status": int(status_line.split(b" ")[1]),
        "headers": {name.lower(): value for name, value in headers.items()},
        "body": base64.b64encode(body).decode("ascii"),
    }


def load(tree, file):
    sys.path[:0] = [tree, os.path.dirname(os.path.join(tree, file))]
    spec = importlib.util.spec_from_file_location("gantry_function", os.path.join(tree, file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def give(result):
    data = json.dumps(result).encode("utf-8")
    try:
        is_channel = stat.S_ISSOCK(os.fstat(3).st_mode)
    except OSError:
        is_channel = False
    target = 3 if is_channel else 2
    data = data if is_channel else RESULT_MARK + data + b"\n"
    while data:
        data = data[os.write(target, data):]


def main():
    tree = sys.argv[1]
    with open(os.path.join(os.path.dirname(tree), "artifact", "request.json"), encoding="utf-8") as file:
        call = json.load(file)
    connection = Connection(request_bytes(call["request"]))
    load(tree, call["file"]).handler(connection, ("127.0.0.1", 0), None)
    give(read_answer(connection.answered.getvalue()))


main()
