"""What is written of an answer, and nothing of a patient.

A refusal is one line. A crash keeps its traceback, in production without the words of
its exceptions: those may hold what somebody typed.
"""

import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from traceback import TracebackException
from typing import Any

from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")
_REF = re.compile(r"[a-z2-7]{12}", re.ASCII)  # opaque; anything else in an address is typed


def drop_traceback_of_refusal(record: logging.LogRecord) -> bool:
    """A filter that lets all pass: an answer below 500 is no fault of the program."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True


class JsonLine(JsonFormatter):
    """One JSON object a line.

    Of a request it holds the name of its view, the opaque refs of its address, its method
    and its answer's status: never the address as it was sent, nor what was sent with it.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _write_message(record),
        }
        if number := request_id.get():
            line["request"] = number
        if isinstance(request := getattr(record, "request", None), HttpRequest):
            line |= _describe_request(request)
        for name, key in (("status_code", "status"), ("milliseconds", "milliseconds")):
            if (value := getattr(record, name, None)) is not None:
                line[key] = value
        if record.exc_info and (error := record.exc_info[1]):
            line["error"] = describe_error(error)
            line["traceback"] = write_traceback(error)
        return self.jsonify_log_record(line)


def _write_message(record: logging.LogRecord) -> str:
    """What Django says of a request holds its address; the status says as much."""
    if hasattr(record, "request"):
        return HTTPStatus(getattr(record, "status_code", 500)).phrase
    if isinstance(record.args, tuple):
        words = [describe_error(x) if isinstance(x, Exception) else x for x in record.args]
        return str(record.msg) % tuple(words) if words else str(record.msg)
    return record.getMessage()


def _describe_request(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    said: dict[str, Any] = {"method": request.method if match else "", "view": ""}
    if match:
        said["view"] = match.view_name
        refs = {name: value for name, value in match.kwargs.items() if _is_ref(value)}
        if refs:
            said["refs"] = refs
    return said


def _is_ref(value: object) -> bool:
    return isinstance(value, str) and bool(_REF.fullmatch(value))


def describe_error(error: BaseException) -> str:
    """The kind of an error, and the database's code for it: no words of it."""
    name = type(error).__name__
    for cause in (error, error.__cause__):
        code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
        if code:
            return f"{name} {code}"
    return name


def write_traceback(error: BaseException) -> list[str]:
    """Where it was raised, and what had raised before: places and kinds alone."""
    lines: list[str] = []
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        told = TracebackException(type(now), now, now.__traceback__)
        places = [f"{at.filename}:{at.lineno} in {at.name}" for at in told.stack]
        lines = [*places, describe_error(now), *lines]
        now = now.__cause__ or now.__context__
    return lines
