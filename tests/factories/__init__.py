"""The one kit of the tests: invented people, readings without a database, and records.

factory-boy's factories with traits for every noun (`UserFactory(nurse=True)`,
`PanelFactory(lh="<0.1", signed=True)`); what stands in the database comes there through
`record`'s doors. The small letters are the same with their first facts in order.
"""

from tests.factories.people import (
    PASSWORD,
    ClinicFactory,
    PatientFactory,
    UserFactory,
    alias,
    clinic,
    invited,
    laboratory,
    login,
    one_of,
    open_by_emergency,
    patient,
    patient_token,
    printed,
    token,
    work_by_teams,
    worker,
)
from tests.factories.readings import (
    CLARA,
    DAYS,
    RANGES,
    TODAY,
    ZONE,
    DecidedFactory,
    DrawFactory,
    EpisodeFactory,
    ReadingFactory,
    blood,
    clinician_range,
    course,
    decided,
    dosed,
    draw,
    episode,
    lh,
    range_of_testosterone,
    reading,
    released,
    volume,
)
from tests.factories.record import (
    BaselineFactory,
    BatchFactory,
    ClinicianRangeFactory,
    CorrectionFactory,
    DecisionFactory,
    PanelFactory,
    ParkedRowFactory,
    ResultFactory,
    TreatmentFactory,
    drawn,
)
