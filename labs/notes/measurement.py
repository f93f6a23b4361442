"""About this measurement: what a result can show. Never from the document.

The sections named here are those of `docs/measurement.md`, which gives the sources.
"""

from labs.notes.agent_groups import HCG, TESTOSTERONE
from labs.notes.conditions import agent_at_the_draw_before, is_active, no_agent
from labs.notes.measurement_conditions import (
    a_number,
    by_immunoassay,
    examined_another_way,
    gel_at_the_needle,
    in_words,
    is_corrected,
    is_preliminary,
    no_interval,
    no_time_of_day,
    only_one,
    other_fasting,
    other_floor,
    other_interval,
    other_laboratory,
    other_method,
    other_operator,
    other_time_of_day,
    other_time_since_dose,
    other_treatment,
    other_unit,
    printed_above,
    printed_below,
    took_biotin,
    was_ill,
)
from labs.notes.note import AboutMeasurement, any_of

LIMITS = "Limits of detection"
RANGES = "Ranges of laboratories"
METHODS = "Methods and laboratories"
CLOCK = "Time of day"
DOSE = "Treatment and time since the dose"
STATE = "Food, illness and supplements"
VOLUMES = "Testicular volume"
LIFE = "The life of a result"

SECTIONS = (LIMITS, RANGES, METHODS, CLOCK, DOSE, STATE, VOLUMES, LIFE)

NOTES = (
    AboutMeasurement(
        key="below-detection",
        section=LIMITS,
        when=(printed_below(),),
        clinician=(
            "Below what this assay measures: the value lies between zero and the limit. It "
            "is neither zero nor a number to calculate with."
        ),
        patient="A result under the limit of a test does not mean zero.",
    ),
    AboutMeasurement(
        key="above-detection",
        section=LIMITS,
        when=(printed_above(),),
        clinician=(
            "Above what this assay measures: the value lies somewhere beyond the limit, "
            "and is not a number to calculate with."
        ),
        patient=(
            "The lab prints the limit of a test here. How far the level is over it is not "
            "known."
        ),
    ),
    AboutMeasurement(
        key="printed-in-words",
        section=LIMITS,
        when=(in_words(),),
        clinician=(
            "The laboratory printed words. They are kept and shown; no number is made of "
            "them, and no point is drawn."
        ),
    ),
    AboutMeasurement(
        key="floor-changed",
        section=LIMITS,
        when=(other_floor(),),
        clinician=(
            "The limit of detection differs from the one before. The change is in the "
            "assay, not in the man."
        ),
        patient="Two limits can be printed for one and the same level.",
    ),
    AboutMeasurement(
        key="method-changed",
        section=METHODS,
        when=(other_method(),),
        clinician=(
            "Another method than at the result before. Results of different methods differ "
            "for reasons of their own, so no line joins them."
        ),
        patient="Two methods can give two numbers for one and the same level.",
    ),
    AboutMeasurement(
        key="laboratory-changed",
        section=METHODS,
        when=(other_laboratory(),),
        clinician=(
            "Another laboratory than at the result before, and no one method recorded for "
            "both. Whether the two compare is not known."
        ),
        patient="Two labs can give two numbers for one and the same level.",
    ),
    AboutMeasurement(
        key="unit-without-conversion",
        section=METHODS,
        when=(other_unit(),),
        clinician="No exact conversion leads from one of the two units to the other.",
    ),
    AboutMeasurement(
        key="estradiol-immunoassay",
        section=METHODS,
        when=(by_immunoassay("estradiol"),),
        clinician=(
            "Immunoassays are less exact at the low levels of estradiol usual in men."
        ),
    ),
    AboutMeasurement(
        key="hcg-in-lh-assay",
        section=METHODS,
        when=(is_active(HCG), a_number("lh")),
        clinician=(
            "Assays differ in how far they read hCG as LH. Whether this one does depends "
            "on its method."
        ),
        names=(HCG,),
    ),
    AboutMeasurement(
        key="interval-changed",
        section=RANGES,
        when=(other_interval(),),
        clinician=(
            "The laboratory’s range changed. A result can change its side of the line "
            "without changing."
        ),
        patient="The range that the lab prints has changed since last time.",
    ),
    AboutMeasurement(
        key="no-interval",
        section=RANGES,
        when=(no_interval(),),
        clinician="No range came with this result, so nothing is said of below or above.",
    ),
    AboutMeasurement(
        key="time-of-day-differs",
        section=CLOCK,
        when=(other_time_of_day(),),
        clinician=(
            "One of the two samples was drawn before 11:00 and the other at or after it. "
            "Testosterone is usually highest in the morning."
        ),
        patient="Testosterone goes up and down over a day.",
    ),
    AboutMeasurement(
        key="date-only",
        section=CLOCK,
        when=(no_time_of_day(),),
        clinician="No time of day is recorded for this sample.",
    ),
    AboutMeasurement(
        key="time-since-dose-differs",
        section=DOSE,
        when=(any_of(is_active(TESTOSTERONE), is_active(HCG)), other_time_since_dose()),
        clinician=(
            "The time since the last dose differs from the one before, or is not recorded "
            "on both. Between doses a level rises and falls."
        ),
    ),
    AboutMeasurement(
        key="agents-differ",
        section=DOSE,
        when=(other_treatment(),),
        clinician=(
            "Other agents are recorded than at the result before. The two show different "
            "states of the axis."
        ),
        not_with=frozenset({"first-without-agent"}),
    ),
    AboutMeasurement(
        key="first-without-agent",
        section=DOSE,
        when=(no_agent(), agent_at_the_draw_before()),
        clinician=(
            "The first draw with no agent recorded that acts on the axis. The values "
            "before it were taken on one. How long an agent acts after its last dose is "
            "not on record."
        ),
    ),
    AboutMeasurement(
        key="fasting-differs",
        section=STATE,
        when=(other_fasting(),),
        clinician=(
            "One of the two samples was fasting and the other was not. Food can lower "
            "testosterone for a while."
        ),
    ),
    AboutMeasurement(
        key="acute-illness",
        section=STATE,
        when=(was_ill(),),
        clinician="Acute illness can lower testosterone, and LH and FSH with it.",
    ),
    AboutMeasurement(
        key="biotin-taken",
        section=STATE,
        when=(took_biotin(),),
        clinician=(
            "Biotin disturbs some immunoassays, by maker: sandwich assays, as for LH and "
            "FSH, then read low, competitive ones, as for testosterone and estradiol, high."
        ),
    ),
    AboutMeasurement(
        key="gel-at-the-needle",
        section=STATE,
        when=(gel_at_the_needle(),),
        clinician=(
            "Hormone gel on the skin where the needle goes in can make a level in blood "
            "read falsely high."
        ),
    ),
    AboutMeasurement(
        key="volume-method",
        section=VOLUMES,
        when=(examined_another_way(),),
        clinician=(
            "Measured another way than before. Orchidometer and ultrasound, and the two "
            "formulas of ultrasound, do not give the same number."
        ),
        patient=(
            "Beads and ultrasound do not give the same number for one and the same size."
        ),
    ),
    AboutMeasurement(
        key="volume-operator",
        section=VOLUMES,
        when=(other_operator(),),
        clinician="Another person than before held the orchidometer.",
    ),
    AboutMeasurement(
        key="preliminary",
        section=LIFE,
        when=(is_preliminary(),),
        clinician="Preliminary: the laboratory may still change it.",
    ),
    AboutMeasurement(
        key="corrected",
        section=LIFE,
        when=(is_corrected(),),
        clinician=(
            "Laboratory or clinic corrected this result; the earlier version is kept "
            "beside it."
        ),
    ),
    AboutMeasurement(
        key="one-result",
        section=LIFE,
        when=(only_one(),),
        clinician="One result so far: a point, not a trend.",
        patient="One result shows one day, not a trend.",
    ),
)
