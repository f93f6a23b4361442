"""Sentences of the room series, by code."""

_VIEW = {
    "view-analyte-unknown": "“{analyte}” is not recorded here. Choose a unit on the page.",
    "view-date-unreadable": "“{text}” is not a date. Write year-month-day: 2024-05-14.",
    "view-date-far": "{text} is outside the years {first} to {last}. Give a day of theirs.",
    "view-dates-reversed": "{start} is after {end}. Give the earlier date first.",
    "view-axis-unknown": "“{text}” is not an axis. Choose dates, or days since an event.",
    "view-event-unknown": "No such event is in this record. Choose one to count from.",
    "view-over-axis": "Choose an event to count days from, then what to lay over.",
    "view-over-dates": "With a second attempt laid over, no dates can be chosen.",
    "view-over-unknown": "Only an earlier event of this record can be laid over.",
    "view-lh-unknown": "“{text}” is not a scale. Choose log or linear.",
    "view-scale-unknown": "“{text}” is not a scale. Choose value or relative.",
    "view-view-unknown": "“{text}” is not a view. Choose figure or explore.",
    "span-months": "{months} months",
    "span-year": "{years} year",
    "span-years": "{years} years",
    "span-all": "All",
    "look-value": "values",
    "look-linear": "values, all linear",
    "look-relative": "% of reference range",
    "axis-date": "dates",
}
_EVENTS = {
    "event-ended": "{agent} ended, {day}",
    "event-began": "{agent} began, {day}",
    "event-decision": "decision {letter}, {day}",
    "event-days-since": "days since {event}",
}
_OVER = {
    "over-none": "nothing",
    "over-draw": "laid over in grey: day {days} after {event}",
    "over-draw-before": "laid over in grey: {days} days before {event}",
    "over-draw-month": "laid over in grey, by {event}",
}
_POINT = {
    "less-than": "less than {value}",
    "at-most": "at most {value}",
    "more-than": "more than {value}",
    "at-least": "at least {value}",
    "about": "about {value}",
    "printed-words": "“{text}”",
    "converted": "converted from {source}",
    "left": "left",
    "right": "right",
    "state-below": "below range {range}",
    "state-inside": "inside range {range}",
    "state-above": "above range {range}",
    "state-unknown": "range {range}, not told by this result",
    "state-no-range": "range printed in words: {range}",
    "own-range": "clinician’s range {range}",
    "own-range-by": "clinician’s range {range} ({by}, {day})",
    "preliminary": "preliminary",
    "corrected": "corrected",
    "corrected-from": "corrected, it was {reported}",
}
# Of testosterone that is not low while LH is silent.
_SOURCE = {
    "source-untold": "This level does not tell where it came from.",
    "source-given": (
        "This level does not tell where it came from; what was given before may still be "
        "in it."
    ),
    "source-untold-short": "the level does not tell its source",
    "source-given-short": "what was given before may still be in it",
    "plain-source-untold": "This level does not say where the testosterone came from.",
    "plain-source-given": (
        "This level does not say where the testosterone came from. It may still hold what "
        "was given before."
    ),
}
_CHANGE = {
    "change-up": "up {by}",
    "change-down": "down {by}",
    "change-none": "unchanged",
    "change-up-slight": "up by less than {least}",
    "change-down-slight": "down by less than {least}",
    "change-with-treatment": "{change}; {now} now, {before} before",
    "no-change-first": "first result",
    "no-change-both-below": "both below detection",
    "no-change-both-above": "both above detection",
    "no-change-below": "below detection now",
    "no-change-above": "above detection now",
    "no-change-was-below": "below detection before",
    "no-change-was-above": "above detection before",
    "no-change-words": "not a number",
    "no-change-method": "another method",
    "no-change-laboratory": "another laboratory",
    "no-change-floor": "another detection limit",
    "no-change-formula": "another formula",
    "no-change-unit": "no exact conversion",
    "no-change-time-of-day": "another time of day",
    "no-change-since-dose": "another time since the dose",
    "no-change-fasting": "fasting differs",
    "no-change-treatment": "other agents",
}
_AGENTS = {
    "agents-none": "no agent",
    "agents-none-recorded": "No agent recorded",
    "spoken-broken": "Not comparable with the one before: {names} ({words}).",
    "spoken-noted": "No change is given for {names}: {words}.",
    "spoken-other-agents": "Other agents than at the one before: {names}.",
    "agents-none-that-day": "No agent recorded that day.",
    "agents-none-day-itself": "No agent recorded for the day itself.",
    "agents-on": "On {agents}.",
    "agent-uncertain": "{agent} (uncertain)",
    "agent-since": "{agent} since {day}",
    "and": "and",
    "stretch-within": "{agents}, in {day}",
    "stretch-between": "{agents}, {start} to {end}",
    "stretch-since": "{agents} since {start}",
    "stretch-before": "{agents} before {end}",
}
_TABLE = {
    "not-measured": "not measured",
    "pending": "pending",
    "not-done": "not done",
    "no-value": "no result",
    "precision-date": "date only",
    "precision-month": "month only",
    "baseline": "baseline",
    "differs-method": "method",
    "differs-laboratory": "laboratory",
    "differs-floor": "detection limit",
    "differs-formula": "formula",
    "differs-unit": "unit",
    "differs-time-of-day": "time of day",
    "differs-since-dose": "dose time",
    "differs-fasting": "fasting state",
    "differs-treatment": "treatment",
    "not-comparable": "not comparable: {reasons}",
    "from-reported": "from {source}",
    "earlier": "earlier",
    "no-range": "no range",
    "range-with-each": "with each result",
    "method-unknown": "method not recorded",
    "clinician-range-short": "clinician’s {range}",
    "column-volume": "Volume",
    "column-sides": "{unit}, L | R",
    "column-volume-left": "Volume left",
    "column-volume-right": "Volume right",
    "decision-same-day": "on the day of decision {letter}",
    "decision-days-ago": "{days} days after decision {letter}",
    "decision-weeks-ago": "{weeks} weeks after decision {letter}",
}
_SIGN_OFF = {
    "sign-off": "Sign off",
    "sign-off-and-share": "Sign off and share",
    "sign-off-now": "he reads it now",
    "sign-off-rest-now": "he reads the rest now",
    "sign-off-already": "he reads it already",
    "sign-off-already-since": "he reads it already, as corrected on {day}",
    "sign-off-not-yet": "he reads nothing of it yet",
    "sign-off-no-login": "not shown online: no login",
    "sign-off-no-login-yet": "not shown online: no login; he reads it once he has one",
    "sign-off-nothing": "nothing is shared",
    "sign-off-kept-back": "{name} ({why})",
}
_CSV = {
    "csv-draw": "Draw",
    "csv-time": "Time",
    "csv-laboratory": "Laboratory",
    "csv-agents": "Agents recorded",
    "csv-circumstances": "Circumstances",
    "csv-other-drug": "Other drug",
    "csv-notes": "Notes",
    "csv-reported": "{column} as reported",
    "csv-state": "{column} state",
    "csv-range": "{column} range",
    "csv-own-range": "{column} clinician’s range",
    "csv-change": "{column} change",
    "csv-status": "{column} status",
    "csv-laid-over": "Laid over",
    "csv-comment": "{column} comment",
}
_DERIVED = {
    "derived-t_lh": "Testosterone : LH",
    "derived-t_e2": "Testosterone : estradiol, by mass",
    "derived-t_e2_molar": "Testosterone : estradiol, by moles",
    "derived-total_volume": "Total volume",
    "derived-mean_volume": "Mean volume",
    "derived-percent_of_baseline": "% of baseline",
    "derived-days_on": "Days on {agent}",
    "derived-days_off": "Days off {agent}",
    "derived-since_dose": "Time since the last dose",
    "formula-t_lh": "testosterone in nmol/L divided by LH in IU/L",
    "formula-t_e2": "testosterone in ng/dL divided by estradiol in pg/mL",
    "formula-t_e2_molar": "testosterone divided by estradiol, both in nmol/L",
    "formula-total_volume": "left plus right",
    "formula-mean_volume": "half of left plus right",
    "formula-percent_of_baseline": "100 times the value, divided by the baseline",
    "formula-days_on": (
        "day of the draw minus the first day; episodes that follow on by the day are one"
    ),
    "formula-days_off": "day of the draw minus the last day",
    "formula-since_dose": "as recorded with the draw",
    "days-from": "from {day}",
    "days-to": "to {day}",
    "unit-d": "day",
    "unit-d-many": "days",
    "unit-h": "hour",
    "unit-h-many": "hours",
    "derived-draw-month": "the draw is known to the month only",
    "derived-month-only": "days of {agent} are known to the month only",
    "derived-dose": "recorded as {told}, without a time",
    "derived-dose-unknown": "not recorded",
    "derived-missing": "{name} was not measured",
    "derived-waiting": "{name} is not there yet",
    "derived-twice": "{name} was measured more than once",
    "derived-words": "{name} is printed in words",
    "derived-censored": "{name} is {value}",
    "derived-preliminary": "{name} is preliminary",
    "derived-zero": "{name} is 0",
    "derived-two-methods": "left and right were measured by different methods",
    "derived-baseline": "at the baseline, {reason}",
    "derived-with-states": "{now} now, {before} at the baseline",
    "derived-incomparable": "not comparable with the baseline ({reason})",
}
_NEWS = {
    "news-none": "Nothing new or changed since your last review.",
    "news-first": "Not reviewed:",
    "news-new": "New since your last review:",
    "news-changed": "Changed since your last review:",
    "news-both": "New or changed since your last review:",
    "news-draw": "draw of {day}",
    "news-corrected": "{name} of {day} corrected, {was} → {now}",
    "news-added": "{name} of {day} changed",
    "news-used": "decision {letters} used it",
    "news-used-more": "decisions {letters} used it",
    "news-decision": "a result that decision {letter} used has changed",
    "news-draws": "{count} draws",
    "news-draws-one": "1 draw",
    "news-corrections-one": "1 correction",
    "news-corrections": "{count} corrections",
    "news-reopened": "{count} decisions that used a changed result",
    "news-reopened-one": "1 decision that used a changed result",
}
_CALCULATED = {
    "calculated-t_e2": "Testosterone : estradiol",
    "calculated-baseline": "% of baseline",
    "calculated-not": "not calculated, {reason}",
    "calculated-not-for": "not calculated for {names}",
}
_SUMMARY = {
    "summary-none": "No draws yet.",
    "summary-none-in-dates": "No draw in these dates.",
    "summary-one": "One draw, {when}.",
    "summary-draws": "{count} draws from {first} to {last}.",
    "summary-below-once": "{name} was below what the test can measure once, {when}.",
    "summary-below": (
        "{name} was below what the test can measure at {count} draws, last {when}."
    ),
    "summary-above-once": "{name} was above what the test can measure once, {when}.",
    "summary-above": (
        "{name} was above what the test can measure at {count} draws, last {when}."
    ),
    "summary-latest": "Latest",
    "short-below": "below range",
    "short-inside": "in range",
    "short-above": "above range",
    "summary-to-review": "Not reviewed: the draw of {day}.",
    "summary-to-review-more": "Not reviewed: {count} draws, the latest of {day}.",
    "summary-attention": "Decision {letter} rests on a result that has changed since.",
    "summary-attention-more": (
        "Decisions {letters} rest on results that have changed since."
    ),
    "summary-agents": "Recorded as active: {agents}.",
    "summary-no-agent": "No treatment recorded.",
    "summary-no-agent-since": "No treatment recorded since {day}.",
    "summary-origin": "Days are counted from {event}.",
    "summary-relative": (
        "Each result is drawn between the ends of its own reference range, not by its "
        "value: this is a drawing, not a judgement."
    ),
    "summary-relative-without": (
        "Numbers without a reference range of two ends stand in words, volumes by their "
        "values, and no clinician’s range is drawn."
    ),
    "summary-over": (
        "Laid over in grey: {count} draws, with their days counted from {event}."
    ),
    "summary-over-begins": (
        "Of both, nothing drawn more than {days} days before day 0 is in view."
    ),
    "summary-over-ends": (
        "The earlier course ends where the next began, on {day}; what was drawn from then "
        "on until this course is not in view."
    ),
}
_PLAIN = {
    "plain-inside": "In the reference range.",
    "plain-below": "Below the reference range.",
    "plain-above": "Above the reference range.",
    "plain-not-told": ("This test cannot tell whether it is in the reference range."),
    "plain-inside-own": "In the range your clinician set.",
    "plain-below-own": "Below the range your clinician set.",
    "plain-above-own": "Above the range your clinician set.",
    "plain-not-told-own": (
        "This test cannot tell whether it is in the range your clinician set."
    ),
    "plain-no-range": "No reference range printed.",
    "plain-below-detection": "Less than this test can measure (under {limit}).",
    "plain-above-detection": "More than this test can measure (over {limit}).",
    "plain-at-limit-low": "At or under the least that this test measures ({limit}).",
    "plain-at-limit-high": "At or over the most that this test measures ({limit}).",
    "plain-in-words": "Your lab reported this in words, without a number.",
    "plain-preliminary": "This result is not final yet.",
    "plain-corrected": "Your clinic corrected it on {day}; before, it read {reported}.",
    "plain-last-time": "Last time, {day}, it was {value}.",
    "plain-broken-method": (
        "Cannot be compared with the earlier result: the lab changed its method."
    ),
    "plain-broken-laboratory": (
        "Cannot be compared with the earlier result: another lab measured it."
    ),
    "plain-broken-floor": (
        "Cannot be compared with the earlier result: the lowest amount that the test can "
        "measure is not the same."
    ),
    "plain-broken-formula": (
        "Cannot be compared with the earlier result: the size was worked out "
        "in another way."
    ),
    "plain-broken-examined": (
        "Cannot be compared with the earlier result: it was measured in another way."
    ),
    "plain-broken-unit": (
        "Cannot be compared with the earlier result: it was reported in another "
        "kind of unit."
    ),
    "plain-time-of-day": "The sample was taken at another time of day than last time.",
    "plain-since-dose": "The time since your last dose was not the same as last time.",
    "plain-fasting": (
        "One sample was taken fasting and the other was not, or it is not recorded."
    ),
    "plain-treatment": "Your recorded treatment was not the same as last time.",
}

SENTENCES: dict[str, str] = (
    _VIEW
    | _EVENTS
    | _OVER
    | _POINT
    | _SOURCE
    | _CHANGE
    | _AGENTS
    | _TABLE
    | _SIGN_OFF
    | _CSV
    | _DERIVED
    | _NEWS
    | _CALCULATED
    | _SUMMARY
    | _PLAIN
)
