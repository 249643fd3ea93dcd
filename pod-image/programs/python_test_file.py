"""One test file of a python app, in a process of its own: the app's code runs here, so what is said is a claim about this file alone.

Arguments: the tree, the test file, the descriptor of the pipe to say it on, and `--break=PATH:NAME` where a function is to give nothing.
"""

import importlib.machinery
import importlib.util
import json
import os
import sys
import threading
import unittest

# What apps may import beside the library, where this pod brings it.
PACKAGES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "python-packages")


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


def load_suite(tree, path):
    """By its path, so that a test folder needs no __init__.py."""
    suite = unittest.TestSuite()
    name = f"gantry_{os.path.basename(path)[:-3]}"
    spec = importlib.util.spec_from_file_location(name, os.path.join(tree, path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # A file that does not load is a failed test, told by its path.
        suite.addTest(failing_case(path, error))
        return suite
    suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(module))
    return suite


def failing_case(path, error):
    def fail():
        raise error

    return unittest.FunctionTestCase(fail, description=f"{path} loads")


def break_function(tree, path, name):
    """Whoever imports the module finds a function that gives nothing, also the module itself."""
    loader = importlib.machinery.SourceFileLoader
    execute = loader.exec_module

    def execute_and_break(self, module):
        execute(self, module)
        if os.path.relpath(self.path, tree) == path and hasattr(module, name):
            setattr(module, name, lambda *_arguments, **_options: None)

    loader.exec_module = execute_and_break


def say(descriptor, told):
    data = json.dumps(told).encode("utf-8")
    while data:
        data = data[os.write(descriptor, data) :]


def main():
    tree, path, descriptor = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.set_inheritable(descriptor, False)
    # As `python3 -m unittest` in the tree would have it: the app's own modules are importable from its root.
    sys.path[0] = tree
    sys.path.append(PACKAGES)
    for option in sys.argv[4:]:
        break_function(tree, *option.removeprefix("--break=").rsplit(":", 1))
    sys.argv = ["unittest"]
    recorder = LineRecorder(tree)
    recorder.start()
    suite = load_suite(tree, path)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=TitleResult).run(suite)
    recorder.stop()
    sys.stdout.flush()
    lines = {os.path.relpath(name, tree): sorted(seen) for name, seen in recorder.lines.items()}
    say(descriptor, {"outcomes": result.outcomes, "lines": lines})
    return 0 if result.wasSuccessful() else 1


sys.exit(main())
