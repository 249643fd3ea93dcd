"""What the names of a Python file stand for, as far as its text says: modules, built-in functions, and what is picked out of either.

A name may stand for several things; each is a tuple of names, `("os", "path")`. One that begins with `:` and a path is a file of the app.
"""

import ast
import builtins

BUILTINS = frozenset(dir(builtins))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class TooIntricate(Exception):
    pass


class Scope:
    def __init__(self, parent, kind):
        self.parent, self.kind = parent, kind
        self.values, self.stars, self.outer, self.deleted = {}, [], set(), set()
        # Where a module itself binds a name whatever happens: from there on a built-in of that name is hidden.
        self.surely = {}

    def bind(self, name, value=None):
        scope = self
        while scope.kind == "comprehension" and value is not None or name in scope.outer:
            scope = scope.parent
        scope.values.setdefault(name, []).append(value)

    def owner(self, name):
        """The scope that a name is of, seen from here; a class hides nothing from its methods."""
        scope = self
        while scope is not None:
            if name in scope.values and name not in scope.outer and (scope is self or scope.kind != "class"):
                return scope
            scope = scope.parent
        return None


def fixed_text(node):
    """The text that an expression is whenever it runs, or None."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [fixed_text(node.left), fixed_text(node.right)]
    elif isinstance(node, ast.JoinedStr):
        parts = [fixed_text(part) for part in node.values]
    elif isinstance(node, ast.FormattedValue):
        return fixed_text(node.value)
    else:
        return None
    return None if None in parts else "".join(parts)


class FileNames:
    """One file: its scopes, and all of its nodes with the scope that each is read in."""

    def __init__(self, app, path, tree):
        self.app, self.path = app, path
        self.module = Scope(None, "module")
        self.nodes, self.parents = [], {}
        self.memory, self.asked, self.met_itself = {}, set(), False
        self.read(tree)

    def forget_nodes(self):
        self.nodes, self.parents = [], {}

    def read(self, tree):
        pending = [(tree, self.module)]
        while pending:
            node, scope = pending.pop()
            self.nodes.append((node, scope))
            self.bind(node, scope)
            children = list(self.children(node, scope))
            for child, _ in children:
                self.parents[child] = node
            pending.extend(reversed(children))
        for statement in tree.body:
            for name in sure_names(statement):
                self.module.surely.setdefault(name, (statement.lineno, statement.col_offset))

    def children(self, node, scope):
        inner = scope
        if isinstance(node, FUNCTIONS):
            inner = Scope(scope, "function")
            self.bind_arguments(node.args, scope, inner)
        elif isinstance(node, ast.ClassDef):
            inner = Scope(scope, "class")
        elif isinstance(node, COMPREHENSIONS):
            inner = Scope(scope, "comprehension")
        # What a definition's body is; the rest of it is read where it stands.
        body = getattr(node, "body", None) if isinstance(node, FUNCTIONS + (ast.ClassDef,)) else None
        own = body if isinstance(body, list) else [body]
        for child in ast.iter_child_nodes(node):
            is_own = isinstance(node, COMPREHENSIONS) or any(child is one for one in own)
            yield child, inner if is_own else scope

    def bind_arguments(self, arguments, scope, inner):
        plain = arguments.posonlyargs + arguments.args
        defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
        pairs = list(zip(plain, defaults)) + list(zip(arguments.kwonlyargs, arguments.kw_defaults))
        pairs += [(one, None) for one in (arguments.vararg, arguments.kwarg) if one is not None]
        for argument, default in pairs:
            inner.bind(argument.arg, default and (default, scope))

    def bind(self, node, scope):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            scope.bind(node.name)
        elif isinstance(node, ast.Import):
            self.bind_import(node, scope)
        elif isinstance(node, ast.ImportFrom):
            self.bind_from(node, scope)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            scope.outer.update(node.names)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.bind_target(target, node.value, scope)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr, ast.AugAssign)) and node.value is not None:
            self.bind_target(node.target, node.value, scope)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            for value in elements_of(node.iter) or [None]:
                self.bind_target(node.target, value, scope)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            scope.bind(node.id)
            if isinstance(node.ctx, ast.Del):
                self.module.deleted.add(node.id)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            scope.bind(node.name)

    def bind_target(self, target, value, scope):
        if isinstance(target, ast.Name):
            scope.bind(target.id, value and (value, scope))
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = elements_of(value)
            if len(values) == len(target.elts):
                for inner, one in zip(target.elts, values):
                    self.bind_target(inner, one, scope)

    def bind_import(self, node, scope):
        for alias in node.names:
            parts = tuple(alias.name.split("."))
            scope.bind(alias.asname or parts[0], parts if alias.asname else parts[:1])

    def bind_from(self, node, scope):
        module = self.app.module_of(self.path, node.module, node.level)
        for alias in node.names:
            if alias.name == "*":
                self.module.stars.append(module)
            else:
                scope.bind(alias.asname or alias.name, module + (alias.name,))

    def resolve(self, node, scope):
        """All that an expression may stand for."""
        self.app.look()
        if isinstance(node, ast.Name):
            return self.resolve_name(node.id, scope, (node.lineno, node.col_offset))
        if isinstance(node, ast.Attribute):
            return self.app.follow(self.path, {base + (node.attr,) for base in self.resolve(node.value, scope)})
        if isinstance(node, ast.Call):
            return self.resolve_call(node, scope)
        branches = branches_of(node)
        return set().union(*(self.resolve(one, scope) for one in branches))

    def resolve_call(self, node, scope):
        called = self.resolve(node.func, scope)
        if ("builtins", "__import__") in called or ("importlib", "import_module") in called:
            name = fixed_text(node.args[0]) if node.args else None
            return {tuple(name.split("."))} if name else set()
        picked = self.picked_by_text(node, called, scope)
        return picked[1] if picked else set()

    def picked_by_text(self, node, called, scope):
        """`getattr(x, "y")`, under whatever name: the text or None, and what x.y may stand for, or x where the text is made at run time."""
        is_picking = any(names == ("builtins", "getattr") or names[-1] == "__getattribute__" for names in called)
        if not is_picking or len(node.args) < 2:
            return None
        bases, text = self.resolve(node.args[0], scope), fixed_text(node.args[1])
        if text is None:
            return None, bases
        return text, self.app.follow(self.path, {base + (text,) for base in bases})

    def resolve_name(self, name, scope, place=(float("inf"), 0)):
        owner = scope.owner(name)
        found = set() if owner is None else self.values_of(owner, name)
        if owner is None or owner is self.module:
            found = found | self.from_outside(name, place)
        return found

    def from_outside(self, name, place):
        """What a star brought, and the built-in of that name unless the module hides it before it is used."""
        found = set()
        if name not in self.module.values:
            found = self.app.follow(self.path, {module + (name,) for module in self.module.stars})
        hidden = self.module.surely.get(name)
        is_hidden = hidden is not None and hidden < place and name not in self.module.deleted
        return found if is_hidden or name not in BUILTINS else found | {("builtins", name)}

    def values_of(self, owner, name):
        key = (id(owner), name)
        if key in self.memory:
            return self.memory[key]
        if key in self.asked:
            self.met_itself = True
            return set()
        self.asked.add(key)
        found = set()
        for value in owner.values[name]:
            if isinstance(value, tuple) and value and isinstance(value[0], str):
                found |= self.app.follow(self.path, {value})
            elif value is not None:
                found |= self.resolve(*value)
        self.asked.discard(key)
        # Within a circle the answer of those that met themselves is not whole.
        if not self.asked:
            self.met_itself = False
        if not self.met_itself:
            self.memory[key] = found
        return found


def sure_names(statement):
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name.split(".")[0] for alias in statement.names]
    return []


def elements_of(node):
    return list(node.elts) if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else []


def branches_of(node):
    """The expressions of which one is what this expression comes to."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, (ast.NamedExpr, ast.Starred)):
        return [node.value]
    if isinstance(node, ast.Subscript):
        values = [one for one in node.value.values if one] if isinstance(node.value, ast.Dict) else []
        return elements_of(node.value) + values
    return []
