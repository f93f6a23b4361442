"""The audit: what was done, by whom and about whom, so that a change to it is seen.

`chain` leaves events, `seal` what they say of the rows of their act, `anchor` fixes their
heads outside the database, `verify` holds all against one another, `spill` keeps reads
while nothing can be written, `search` and `verbs` are for the page.
"""

from labs.audit.actors import Actor, Clock, Nobody, Operator, Owner, Program, user_of
from labs.audit.anchor import (
    AnchorRefused,
    anchor_anew,
    anchor_heads,
    find_oldest_unanchored,
)
from labs.audit.chain import (
    GENESIS,
    SYSTEM,
    Act,
    PlannedEvent,
    empty_spill,
    leave_event,
    open_act,
    read_list,
    record_read,
    seal_event,
    write_all,
)
from labs.audit.keys import KEY_MISSING, make_first_key
from labs.audit.sign_ins import record_sign_in, record_system, tell_failed_sign_ins
from labs.audit.verify import ChainVerdict, Verdict, verify_audit

__all__ = [
    "GENESIS",
    "KEY_MISSING",
    "SYSTEM",
    "Act",
    "Actor",
    "AnchorRefused",
    "ChainVerdict",
    "Clock",
    "Nobody",
    "Operator",
    "Owner",
    "Program",
    "PlannedEvent",
    "Verdict",
    "anchor_anew",
    "anchor_heads",
    "empty_spill",
    "find_oldest_unanchored",
    "leave_event",
    "make_first_key",
    "open_act",
    "read_list",
    "record_read",
    "record_sign_in",
    "record_system",
    "seal_event",
    "tell_failed_sign_ins",
    "user_of",
    "verify_audit",
    "write_all",
]
