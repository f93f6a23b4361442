"""Our own rules, read from the code's own tree: what a general reader of code cannot know.

Each rule is a word for it, and a function of one node. What a rule finds and is right all
the same stands in `KNOWN` with its reason; one that is found no more must leave it.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from labs.models.guards import APPEND_ONLY

type Test = Callable[[ast.AST, str], bool]


def _called(node: ast.AST) -> str:
    """`b` and `a.b` of `a.b(…)`, as `a.b`; "" for what is no call of a name."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _argument(node: ast.AST) -> ast.expr | None:
    return node.args[0] if isinstance(node, ast.Call) and node.args else None


def _is_put_together(node: ast.AST | None) -> bool:
    """A text with something in it that is not known when the program is written."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return True
    return isinstance(node, ast.Call) and _called(node).endswith(".format")


def _sql(node: ast.AST, path: str) -> bool:
    name = _called(node).rpartition(".")[2]
    if name == "extra":
        return True
    asked = {"execute", "executemany", "executescript", "RawSQL", "raw"}
    return name in asked and _is_put_together(_argument(node))


def _unscoped(node: ast.AST, path: str) -> bool:
    """Rows of patients asked for by a view without whose they are."""
    name = _called(node)
    if "/views/" not in path:
        return False
    found = re.fullmatch(r"(\w+)\.objects\.(get|all|filter|in_bulk|first)", name)
    if found is None or f"labs_{found[1].lower()}" not in {*APPEND_ONLY, "labs_stagedfile"}:
        return False
    words = {word.arg for word in node.keywords} if isinstance(node, ast.Call) else set()
    return not words & {"clinic", "patient", "by"}


def _passed_on(node: ast.AST, path: str) -> bool:
    """A redirect to what the request says."""
    name = _called(node).rpartition(".")[2]
    to = _argument(node)
    if name not in {"redirect", "HttpResponseRedirect", "HttpResponseClientRedirect"}:
        return False
    said = re.compile(r"request\.(GET|POST|META|headers)")
    return to is not None and bool(said.search(ast.unparse(to)))


RULES: dict[str, Test] = {
    "SQL that is put together": _sql,
    "a text that is said to be safe": lambda node, path: (
        _called(node).rpartition(".")[2] in {"mark_safe", "SafeString", "SafeText"}
        and not isinstance(_argument(node), ast.Constant)
    ),
    "format_html without anything to put in": lambda node, path: (
        _called(node) == "format_html"
        and isinstance(node, ast.Call)
        and (len(node.args) + len(node.keywords) < 2 or _is_put_together(_argument(node)))
    ),
    "float of a value": lambda node, path: (
        _called(node) == "float" and not re.search(r"/charts/|/management/", path)
    ),
    "rows of patients without whose": _unscoped,
    "a form without its token": lambda node, path: (
        isinstance(node, ast.Name | ast.Attribute)
        and ast.unparse(node).endswith("csrf_exempt")
    ),
    "a page without a sign-in": lambda node, path: (
        isinstance(node, ast.Name) and node.id == "login_not_required"
    ),
    "a program through a shell": lambda node, path: (
        _called(node) in {"os.system", "os.popen", "subprocess.getoutput"}
        or any(
            word.arg == "shell" and getattr(word.value, "value", True)
            for word in getattr(node, "keywords", ())
        )
    ),
    "code from a text": lambda node, path: (
        _called(node) in {"eval", "exec", "compile", "__import__", "pickle.loads"}
    ),
    "a redirect to what was asked": _passed_on,
}
TEMPLATE_RULES = {
    "a text that is said to be safe": re.compile(r"\|\s*safe\b|autoescape off|\|safeseq"),
    "a script inside a page": re.compile(
        r"<script(?![^>]*\bsrc=)[^>]*>\s*\S|\son\w+=", re.IGNORECASE
    ),
}
# By rule and file: how many there are, and why they are right.
KNOWN = {
    ("SQL that is put together", "labs/backup/databases.py"): (
        1,
        "names of our own tables",
    ),
    ("SQL that is put together", "labs/backup/tables.py"): (
        2,
        "tables and columns of ours",
    ),
    ("SQL that is put together", "labs/models/guards.py"): (2, "names of our own tables"),
    ("SQL that is put together", "labs/models/snapshot.py"): (1, "the name of a setting"),
    ("SQL that is put together", "labs/record/rows.py"): (1, "columns of a model of ours"),
    ("a form without its token", "tracker/demonstration.py"): (
        1,
        "asks for it itself, after the origin that no referrer leaves",
    ),
    ("a page without a sign-in", "labs/access.py"): (1, "the guard of open pages"),
    ("a page without a sign-in", "tracker/demonstration.py"): (1, "it signs in"),
    ("a text that is said to be safe", "labs/templatetags/labs.py"): (
        5,
        "parts that were escaped before, and pictures",
    ),
    ("a text that is said to be safe", "labs/views/figure.py"): (3, "SVG, and JSON for it"),
    ("a text that is said to be safe", "tracker/rendering.py"): (
        3,
        "boxes, as Django does",
    ),
    ("float of a value", "labs/timeline/log_axis.py"): (4, "the ends of an axis"),
    ("float of a value", "labs/timeline/traces.py"): (1, "a place in a picture"),
    ("float of a value", "tracker/metrics.py"): (1, "a count for a monitor"),
    ("rows of patients without whose", "labs/views/decisions.py"): (
        1,
        "of one patient, through the decision",
    ),
}


@dataclass(frozen=True)
class Finding:
    rule: str
    path: str
    line: int
    code: str

    @property
    def place(self) -> tuple[str, str]:
        return self.rule, self.path

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.rule}: {self.code}"


def judge(found: list[Finding]) -> list[str]:
    """What is not known to be right; and what is known, and is not there any more."""
    counts = Counter(finding.place for finding in found)
    return [
        *(
            str(finding)
            for finding in found
            if counts[finding.place] > KNOWN.get(finding.place, (0, ""))[0]
        ),
        *(
            f"{path} has {counts[rule, path]}, not {known} known: {rule}"
            for (rule, path), (known, _) in KNOWN.items()
            if counts[rule, path] < known
        ),
    ]


def read_tree(tree: Path) -> list[Finding]:
    paths = [*tree.glob("labs/**/*.py"), *tree.glob("tracker/**/*.py")]
    found = [
        finding
        for path in sorted(paths)
        if "migrations" not in path.parts
        for finding in read_code(path.read_text(), str(path.relative_to(tree)))
    ]
    for path in sorted([*tree.glob("templates/**/*.html"), *tree.glob("labs/**/*.html")]):
        found += read_template(path.read_text(), str(path.relative_to(tree)))
    return found


def read_code(text: str, path: str) -> Iterator[Finding]:
    for node in ast.walk(ast.parse(text)):
        for rule, test in RULES.items():
            if test(node, f"/{path}"):
                line = getattr(node, "lineno", 0)
                yield Finding(rule, path, line, ast.unparse(node)[:80])


def read_template(text: str, path: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), start=1):
        for rule, pattern in TEMPLATE_RULES.items():
            if pattern.search(line):
                yield Finding(rule, path, number, line.strip()[:80])
