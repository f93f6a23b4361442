"""How much of a table a database reads for what a page or a door asks it."""

import json
import re
from contextlib import contextmanager

from django.db import connection

# Not `labs_patient`: one narrow row each, which PostgreSQL reads whole for some dozens.
LARGE = ("labs_panel", "labs_patientdetails", "labs_release", "labs_result")
# Less than half of the smallest of them in `test_plans`; what is asked by key reads tens.
_MANY = 1500
_STEP = 1000  # instructions of SQLite's machine; a row takes at least ten


@contextmanager
def full_scans():
    """A list that holds, at the end, each statement that walked through a large table."""
    asked, found = [], []

    def note(execute, sql, params, *more):
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return execute(sql, params, *more)

    with connection.execute_wrapper(note):
        yield found
    assert asked
    found.extend(sql for sql, params in asked if walks(sql, params))


def walks(sql, params=()):
    """Whether a statement reads thousands of rows, whatever it answers."""
    if connection.vendor == "sqlite":
        return _scans(sql, params) or _steps(sql, params) > _MANY * 10
    how = "EXPLAIN (ANALYZE, FORMAT JSON) "
    ((plan,),) = _answers(how + sql, params)
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return _most_rows(plan[0]["Plan"]) > _MANY


def _answers(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _scans(sql, params):
    """As planned: a large table without a key, or all of an index of it."""
    tables = {alias: name for name, alias in re.findall(r'"(labs_\w+)" (\w+)', sql)}
    steps = [step for *_, step in _answers("EXPLAIN QUERY PLAN " + sql, params)]
    scanned = [match[1] for step in steps if (match := re.match(r"SCAN (\w+)", step))]
    return any(tables.get(name, name) in LARGE for name in scanned)


def _steps(sql, params):
    """As done: instructions, to the next thousand."""
    steps = [0]

    def count():
        steps[0] += _STEP

    connection.connection.set_progress_handler(count, _STEP)
    try:
        _answers(sql, params)
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps[0]


def _most_rows(node):
    """Of the steps that read a large table, the most, with what was left out again."""
    left_out = sum(count for name, count in node.items() if name.startswith("Rows Removed"))
    read = (node["Actual Rows"] + left_out) * node["Actual Loops"]
    own = read if node.get("Relation Name") in LARGE else 0
    return max([own, *map(_most_rows, node.get("Plans", ()))])
