"""What was recorded before acts sealed their rows is sealed once, chain by chain."""

import pytest
from django.db import connection

from labs import audit
from labs.audit.anchor import save_state
from labs.audit.earlier import seal_earlier_rows
from labs.audit.seal import current_kinds
from labs.models import AnchorState, AuditEvent, Result, guards
from tests import factories


@pytest.fixture
def upgraded(patient, clinician, drawn):
    """A chain as an earlier program left it, after the migration; and what came later."""
    drawn(patient, "2026-03-02 08:10", lh="3.2", testosterone="12.1")
    guards.lift(connection)
    prev = audit.GENESIS
    for event in AuditEvent.objects.filter(chain="north").order_by("seq"):
        event.rows, event.prev = "", prev
        prev = audit.seal_event(event)
        AuditEvent.objects.filter(pk=event.pk).update(rows="", prev=event.prev, hash=prev)
    AnchorState.objects.all().delete()
    guards.install(connection)
    seal_earlier_rows("north", AuditEvent, current_kinds())
    save_state(AnchorState())
    factories.drawn(patient, "2026-03-09 08:10", by=clinician, lh="2.2")
    audit.anchor_heads()
    assert audit.verify_audit().ok
    return AuditEvent.objects.get(verb="rows-sealed")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE labs_result SET value = 99 WHERE id = %s", "a row that it wrote"),
        ("DELETE FROM labs_result WHERE id = %s", "rows, but"),
        ("UPDATE labs_result SET act = 9999 WHERE id = %s", "rows, but"),
        ("UPDATE labs_result SET act = 1 WHERE id = %s", "a row that it wrote"),
    ],
)
def test_what_was_done_to_an_earlier_row_is_found_at_the_event_that_sealed_it(
    upgraded, sql, said
):
    first = Result.objects.earliest("pk")
    guards.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [first.pk])
    (chain,) = [one for one in audit.verify_audit().chains if not one.ok]
    assert chain.first_bad == upgraded.seq
    assert f"Event {upgraded.seq}" in chain.problem
    assert said in chain.problem


def test_what_came_later_has_a_seal_of_its_own(upgraded):
    last = Result.objects.latest("pk")
    guards.lift(connection)
    Result.objects.filter(pk=last.pk).update(value=99)
    (chain,) = [one for one in audit.verify_audit().chains if not one.ok]
    assert chain.first_bad == last.act > upgraded.seq
    assert f"labs_result {last.pk}" in chain.problem
