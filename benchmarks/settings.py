"""The settings of the program, and beside its pages those that it is measured against.

Nothing is made quicker than it is for people: SQLite keeps its `synchronous=FULL`.
"""

from tracker.settings import *
from tracker.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]  # for its command, `fill_clinic`
ROOT_URLCONF = "benchmarks.anchors.urls"
