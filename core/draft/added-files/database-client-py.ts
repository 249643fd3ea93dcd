/** Where the client of the app's database stands in a tree whose functions are Python. */
export const databaseClientPyPath = 'api/_db.py';

/** The client itself: values are always bound. */
export const databaseClientPy: string = String.raw`"""Added by Gantry. The app's database:

    rows = sql("select id, text from messages where author = $1", author)
    added, updated = transaction([("insert into … values ($1)", text), ("update … where id = $1", number)])

Values are always bound, never part of the text. Tables are made in migrations/0001_….sql.
"""
import datetime
import decimal
import http.client
import json
import os
import re
import socket
from urllib.parse import urlsplit

ARRAYS = {1000: 16, 1002: 25, 1005: 21, 1007: 23, 1009: 25, 1014: 25, 1015: 25, 1016: 20, 1021: 700, 1022: 701, 1115: 1114, 1182: 1082, 1185: 1184, 1231: 1700, 2951: 25}


class DatabaseError(Exception):
    def __init__(self, answer):
        super().__init__(answer.get("message"))
        self.code = answer.get("code")
        self.detail = answer.get("detail")


def sql(text, *values):
    return _rows(_send(_query(text, *values)))


def transaction(statements):
    answer = _send({"queries": [_query(*([one] if isinstance(one, str) else one)) for one in statements]})
    return [_rows(result) for result in answer["results"]]


def _query(text, *values):
    return {"query": text, "params": [_bound(value) for value in values]}


def _bound(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return "\\x" + bytes(value).hex()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _rows(result):
    names = [field["name"] for field in result["fields"]]
    types = [field["dataTypeID"] for field in result["fields"]]
    return [dict(zip(names, map(_parsed, row, types))) for row in result["rows"]]


def _parsed(text, kind):
    if text is None:
        return None
    if kind == 16:
        return text == "t"
    if kind in (20, 21, 23, 26):
        return int(text)
    if kind in (700, 701):
        return float(text)
    if kind == 1700:
        return decimal.Decimal(text)
    if kind in (114, 3802):
        return json.loads(text)
    if kind in (1114, 1184):
        return datetime.datetime.fromisoformat(re.sub(r"([+-]\d\d)$", r"\1:00", text))
    if kind == 1082:
        return datetime.date.fromisoformat(text)
    if kind == 17:
        return bytes.fromhex(text[2:])
    if kind not in ARRAYS:
        return text
    items = re.findall(r'"(?:[^"\\]|\\.)*"|[^,]+', text[1:-1])
    return [None if item == "NULL" else _parsed(re.sub(r"\\(.)", r"\1", item[1:-1]) if item[0] == '"' else item, ARRAYS[kind]) for item in items]


def _send(body):
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise RuntimeError("This app has no database: DATABASE_URL is not set.")
    if url.startswith("unix:"):
        connection = http.client.HTTPConnection("localhost", timeout=9)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(9)
        connection.sock.connect(url[5:])
    else:
        host = urlsplit(url).hostname or ""
        connection = http.client.HTTPSConnection(re.sub(r"^[^.]+\.", "api.", host), timeout=9)
    headers = {"Content-Type": "application/json", "Neon-Connection-String": url, "Neon-Raw-Text-Output": "true", "Neon-Array-Mode": "true"}
    try:
        connection.request("POST", "/sql", json.dumps(body), headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
    finally:
        connection.close()
    if response.status != 200:
        raise DatabaseError(answer)
    return answer
`;
