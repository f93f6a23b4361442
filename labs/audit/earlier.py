"""The seal of what was written before acts sealed their rows."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils import timezone

from labs.audit.actors import Operator
from labs.audit.chain import seal_event, write_event
from labs.audit.seal import VERSION, read_rows, seal_texts, write_found

SEALED_EARLIER = "rows-sealed"


def seal_earlier_rows(
    chain: str, events: Any, kinds: Iterable[type[Model]], version: int = VERSION
) -> None:
    """Leave one event that seals the rows of all acts of a chain that have no seal.

    `events` is the model of events, `kinds` those of the sealed tables: in a migration as
    they are at that point. Inside a transaction that nobody else writes in.
    """
    mine = events.objects.filter(chain=chain)
    by_table = {kind._meta.db_table: kind for kind in kinds}
    sealed = set(mine.exclude(rows="").values_list("seq", flat=True))
    texts = (
        write_found(row, by_table[row.table], version)
        for row in read_rows(chain, by_table.values())
        if row.act not in sealed
    )
    last = mine.latest("seq")
    event = events(
        chain=chain,
        seq=last.seq + 1,
        at=timezone.now(),
        verb=SEALED_EARLIER,
        by_name=Operator(None).name,
        detail=json.dumps({}),
        prev=last.hash,
    )
    event.rows = seal_texts(write_event(event), texts, version)
    event.hash = seal_event(event)
    event.save(force_insert=True)
