"""The nouns, and the words for asking about them."""

from labs.models.alias import Alias
from labs.models.audit import AnchorState, AuditEvent, FailedSignIns
from labs.models.baseline import Baseline
from labs.models.batch import Batch, ParkedRow, StagedFile
from labs.models.care_team import BreakGlass, CareTeamMember
from labs.models.clinician_range import ClinicianRange
from labs.models.decision import Decision, DecisionAnswer, DecisionPin
from labs.models.invitation import Invitation
from labs.models.laboratory import Laboratory, LaboratoryTest
from labs.models.note_read import NoteRead
from labs.models.notice import Notice
from labs.models.panel import Panel
from labs.models.patient import Aim, Patient, PatientDetails, Testis
from labs.models.people import Access, Clinic, Membership, ReleaseRule, Role, User
from labs.models.preference import Preference
from labs.models.release import Release
from labs.models.result import Result
from labs.models.token import Token
from labs.models.treatment import Treatment
from labs.models.worklist_item import WorklistItem

__all__ = [
    "Access",
    "Aim",
    "AnchorState",
    "Alias",
    "AuditEvent",
    "Baseline",
    "Batch",
    "BreakGlass",
    "CareTeamMember",
    "Clinic",
    "ClinicianRange",
    "Decision",
    "DecisionAnswer",
    "DecisionPin",
    "FailedSignIns",
    "Invitation",
    "Laboratory",
    "LaboratoryTest",
    "Membership",
    "NoteRead",
    "Notice",
    "Panel",
    "ParkedRow",
    "Patient",
    "PatientDetails",
    "Preference",
    "Release",
    "ReleaseRule",
    "Result",
    "Role",
    "StagedFile",
    "Testis",
    "Token",
    "Treatment",
    "User",
    "WorklistItem",
]
