"""Sentences of the record's doors, by code."""

SENTENCES: dict[str, str] = {
    "reason-missing": "Say why: a reason is kept with every correction.",
    "draw-empty": "Nothing was entered: give at least one result of this draw.",
    "draw-unknown": "A draw that was ticked is not in this record. Load the page again.",
    "draw-misfiled": (
        "This draw was another person's and is entered in error. Nothing is added to it."
    ),
    "result-there": (
        "{name} stands in this draw already. Correct that result, or empty this row."
    ),
    "misfiled-same-person": "This is the person whose draw it is now. Choose another one.",
    "misfiled-empty": (
        "Every result of this draw is entered in error. There is nothing to move."
    ),
    "misfiled-unborn": (
        "It was taken before this person was born, {born}. Choose another one, or correct "
        "the date of the draw first."
    ),
    "misfiled-other-clinic": "Choose a person of the same clinic.",
    "correction-other-analyte": (
        "A correction keeps its analyte and side. Enter this result in error, and add "
        "another one."
    ),
    "not-signed-off": "This draw is not signed off: there is nothing to take back.",
    "baseline-not-final": "A baseline is a final result. This one is {status}.",
    "baseline-without-number": (
        "A baseline is a number, or a limit. This result is printed in words."
    ),
    "range-without-ends": "Write the lower end, the upper end, or both.",
    "range-ends-before-start": (
        "It would end on {day}, before it was set on {since}. Give a later day."
    ),
    "number-missing": "Give the clinic's own number of this person.",
    "number-taken": (
        "The number {number} is another person's in this clinic. Give a number of his own, "
        "or open the record that is there."
    ),
    "treatment-stopped": "This treatment has ended already. Correct its last day instead.",
    "treatment-stops-before-start": (
        "It would end on {stop}, before it began on {start}. Give a later last day."
    ),
    "decision-unknown": (
        "A decision that was ticked is not in this record. Load the page again."
    ),
    "decision-not-open": (
        "This decision is not open: nothing that it rests on has changed since it was "
        "recorded or last confirmed."
    ),
    "check-half": "A next check needs both: the day, and your words for it.",
}
