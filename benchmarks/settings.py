"""The settings of the program, and beside its pages those that it is measured against.

Nothing is made quicker than it is for people: SQLite keeps its `synchronous=FULL`.
"""

from tracker.settings import *

ROOT_URLCONF = "benchmarks.anchors.urls"
