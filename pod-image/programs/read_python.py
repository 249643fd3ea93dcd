"""The read step of python apps: the interpreter that will run them parses every file that ships, and nothing of them is executed.

Arguments: the tree. What the files use of Python's library and of its built-in functions, under whatever name, goes to the result channel as facts; the
supervisor holds the rules against them. A file that Python cannot read is told on standard error, and fails the step.
"""

import ast
import os
import re
import sys
import warnings

from gantry_result_channel import give_result
from python_names import FileNames, TooIntricate, fixed_text

MAXIMUM_FACTS = 20_000
# Code that only means to work takes a quarter of a look for each byte.
LOOKS_PER_BYTE = 2
LOOKS_OF_ANY = 100_000
MAXIMUM_LINES = 3
MAXIMUM_NAME = 200
TESTS = re.compile(r"tests?/")
# Names by which objects lead to what Python keeps for itself.
INNER_NAME = re.compile(r"__\w+__|(?:f|tb|gi|cr|ag)_\w+")


class App:
    def __init__(self, root):
        self.root = root
        self.paths = set(python_files(root))
        sizes = (os.path.getsize(os.path.join(root, path)) for path in self.paths)
        self.files, self.looks_left = {}, LOOKS_OF_ANY + LOOKS_PER_BYTE * sum(sizes)

    def look(self):
        self.looks_left -= 1
        if self.looks_left < 0:
            raise TooIntricate

    def parse(self, path):
        # Bytes: Python decodes them by what the file says of itself.
        with open(os.path.join(self.root, path), "rb") as source:
            return FileNames(self, path, ast.parse(source.read(), path))

    def file_of(self, base, parts):
        place = "/".join(part for part in (base, *parts) if part)
        return next((one for one in (f"{place}.py", f"{place}/__init__.py") if one in self.paths), None)

    def module_of(self, path, module, level):
        """What `from … import` names: of a relative one the file or folder, seen from the root."""
        parts = tuple(module.split(".")) if module else ()
        if level == 0:
            return parts
        folder = os.path.dirname(path).split("/") if "/" in path else []
        folder = folder[: len(folder) - level + 1] if level > 1 else folder
        return ("", *folder, *parts)

    def leads_to(self, path, names):
        """The file of the app that names begin with, and how many of them lead there; a name of the root begins with an empty one."""
        bases = [""] if names[:1] == ("",) else ["", os.path.dirname(path)]
        start = 1 if names[:1] == ("",) else 0
        for length in range(len(names), start, -1):
            for base in bases:
                found = self.file_of(base, names[start:length])
                if found is not None:
                    return found, length
        return None, 0

    def follow(self, path, found):
        """Names of other files of the app, as what they stand for there."""
        return set().union(*(self.follow_one(path, names) for names in found))

    def follow_one(self, path, names):
        self.look()
        file, length = self.leads_to(path, names)
        if file is None or length == len(names) or file not in self.files or file == path:
            return {names}
        there = self.files[file]
        first, rest = names[length], names[length + 1 :]
        found = there.resolve_name(first, there.module) if first in there.module.values or there.module.stars else set()
        return {one + rest for one in found} or {names}


def python_files(root):
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith((".py", ".pyw")):
                yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


class Facts:
    def __init__(self):
        self.lines = {}

    def add(self, node, kind, name, variable=None):
        lines = self.lines.setdefault((kind, name[:MAXIMUM_NAME], variable and variable[:MAXIMUM_NAME]), set())
        lines.add(node.lineno)

    def listed(self):
        every = ((line, *fact) for fact, lines in self.lines.items() for line in sorted(lines)[:MAXIMUM_LINES])
        return sorted(every, key=lambda fact: (fact[0], fact[1], fact[2]))


def facts_of(file):
    facts = Facts()
    for node, scope in file.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                facts.add(node, "use", alias.name)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                kind, name = ("whole", node.module) if alias.name == "*" else ("use", f"{node.module}.{alias.name}")
                facts.add(node, kind, name)
        elif isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            note_name(facts, file, node, scope)
        elif isinstance(node, ast.Call):
            note_call(facts, file, node, scope)
        elif isinstance(node, ast.Subscript):
            note_inner(facts, node, fixed_text(node.slice))
    return facts.listed()


def note_inner(facts, node, name):
    if name is not None and INNER_NAME.fullmatch(name):
        facts.add(node, "inner", name)


def note_name(facts, file, node, scope):
    found = file.resolve(node, scope)
    for names in found:
        # What is done with the variables is told where they are named, with the one that is read.
        if names[:2] == ("os", "environ") and len(names) > 2:
            continue
        dotted = ".".join(names)
        facts.add(node, "use", dotted, variable_read(file, node, names))
        if goes_on(file, node, scope):
            facts.add(node, "whole", dotted)
    if isinstance(node, ast.Attribute):
        note_inner(facts, node, node.attr)
        if not found and isinstance(node.value, ast.Attribute):
            facts.add(node, "picked", f"{node.value.attr}.{node.attr}")


def goes_on(file, node, scope):
    """True where a value is handed on as a whole: neither picked from, nor named by what is followed here."""
    parent = file.parents.get(node)
    while isinstance(parent, (ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Starred)):
        node, parent = parent, file.parents.get(parent)
    if isinstance(parent, ast.Call):
        is_picked = node is not parent.func and file.picked_by_text(parent, file.resolve(parent.func, scope), scope)
        return node is not parent.func and not (is_picked and parent.args[0] is node)
    is_named = isinstance(parent, (ast.Assign, ast.AnnAssign)) and isinstance(
        (parent.targets if isinstance(parent, ast.Assign) else [parent.target])[0], ast.Name
    )
    return not (is_named or isinstance(parent, (ast.Attribute, ast.arguments, ast.Expr)))


def variable_read(file, node, names):
    """The environment variable that `os.environ["X"]`, `os.environ.get("X")` or `os.getenv("X")` reads."""
    parent = file.parents.get(node)
    if names == ("os", "environ"):
        if isinstance(parent, ast.Subscript) and parent.value is node:
            return fixed_text(parent.slice)
        is_get = isinstance(parent, ast.Attribute) and parent.attr == "get"
        parent, node = (file.parents.get(parent), parent) if is_get else (None, node)
    elif names != ("os", "getenv"):
        return None
    is_call = isinstance(parent, ast.Call) and parent.func is node and parent.args
    return fixed_text(parent.args[0]) if is_call else None


def note_call(facts, file, node, scope):
    called = file.resolve(node.func, scope)
    picked = file.picked_by_text(node, called, scope)
    if picked is not None:
        text, found = picked
        note_inner(facts, node, text)
        for names in found:
            facts.add(node, "use" if text is not None else "computed", ".".join(names))
    for names in called:
        if names in (("operator", "attrgetter"), ("operator", "methodcaller")):
            note_getter(facts, node)
        elif names == ("builtins", "vars") and node.args:
            for base in file.resolve(node.args[0], scope):
                facts.add(node, "computed", ".".join(base))
        elif names in (("builtins", "globals"), ("builtins", "vars")):
            note_globals(facts, file, node)


def note_getter(facts, node):
    for text in (fixed_text(argument) for argument in node.args[:20]):
        parts = (text or "").split(".")
        for part in parts:
            note_inner(facts, node, part)
        for left, right in zip(parts, parts[1:]):
            facts.add(node, "picked", f"{left}.{right}")


def note_globals(facts, file, node):
    """`globals()["x"]` is x; where the name is made at run time nobody sees what it is."""
    parent = file.parents.get(node)
    text = fixed_text(parent.slice) if isinstance(parent, ast.Subscript) and parent.value is node else None
    if text is not None:
        for names in file.resolve_name(text, file.module):
            facts.add(node, "use", ".".join(names))
    elif not isinstance(parent, ast.Compare):
        facts.add(node, "computed", "builtins.globals")


def shipped(app):
    """All that is no test, and what that imports of the tests."""
    pending = sorted(path for path in app.paths if not TESTS.match(path))
    reached = set(pending)
    while pending:
        path = pending.pop()
        for names in imported(app, app.files.get(path)):
            file, _ = app.leads_to(path, names)
            if file is not None and file not in reached:
                reached.add(file)
                pending.append(file)
    return reached


def imported(app, file):
    for node, _ in file.nodes if file is not None else []:
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = app.module_of(file.path, node.module, node.level)
            yield from (module + (alias.name,) for alias in node.names)


def read(app):
    """Facts of each shipped file, and what is said of those that cannot be read."""
    unread = {}
    for path in sorted(app.paths):
        try:
            app.files[path] = app.parse(path)
        except SyntaxError as error:
            unread[path] = f"{path}:{error.lineno or 1}: {error.msg}"
        except (ValueError, RecursionError, MemoryError, LookupError) as error:
            unread[path] = f"{path}: Python cannot read this file: {error or 'it is nested too deeply'}"
    facts = {}
    for path in sorted(shipped(app)):
        try:
            facts[path] = facts_of(app.files[path]) if path in app.files else []
        except (TooIntricate, RecursionError):
            unread[path] = f"{path}: names stand for names in too many ways to be followed; write it plainly"
    return facts, unread


def main():
    warnings.simplefilter("ignore")
    facts, unread = read(App(sys.argv[1]))
    if sum(len(every) for every in facts.values()) > MAXIMUM_FACTS:
        unread[""] = "The app uses more of Python than can be looked at; write it plainly."
    for said in unread.values():
        print(said, file=sys.stderr)
    if unread:
        return 1
    give_result({"python": [{"path": path, "facts": every} for path, every in facts.items() if every]})
    return 0


sys.exit(main())
