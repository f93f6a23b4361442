"""What is written of an answer: a refusal is one line, a crash keeps its traceback."""

import logging


def drop_traceback_of_refusal(record: logging.LogRecord) -> bool:
    """A filter that lets all pass: an answer below 500 is no fault of the program."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True
