"""What one answer shows of a record is read in one snapshot of it, on every address."""

import re

import pytest
from django.db import connection

from tests.test_walk import OWN, RULES, build_world

# Who somebody is, and the chain with what it marks, are asked before and after.
_OF_THE_RECORD = re.compile(
    r'^SELECT(?!.* FROM "labs_(membership|breakglass)")'
    r'.*"labs_(?!user|clinic\b|auditevent|anchorstate)'
)


@pytest.fixture
def read_in():
    """The transaction of each statement that asks for the record; None outside of any."""
    found = []

    def hook(execute, sql, params, many, context):
        if _OF_THE_RECORD.match(sql):
            blocks = connection.atomic_blocks
            found.append((blocks[0] if blocks else None, sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hook):
        yield found


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_an_answer_shows_is_read_in_one_snapshot(transactional_db, read_in, method):
    """Pages are rendered after it; a form that was taken shows nothing."""
    world, asked, wrong = build_world(), set(), []
    for name in RULES:
        role = "patient" if RULES[name].get == OWN or name == "me_panel" else "clinician"
        read_in.clear()
        response = world.clients[role].generic(method, world.url(name))
        if response.status_code in (200, 409, 422):
            first = read_in[0][0] if read_in else None
            wrong += [(name, sql) for at, sql in read_in if at is not first or at is None]
            asked |= {name} if read_in else set()
    assert wrong == []
    assert len(asked) > 15
