"""After an agent has ended. Prospects are for clinicians only, and forecast nothing."""

from labs.notes.agent_groups import TESTOSTERONE
from labs.notes.conditions import (
    below_untreated_baseline,
    first_above_detection,
    has_risen,
    is_inside,
    is_low,
    no_agent,
    no_agent_again,
    some_agent_stopped,
    was_stopped,
)
from labs.notes.headings import LONG_TERM, REVERSED
from labs.notes.note import Note
from labs.notes.source import UNTOLD

NOTES = (
    Note(
        key="off-testosterone-still-low",
        headings=(LONG_TERM,),
        when=(was_stopped(TESTOSTERONE), no_agent(), is_low("lh")),
        clinician=(
            "The document names three things that bear on the degree of recovery: how long "
            "testosterone was given, the man’s age, and how the testes worked before."
        ),
        caveat="No time, and no share of men, can be read from it.",
        names=(TESTOSTERONE,),
        prospects=True,
        not_with=frozenset({"lh-back-testosterone-not-yet"}),
    ),
    Note(
        key="first-lh-signal",
        headings=(LONG_TERM,),
        when=(some_agent_stopped(), no_agent(), first_above_detection("lh")),
        clinician=(
            "LH was below detection and is measured now, with no agent recorded. In the "
            "document LH is the pituitary’s answer to GnRH, and the aim is that the body "
            "releases its own GnRH in pulses."
        ),
        caveat="One sample shows one moment; nothing is said about the next.",
        prospects=True,
    ),
    Note(
        key="lh-back-testosterone-not-yet",
        headings=(LONG_TERM,),
        when=(
            was_stopped(TESTOSTERONE),
            no_agent(),
            is_inside("lh"),
            is_low("testosterone"),
        ),
        clinician=(
            "The signal is inside its range and the answer below its own. The document "
            "names earlier trouble of the testes, age and time on testosterone among what "
            "bears on recovery."
        ),
        caveat="The document gives no order in which hormones return.",
        names=(TESTOSTERONE,),
        prospects=True,
    ),
    Note(
        key="not-back-to-baseline",
        headings=(LONG_TERM,),
        when=(
            was_stopped(TESTOSTERONE),
            no_agent_again(),
            below_untreated_baseline("testosterone"),
        ),
        clinician=(
            "Testosterone is below its baseline, with no agent recorded. The document "
            "tells of cases without a full return to it, above all after long treatment "
            "with testosterone."
        ),
        caveat="It gives no share of men and no time, and says nothing of what comes next.",
        names=(TESTOSTERONE,),
        prospects=True,
        not_with=UNTOLD,
    ),
    Note(
        key="volume-rising-off-testosterone",
        headings=(REVERSED,),
        when=(was_stopped(TESTOSTERONE), has_risen("volume")),
        clinician=(
            "In the document volume follows testosterone inside the testis and the making "
            "of sperm, where these come back after testosterone from outside."
        ),
        caveat="A volume does not count sperm.",
        names=(TESTOSTERONE,),
        prospects=True,
        not_with=UNTOLD,
    ),
)
