"""Sentences of the record's doors, by code."""

SENTENCES: dict[str, str] = {
    "reason-missing": "Enter the reason.",
    "draw-empty": "No result entered. Enter at least one result of this draw.",
    "draw-unknown": "A ticked draw is not in this patient's record. Reload the page.",
    "draw-misfiled": (
        "This draw was another person's and is entered in error. Nothing can be added."
    ),
    "result-there": (
        "{name} is in this draw already. Correct that result, or clear this row."
    ),
    "misfiled-same-person": "The draw is this patient's already. Choose another patient.",
    "misfiled-empty": ("Every result of this draw is entered in error. Nothing to move."),
    "misfiled-unborn": (
        "The draw is before this patient's birth date, {born}. Choose another patient, or "
        "correct the draw date first."
    ),
    "misfiled-other-clinic": "Choose a patient of the same clinic.",
    "correction-other-analyte": (
        "A correction cannot change the analyte or the side. Mark this result as entered "
        "in error, and add another one."
    ),
    "not-signed-off": "This draw is not signed off. Nothing to undo.",
    "baseline-not-final": "A baseline must be a final result. This result is {status}.",
    "baseline-without-number": (
        "A baseline must be a number or a limit. This result is in words."
    ),
    "range-without-ends": "Enter the lower limit, the upper limit, or both.",
    "range-ends-before-start": (
        "The end, {day}, is before the start, {since}. Enter a later date."
    ),
    "number-missing": "Enter the patient number.",
    "number-taken": (
        "The number {number} is another patient's in this clinic. Enter another number, or "
        "open that patient."
    ),
    "treatment-stopped": "This treatment is already stopped. Correct its stop date.",
    "treatment-stops-before-start": (
        "The stop, {stop}, is before the start, {start}. Enter a later stop date."
    ),
    "decision-unknown": (
        "A ticked decision is not in this patient's record. Reload the page."
    ),
    "decision-not-open": (
        "This decision is not reopened: no result used in it has changed since it was "
        "recorded or last confirmed."
    ),
    "check-half": "A next check needs both a date and what to check.",
}
