"""The python test step: unittest over the app's test files, with line coverage by the interpreter's own trace hook.

Arguments: the tree, then `--break=PATH:NAME` where a function is to give nothing, then the test files. This process runs no code of the app: each test file runs in a child that has neither the result
channel nor a way into this process, and says over a pipe of its own what came of it. Totals, titles and coverage go to the result channel;
the exit code decides.
"""

import ctypes
import dis
import json
import os
import select
import subprocess
import sys

from gantry_result_channel import give_result

MAXIMUM_TITLES = 500
MAXIMUM_SAID_BYTES = 4 * 1024 * 1024
PR_SET_DUMPABLE = 4
CHILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "python_test_file.py")
OUTCOMES = ("passed", "failed", "skipped")


def close_memory():
    """Keeps other processes of this user from this one's memory and descriptors (/proc/PID/mem and fd)."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def run_file(tree, path, options):
    """What a test file's process said, checked: its outcomes in order, and the lines of the tree that ran."""
    reading, writing = os.pipe()
    command = [sys.executable, "-B", "-s", CHILD, tree, path, str(writing), *options]
    # Its standard error goes where its output goes: a marked line there would be a result.
    child = subprocess.Popen(command, pass_fds=[writing], stdin=subprocess.DEVNULL, stderr=1)
    os.close(writing)
    said = read_capped(reading, child)
    code = child.wait()
    outcomes, lines, is_whole = parse(said)
    if not is_whole or code not in (0, 1) or (code == 0) != all(outcome != "failed" for _, outcome in outcomes):
        outcomes.append((f"{path} runs to its end", "failed"))
    return outcomes, lines


def read_capped(descriptor, child):
    """All that comes until the pipe or the child ends: a process that it left behind may hold the pipe for ever."""
    chunks, size = [], 0
    while True:
        has_ended = child.poll() is not None
        is_readable = select.select([descriptor], [], [], 0 if has_ended else 0.02)[0]
        chunk = os.read(descriptor, 65536) if is_readable else b""
        if (is_readable or has_ended) and not chunk:
            break
        size += len(chunk)
        if size <= MAXIMUM_SAID_BYTES:
            chunks.append(chunk)
    os.close(descriptor)
    return b"".join(chunks) if size <= MAXIMUM_SAID_BYTES else b""


def parse(said):
    try:
        told = json.loads(said)
        outcomes = [(str(title)[:300], outcome) for title, outcome in told["outcomes"] if outcome in OUTCOMES]
        lines = {str(path): {int(line) for line in lines} for path, lines in told["lines"].items()}
        return outcomes, lines, len(outcomes) == len(told["outcomes"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [], {}, False


def executable_lines(path):
    try:
        with open(path, encoding="utf-8") as source:
            pending = [compile(source.read(), path, "exec")]
    except (OSError, ValueError, SyntaxError, MemoryError, RecursionError):
        return set()
    lines = set()
    while pending:
        code = pending.pop()
        lines.update(line for _, line in dis.findlinestarts(code) if line)
        pending.extend(constant for constant in code.co_consts if hasattr(constant, "co_code"))
    return lines


def measure(tree, seen):
    """Only files that a test loaded; the supervisor counts the others as 0."""
    coverage = []
    for path in sorted(seen):
        lines = executable_lines(os.path.join(tree, path))
        coverage.append({"path": path[:1000], "lines": len(lines), "covered": len(lines & seen[path])})
    return coverage[:2000]


def count(outcomes, wanted):
    return sum(1 for _, outcome in outcomes if outcome == wanted)


def main():
    tree, given = sys.argv[1], sys.argv[2:]
    options = [argument for argument in given[:1] if argument.startswith("--break=")]
    paths = given[len(options):]
    close_memory()
    every, seen, files = [], {}, []
    for path in paths:
        outcomes, lines = run_file(tree, path, options)
        every += [(title, outcome, path) for title, outcome in outcomes]
        files.append({"path": path, **{wanted: count(outcomes, wanted) for wanted in OUTCOMES}})
        for name, ran in lines.items():
            seen.setdefault(name, set()).update(ran)
    titles = [
        {"title": title, "outcome": outcome, "file": path} for title, outcome, path in every[:MAXIMUM_TITLES]
    ]
    failed, passed = (sum(file[wanted] for file in files) for wanted in ("failed", "passed"))
    tests = {"total": len(every), "passed": passed, "failed": failed, "titles": titles}
    give_result({"tests": tests, "files": files, "coverage": measure(tree, seen)})
    return 0 if failed == 0 and passed > 0 else 1


sys.exit(main())
