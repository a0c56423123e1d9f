"""The actions of the audit trail, read from the calls that write it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from chalicelib.orders import events as ev
from chalicelib.staff.model import GrantKind
from sandbox.cloud.template import ROOT

CODE = ROOT / "chalicelib"
EVERYWHERE = ("alter", "commit")  # of `StaffAccounts`, called from other modules too
WRITERS = ("rows", "note", "listed")  # of `Audit`: who, action, subject
NAMES = {cls.__name__: name for name, cls in ev.EVENTS.items()}


class Module:
    """One file's calls and functions."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text())
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    def calls(self) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
        """Every call, with the outermost function it stands in."""
        outer = {id(call): function for function in reversed(self.functions) for call in ast.walk(function)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield outer.get(id(node)), node

    def words(self, value: ast.expr, function: ast.FunctionDef | None) -> Iterator[str]:
        """What an action's expression may be; one in braces stands for the name of a decision."""
        if isinstance(value, ast.Constant):
            yield str(value.value)
        elif isinstance(value, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in value.values)
        elif isinstance(value, ast.IfExp):
            yield from self.words(value.body, function)
            yield from self.words(value.orelse, function)
        elif isinstance(value, ast.Attribute) and value.attr == "name":
            yield from self.events()
        elif isinstance(value, ast.Attribute) and value.attr == "kind":  # of what waited for a second administrator
            yield from get_args(GrantKind)
        else:
            assert isinstance(value, ast.Name), ast.dump(value)
            assert function is not None, value.id
            yield from self.set_there(function, value.id) or self.given(function, value.id)

    def set_there(self, function: ast.FunctionDef, name: str) -> list[str]:
        """What a variable of the function is set to; empty for a parameter."""
        sets = (node for node in ast.walk(function) if isinstance(node, ast.Assign))
        values = (node.value for node in sets for to in node.targets if isinstance(to, ast.Name) and to.id == name)
        return [word for value in values for word in self.words(value, function)]

    def given(self, function: ast.FunctionDef, parameter: str) -> Iterator[str]:
        """What calls of a function give for a parameter: of its own module, or of every one."""
        place = [argument.arg for argument in function.args.args].index(parameter)
        for module in modules() if function.name in EVERYWHERE else [self]:
            for caller, call in module.calls():
                named = isinstance(call.func, ast.Attribute) and call.func.attr == function.name
                if named and len(call.args) >= place:  # others have a `commit`, too
                    yield from module.words(call.args[place - 1], caller)  # self is no argument

    @staticmethod
    def events() -> Iterator[str]:
        """Of whatever is made for `DeskOrders` to do with an order."""
        for path in CODE.rglob("*.py"):
            text = path.read_text()
            if "DeskOrders" in text or "class Actions:" in text:
                for node in ast.walk(ast.parse(text)):
                    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ev":
                        yield from filter(None, [NAMES.get(node.attr)])


@cache
def modules() -> list[Module]:
    """All of the product's."""
    return [Module(path) for path in CODE.rglob("*.py")]


Write = tuple[Module, ast.FunctionDef | None, ast.Call]


def _writes() -> Iterator[Write]:
    for module in modules():
        for function, call in module.calls():
            if isinstance(call.func, ast.Attribute) and call.func.attr in WRITERS and _is_audit(call.func.value):
                yield module, function, call


def actions() -> set[str]:
    """All of them, such as `give_roles`; `propose_{}` stands for one of each decision."""
    return {word for module, function, call in _writes() for word in module.words(call.args[1], function)}


def data_keys() -> set[str]:
    """What rows hold beside their reason, as far as it is named where they are written."""
    named = {keyword.arg for _, _, call in _writes() for keyword in call.keywords}
    return {name for name in named if name} - {"reason"}


def _is_audit(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and value.attr in ("_audit", "audit")
