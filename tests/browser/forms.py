"""Every page that holds a form: how it is reached, what is typed there, what a button does.

A page that is not listed here fails `test_buttons`; so does a button that is on no list.
"""

from dataclasses import dataclass, field

from django.db import connection

from labs.models.guards import APPEND_ONLY

# What an act may write; the audit trail also holds what was read.
CLINICAL = sorted(
    {
        *APPEND_ONLY,
        *("labs_stagedfile", "labs_alias", "labs_invitation", "labs_membership"),
        *("labs_notice", "labs_token", "labs_laboratory", "labs_laboratorytest"),
    }
    - {"labs_auditevent"}
)
NOTHING = {}


@dataclass(frozen=True)
class FormPage:
    """`typed` is put into its boxes by name; `buttons` says what each writes, by label.

    Of a list it is chosen by its value, or by the words that it begins with.
    """

    address: str  # a name of labs.urls, with what stands in the query
    buttons: dict[str, dict[str, int]]
    typed: dict[str, str] = field(default_factory=dict)
    who: str = "clinician"
    steps: tuple[tuple[str, dict[str, str]], ...] = ()  # buttons pressed on the way
    form: str = "form"  # where the boxes stand in which something is typed


RESULT = {"labs_panel": 1, "labs_result": 1}
CORRECTED = {"labs_result": 1}
SHARED = {"labs_release": 2}  # reviewed, and shared
STANDS = {"Still stands": {"labs_decisionanswer": 1}, "Find": NOTHING}
AGAIN = {"agent": "testosterone", "start": "2026-01-05"}  # it is ongoing already
# On every page of a signed-in person.
EVERYWHERE = {"Sign out": NOTHING}

PAGES = {
    "worklist": FormPage(
        "worklist", STANDS, {"find": "Otto", "reason": "the same by hand"}
    ),
    "patients": FormPage("patients", {"Find": NOTHING}, {"find": "Otto"}),
    "a new patient": FormPage(
        "patient_new",
        {"Save patient": {"labs_patient": 1, "labs_patientdetails": 1}},
        {"number": "N-77", "name": "Sven Synthetic", "born": "1990-01-02"},
    ),
    "details": FormPage(
        "details",
        {"Save details": {"labs_patientdetails": 1}},
        {"name": "Otto Renamed", "why": "misspelt"},
    ),
    "a care team": FormPage(
        "care_team",
        {"Add to care team": {"labs_careteammember": 1}, "Remove from care team": NOTHING},
        {"member": "Clara Synthetic", "why": "shares the care"},
        form="#join",
    ),
    "somebody leaves a care team": FormPage(
        "care_team",
        {"Add to care team": NOTHING, "Remove from care team": {"labs_careteammember": 1}},
        {"member": "Nils Synthetic", "why": "other ward"},
        form="#leave",
    ),
    "care teams": FormPage(
        "care_teams",
        {
            "Form care teams from the records": {"labs_careteammember": 2},
            "Assign": {"labs_careteammember": 2},
        },
        {"patients": "tick", "clinician": "Clara Synthetic"},
        who="administrator",
    ),
    "emergency access": FormPage(
        "emergency",
        {"Open record for 60 minutes": {"labs_breakglass": 1, "labs_notice": 1}},
        {"number": "E-1", "born": "1988-04-09", "why": "found collapsed"},
        who="outsider",
    ),
    "a record": FormPage(
        "patient",
        {
            "Show": NOTHING,
            "Remember these options": NOTHING,
            "Mark as read": {"labs_noteread": 1},
        },
    ),
    "an axis picture": FormPage("patient_axis", {}),
    "a new draw": FormPage(
        "panel_new",
        {
            "Save draw": {"labs_panel": 1, "labs_result": 2},
            "Check without saving": NOTHING,
            "Fill in the reference ranges": NOTHING,
            "Use the laboratory’s reference ranges": NOTHING,
        },
        {
            "day": "2026-03-09",
            "time": "08:20",
            "lh_value": "<0.1",
            "fsh_value": "4.0",
            "notes": "after breakfast",
        },
        form="#sheet",
    ),
    "a result added": FormPage(
        "result_new",
        {
            "Save": {"labs_result": 1},
            "Check without saving": NOTHING,
            "Use the laboratory’s reference ranges": NOTHING,
        },
        {"fsh_value": "4.0", "fsh_comment": "by telephone"},
        form="#sheet",
    ),
    "a draw to review": FormPage(
        "panel",
        {
            "Sign off and share": SHARED,
            "Sign off, share later": {"labs_release": 1},
            "Hold draw": {"labs_release": 1},
        },
        {"until": "2026-03-17", "why": "asked the laboratory"},
    ),
    "a signed draw": FormPage(
        "panel signed", {"Withdraw sign-off": {"labs_release": 2}}, {"why": "too early"}
    ),
    "a draw corrected": FormPage(
        "panel_correct",
        {"Save correction": {"labs_panel": 1, "labs_result": 3}},
        {"report_number": "R 7", "why": "the number was missing"},
        form="#correction",
    ),
    "another man sought": FormPage("panel_misfiled", {"Find": NOTHING}, {"find": "Quinn"}),
    "another man found": FormPage(
        "panel_misfiled",
        {"Find": NOTHING, "Compare": NOTHING},
        {"find": "Quinn"},
        steps=(("Find", {"find": "Quinn"}),),
    ),
    "another man compared": FormPage(
        "panel_misfiled",
        {"Move to": {"labs_panel": 2, "labs_result": 6}},
        {"why": "labels swapped"},
        steps=(("Find", {"find": "Quinn"}), ("Compare", {})),
        form="#misfiled",
    ),
    "a result corrected": FormPage(
        "result_correct",
        {
            "Save correction": CORRECTED,
            "Check without saving": NOTHING,
            "Mark as entered in error": CORRECTED,
        },
        {"value": "3.4", "why": "misread"},
    ),
    "treatments": FormPage(
        "treatments",
        {"Save treatment": {"labs_treatment": 1}},
        {"other": "Harbour tonic", "axis": "no", "start": "2026-01-05"},
        form="#episode",
    ),
    "a treatment that overlaps": FormPage(
        "treatments",
        {
            "Keep both and save": {"labs_treatment": 1},
            "Stop the treatment from": {"labs_treatment": 2},
            "Save treatment": NOTHING,
        },
        {"end": "2026-01-04", "end_reason": "changed over"},
        steps=(("Save treatment", AGAIN),),
        form="#episode",
    ),
    "a treatment": FormPage(
        "treatment",
        {"Save correction": {"labs_treatment": 1}},
        {"route": "oral", "why": "miswritten"},
        form="#correction",
    ),
    "a treatment stopped": FormPage(
        "treatment_stop",
        {"Save stop date": {"labs_treatment": 1}},
        {"stop": "2026-03-01"},
        form="#stop",
    ),
    "a treatment changed": FormPage(
        "treatment_change",
        {"Save change": {"labs_treatment": 2}},
        {
            "end": "2026-03-01",
            "end_reason": "changed over",
            "start": "2026-03-02",
            "other": "Harbour tonic",
            "axis": "no",
        },
        form="#change",
    ),
    "ranges": FormPage(
        "ranges",
        {"Save range": {"labs_clinicianrange": 1}},
        {"analyte": "fsh", "low": "2", "high": "6", "unit": "IU/L", "since": "2026-03-01"},
        form="#range",
    ),
    "a range": FormPage(
        "range",
        {"End range": {"labs_clinicianrange": 1}},
        {"day": "2026-03-08", "why": "no longer needed"},
        form="#ending",
    ),
    "baselines": FormPage(
        "baselines ?of=testosterone",
        {"Save baseline": {"labs_baseline": 1}},
        {"result": ""},
        form="#baseline",
    ),
    "a baseline": FormPage(
        "baseline",
        {"Remove baseline": {"labs_baseline": 1}},
        {"why": "another one"},
        form="#ending",
    ),
    "decisions": FormPage(
        "decisions",
        {"Save decision": {"labs_decision": 1}},
        {"kind": "waited", "what": "Nothing changed."},
        form="#decision",
    ),
    "a decision": FormPage(
        "decision",
        {"Save correction": {"labs_decision": 1, "labs_decisionpin": 3}},
        {"what": "Nothing at all.", "reason_of_change": "clearer"},
        form="#correction",
    ),
    "a decision reopened": FormPage(
        "decision reopened",
        {
            "Still stands": {"labs_decisionanswer": 1},
            "Save correction": {"labs_decision": 1, "labs_decisionpin": 1},
        },
        {"reason": "the same by hand", "what": "All stays.", "reason_of_change": "clearer"},
    ),
    "a decision that closes another": FormPage(
        "decisions reopened",
        {
            "Save decision": {
                "labs_decision": 1,
                "labs_decisionpin": 1,
                "labs_decisionanswer": 1,
            }
        },
        {"kind": "waited", "what": "Nothing changed.", "closes": "tick"},
        form="#decision",
    ),
    "the audit trail": FormPage("audit", {"Search": NOTHING}, {"since": "2026-03-01"}),
    "import": FormPage("import", {"Preview": NOTHING}),
    "a file looked at": FormPage(
        "import_preview",
        {
            "Preview again": NOTHING,
            "Preview": NOTHING,
            "Discard": {"labs_stagedfile": -1},
            "Import": {
                "labs_batch": 1,
                "labs_panel": 1,
                "labs_result": 1,
                "labs_stagedfile": -1,
            },
        },
    ),
    "settings": FormPage("clinic", {}, who="administrator"),
    "people": FormPage(
        "people",
        {
            "Invite": {"labs_invitation": 1},
            "Send again": {"labs_invitation": 1},
            "Revoke": NOTHING,
        },
        {"name": "Ines Synthetic", "email": "ines@north.example", "roles": "nurse"},
        who="administrator",
        form="#invitation",
    ),
    "a person": FormPage(
        "person",
        {
            "Give": {"labs_membership": 1},
            "Remove from the clinic": {"labs_membership": -1},
            "Deactivate login": NOTHING,
        },
        who="administrator",
    ),
    "an invitation": FormPage(
        "invitation_link",
        {"Save password and accept": {"labs_membership": 1}},
        dict.fromkeys(("password1", "password2"), "long harbour words 71"),
        who="",
        form="#password",
    ),
    "the clinic's details": FormPage(
        "clinic_details", {"Save": NOTHING}, {"phone": "030 771"}, who="administrator"
    ),
    "who sees records": FormPage(
        "clinic_access",
        {"Save": {"labs_careteammember": 2}},
        {"access": "care-team", "confirm": "tick"},
        who="administrator",
    ),
    "when draws are shared": FormPage(
        "clinic_release",
        {"Save": NOTHING},
        {"release_rule": "after-days", "release_days": "5"},
        who="administrator",
    ),
    "tests and units": FormPage(
        "clinic_analytes",
        {"Save": NOTHING},
        {"on_shbg": "tick", "place_shbg": "1", "unit_testosterone": "ng/dL"},
        who="administrator",
    ),
    "names in files": FormPage(
        "clinic_names",
        {
            "Add name": {"labs_alias": 1},
            "Add unit": {"labs_alias": 1},
            "Remove": {"labs_alias": -1},
        },
        {
            "text": "Testo LIA neu",
            "analyte": "testosterone",
            "meant": "testosterone nmol/L",
        },
        who="administrator",
    ),
    "tokens": FormPage(
        "clinic_tokens",
        {"Ask for token": {"labs_token": 1}, "Revoke": NOTHING},
        {"label": "Registry of the region", "days": "30"},
        who="administrator",
        form="#token",
    ),
    "a token to confirm": FormPage(
        "clinic_token",
        {"Confirm token": NOTHING, "Decline": NOTHING},
        form="#token",
    ),
    "laboratories": FormPage(
        "laboratories",
        {"Add laboratory": {"labs_laboratory": 1}},
        {"name": "Quay Street Hospital"},
        who="administrator",
        form="#new-laboratory",
    ),
    "a laboratory": FormPage(
        "laboratory",
        {"Add test": {"labs_laboratorytest": 1}, "Save name": NOTHING},
        {
            "analyte": "fsh",
            "method": "ECLIA",
            "unit": "IU/L",
            "reference_range": "1.5-12.4",
            "valid_from": "2026-01-01",
        },
        who="administrator",
        form="#new-test",
    ),
    "a test of a laboratory": FormPage(
        "laboratory_test",
        {"Save new version": {"labs_laboratorytest": 1}, "End validity": NOTHING},
        {"valid_from": "2026-02-01", "last_day": "2026-01-31"},
        who="administrator",
        form="#new-version",
    ),
    "glossary": FormPage("glossary", {"Search": NOTHING}, {"q": "testis"}),
    "sign out": FormPage("account_logout", {}),
    "a new password": FormPage("account_change_password", {"Change password": NOTHING}),
    "sign in": FormPage("account_login", {"Sign in": NOTHING}, who=""),
    "a link of the demonstration": FormPage(
        "demo_sign_in", {"Sign in as": NOTHING}, who=""
    ),
    "a lost password": FormPage("account_reset_password", {"Send link": NOTHING}, who=""),
    "his results": FormPage("me", {}, who="patient_user"),
    **{
        name: FormPage(name, {})
        for name in (
            *("notes", "notes_topic", "axis", "agents", "references", "weak_places"),
            "about",
        )
    },
}
# What no person reads, and what is the same page as another one.
WITHOUT = {
    "series",
    "figure",
    "figure_part",
    "draws_csv",
    "me_series",
    "healthz",
    "readyz",
    "form_token",
}
WITHOUT |= {"import_batch", "me_panel", "invitation"}


def rows():
    """How many rows each clinical table holds."""
    with connection.cursor() as cursor:
        counts = {}
        for table in CLINICAL:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def written(before):
    """What was added, by table; a table that is as it was is left out."""
    return {name: n - before[name] for name, n in rows().items() if n != before[name]}
