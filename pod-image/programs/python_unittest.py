"""The python test step: unittest over the app's test files, with line coverage by the interpreter's own trace hook.

Arguments: the tree, then the test files. Totals, titles and coverage go to the result channel; the exit code decides.
"""

import dis
import importlib.util
import json
import os
import stat
import sys
import threading
import unittest

ERROR_DESCRIPTOR = 2
RESULT_DESCRIPTOR = 3
# As give-result.ts has it: a container passes no third descriptor on.
RESULT_MARK = b"\x01gantry-result "
MAXIMUM_TITLES = 500


class LineRecorder:
    """Remembers which lines of the tree ran; files elsewhere are not traced and cost nothing."""

    def __init__(self, tree):
        self.prefix = tree.rstrip(os.sep) + os.sep
        self.lines = {}

    def start(self):
        threading.settrace(self.on_call)
        sys.settrace(self.on_call)

    def stop(self):
        sys.settrace(None)
        threading.settrace(None)

    def on_call(self, frame, _event, _argument):
        name = frame.f_code.co_filename
        if not name.startswith(self.prefix):
            return None
        seen = self.lines.setdefault(name, set())

        def on_line(inner, event, _value):
            if event == "line":
                seen.add(inner.f_lineno)
            return on_line

        return on_line


class TitleResult(unittest.TextTestResult):
    """Keeps each test's title and outcome in the order they ran."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.outcomes = []

    def addSuccess(self, test):
        super().addSuccess(test)
        self.outcomes.append((title_of(test), "passed"))

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.outcomes.append((title_of(test), "failed"))

    def addError(self, test, error):
        super().addError(test, error)
        self.outcomes.append((title_of(test), "failed"))

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.outcomes.append((title_of(test), "failed"))

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self.outcomes.append((title_of(test), "passed"))

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.outcomes.append((title_of(subtest), "failed"))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.outcomes.append((title_of(test), "skipped"))


def title_of(test):
    return (test.shortDescription() or str(test))[:300]


def load_suite(tree, paths):
    """Every file by its path, so that a test folder needs no __init__.py and equal names do not hide each other."""
    suite = unittest.TestSuite()
    for number, path in enumerate(paths):
        name = f"gantry_test_{number}_{os.path.basename(path)[:-3]}"
        spec = importlib.util.spec_from_file_location(name, os.path.join(tree, path))
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception as error:  # A file that does not load is a failed test, told by its path.
            suite.addTest(failing_case(path, error))
            continue
        suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(module))
    return suite


def failing_case(path, error):
    def fail():
        raise error

    return unittest.FunctionTestCase(fail, description=f"{path} loads")


def executable_lines(path):
    with open(path, encoding="utf-8") as source:
        pending = [compile(source.read(), path, "exec")]
    lines = set()
    while pending:
        code = pending.pop()
        lines.update(line for _, line in dis.findlinestarts(code) if line)
        pending.extend(constant for constant in code.co_consts if hasattr(constant, "co_code"))
    return lines


def measure(tree, recorder):
    """Only files that a test loaded; the supervisor counts the others as 0."""
    coverage = []
    for path, seen in sorted(recorder.lines.items()):
        if not os.path.isfile(path):
            continue
        lines = executable_lines(path)
        coverage.append(
            {"path": os.path.relpath(path, tree), "lines": len(lines), "covered": len(lines & seen)}
        )
    return coverage[:2000]


def give_result(result):
    data = json.dumps(result).encode("utf-8")
    try:
        has_channel = stat.S_ISSOCK(os.fstat(RESULT_DESCRIPTOR).st_mode)
    except OSError:
        has_channel = False
    descriptor = RESULT_DESCRIPTOR
    if not has_channel:
        descriptor, data = ERROR_DESCRIPTOR, RESULT_MARK + data + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]


def main():
    tree, paths = sys.argv[1], sys.argv[2:]
    # As `python3 -m unittest` in the tree would have it: the app's own modules are importable from its root.
    sys.path[0] = tree
    sys.argv = ["unittest"]
    recorder = LineRecorder(tree)
    recorder.start()
    suite = load_suite(tree, paths)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=TitleResult).run(suite)
    recorder.stop()
    outcomes = [{"title": title, "outcome": outcome} for title, outcome in result.outcomes]
    failed = sum(1 for entry in outcomes if entry["outcome"] == "failed")
    passed = sum(1 for entry in outcomes if entry["outcome"] == "passed")
    tests = {"total": len(outcomes), "passed": passed, "failed": failed, "titles": outcomes[:MAXIMUM_TITLES]}
    give_result({"tests": tests, "coverage": measure(tree, recorder)})
    # A class's or module's set-up may fail without a test of its own.
    return 0 if result.wasSuccessful() and passed > 0 else 1


sys.exit(main())
