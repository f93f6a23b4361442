"""PatientNotes of a course, as a page asks for them."""

from labs.analytes import ON
from labs.notes import Audience, PatientNotes
from labs.timeline import View, Who, build_timeline


def notes_of(course, audience=Audience.CLINICIAN):
    who = Who.PATIENT if audience is Audience.PATIENT else Who.STAFF
    return PatientNotes(build_timeline(course, analytes=ON, view=View(), who=who), audience)


def last_draw(course):
    return course.readings[-1].draw.id if course.readings else ""


def keys(course, audience=Audience.CLINICIAN, *, kind="document"):
    """What is shown at his last draw."""
    found = getattr(notes_of(course, audience), kind)(last_draw(course))
    return [shown.key for shown in found]
