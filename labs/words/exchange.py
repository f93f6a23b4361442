"""Sentences of the room exchange, by code."""

_FILES = {
    "file-too-large": "The file is larger than {most} MB. Send it in parts.",
    "file-too-many-rows": "The file has more than {most} rows. Send it in parts.",
    "file-empty": "The file is empty.",
    "file-without-rows": "The file has a header and no rows.",
    "file-not-text": (
        "Line {line} holds characters that no text has. Save the table as CSV."
    ),
    "file-damaged": (
        "The file says that it is {encoding}, and cannot be read so. Save it again."
    ),
    "file-is-zip": "This is a packed file or a workbook, not CSV. Save the table as CSV.",
    "file-is-gzip": "This is a packed file, not CSV. Unpack it, and send the table in it.",
    "file-is-pdf": "This is a PDF, not CSV. Ask the laboratory for a table.",
    "file-is-xls": "This is a workbook, not CSV. Save the table as CSV.",
    "file-is-xml": (
        "This is XML, which is not read here. Ask the laboratory for a CSV table."
    ),
    "file-is-fhir": (
        "This is JSON, not CSV. FHIR files cannot be read yet; send a CSV table."
    ),
    "file-is-hl7v2": (
        "This is HL7, not CSV. HL7 v2 files cannot be read yet; send a CSV table."
    ),
    "format-later": "{format} files cannot be read yet. Send a CSV table.",
    "line-too-long": (
        "Line {line} is longer than {most} kB. Check its line ends and quotes."
    ),
    "line-quotes": (
        "In line {line} a quotation mark is open or out of place. Correct the quotes."
    ),
    "line-unreadable": (
        "Line {line} cannot be read as a line of a table. Correct or remove it."
    ),
    "columns-too-many": "The header has more than {most} columns. Send the ones needed.",
    "columns-missing": (
        "No column holds {missing}. The headings are {headings}. "
        "Rename a heading, name the columns in a mapping, or, for a file of one patient, "
        "give the patient's number."
    ),
}
_MAPPINGS = {
    "mapping-unreadable": "The mapping is not a JSON object. Correct it.",
    "mapping-key-unknown": "A mapping has no part “{key}”. It has {keys}.",
    "mapping-key-twice": "The mapping says “{key}” twice. Remove one.",
    "mapping-value-unfit": "The mapping's “{key}” cannot be used. Correct it.",
    "mapping-field-unknown": "“{field}” is not a field. Write one of {fields}.",
    "mapping-analyte-unknown": "“{name}” is not an analyte. Write one of {keys}.",
    "mapping-column-missing": (
        "The mapping takes {field} from a column “{heading}”, which the file does not have."
    ),
    "date-format-unusable": (
        "“{format}” is not a date format. Write day, month and year as %d, %m and %Y, "
        "with the signs between them."
    ),
}
_ROWS = {
    "row-too-long": (
        "The row has {cells} cells, and the header {columns}. A decimal comma, or a text "
        "with the delimiter in it, must stand in quotation marks."
    ),
    "row-without-analyte": (
        "The row does not say what was measured. Write it, or remove the row."
    ),
    "row-other-test": "“{name}” is not tracked.",
    "row-no-result": "The row is an order or was not asked for; it holds no result.",
    "row-status-unknown": (
        "“{status}” is not known as the status of a result. Write final, preliminary, "
        "corrected, entered-in-error, not-done or pending, or leave the column out "
        "in a mapping."
    ),
    "row-not-yes-or-no": "“{text}” is neither yes nor no. Write yes, no, or nothing.",
    "analyte-off": "{analyte} is switched off in this clinic.",
    "analyte-contradicted": (
        "The name is “{name}”, and the code is that of {analyte}. "
        "Ask the laboratory which one was measured."
    ),
    "patient-missing": (
        "The row does not say whose result it is. Write the patient's number."
    ),
    "patient-disagrees": (
        "The row is of patient {number}, and the file was said to be of {told}. "
        "Remove the row, or read the file without that number."
    ),
    "collected-missing": (
        "The row does not say when the sample was taken. Write date and time."
    ),
    "draw-in-future": "{at} is in the future. Check the date on the report.",
    "date-short-year": (
        "“{text}” has a year of two digits, and the 21st century has not come to it yet. "
        "Write all four digits of the year."
    ),
    "born-short-year": (
        "“{text}” has a year of two digits, which may be of two centuries. "
        "Write all four digits of the year of birth."
    ),
    "date-is-day-number": (
        "“{text}” is a day number of a spreadsheet. Format the column as a date there, "
        "and save the table again."
    ),
    "time-is-part-of-day": (
        "“{text}” is a time as a spreadsheet counts it, in parts of a day. Format the "
        "column as a time there, and save the table again."
    ),
    "precision-unknown": "“{precision}” is not a precision. Write minute, date or month.",
    "columns-disagree": (
        "The columns {headings} say different things. Name the one to read in a mapping."
    ),
    "columns-one-result": (
        "The columns “{first}” and “{second}” hold one result, {analyte} of one draw. "
        "Leave one of them out in a mapping, with ignore."
    ),
    "specimen-other": (
        "“{specimen}” is not blood. The result is not taken for one measured in blood."
    ),
    "comparator-unknown": (
        "“{sign}” is not a comparison sign. Write <, <=, > or >=, or set the column to "
        "ignore in a mapping."
    ),
    "comparators-disagree": (
        "The sign of the result is given as “{sign}”, and the result as “{reported}”. "
        "Check the report, and make them one."
    ),
    "comparator-without-number": (
        "The sign “{sign}” stands beside “{reported}”, which is not a number. "
        "Check the report, and write the result as it is printed there."
    ),
    "value-spreadsheet-error": (
        "“{reported}” is an error of the spreadsheet, not a result. Write the result, "
        "or leave the row out."
    ),
    "value-nd": (
        "“{reported}” may mean not done or not detected. Write which one it is, or give "
        "the status not-done."
    ),
    "values-disagree": (
        "The result is reported as “{reported}”, and its digits are given as “{value}”. "
        "Check the report, and make them one."
    ),
    "units-disagree": (
        "The unit is given as {unit}, and as printed is {printed}. Make them one."
    ),
    "sides-disagree": "The row says {side}, and the name {named}. Check the report.",
    "status-with-result": (
        "The status is {status}, but there is a result, “{reported}”. Correct one of them."
    ),
    "version-unreadable": "“{version}” is not the number of a version. Write digits.",
}
_COLUMNS = {
    "header-again": (
        "Another header begins in line {line}. Send each table as a file of its own, or "
        "put all rows under one header."
    ),
    "unread-comparison": (
        "The column “{heading}” is not read, and holds “{cell}”: less or more than the "
        "result, or below or above the reference range. Say in a mapping which: set the "
        "column to comparator, or to ignore."
    ),
    "unread-comparison-of-many": (
        "The column “{heading}” is not read, and holds “{cell}”: it may belong to any "
        "result of the row. Write the sign before its result, or name the column after "
        "its test (“LH sign”), or set it to ignore in a mapping."
    ),
    "unread-material": (
        "The column “{heading}” is not read, and names another material than blood, "
        "“{cell}”. In a mapping, set the column to specimen, or to ignore."
    ),
    "unread-status": (
        "The column “{heading}” is not read, and holds the status “{cell}”. In a mapping, "
        "set the column to status, or to ignore."
    ),
    "unread-flag": (
        "The column “{heading}” is not read, and says “{cell}”, which may change the "
        "result beside it. Correct the result, or set the column to ignore in a mapping."
    ),
    "unread-contradicts": (
        "The column “{heading}” is not read, and says “{cell}” where “{read}” was read. "
        "In a mapping, name the column to read, and set the other to ignore."
    ),
    "file-column-unread": "Not read: column “{heading}”, with {sample}.",
    "file-column-empty": "Not read: column “{heading}”, which is empty.",
}
_OUTCOMES = {
    "patient-unknown": (
        "No patient of this clinic has the number {number}. The row is in no record."
    ),
    "patient-incomplete": (
        "To open a record for {number}, the row must give name and birth date. "
        "Add both columns, or create the patient first."
    ),
    "draw-before-birth": (
        "{day} is before patient {number} was born. Check the date, and whose result it is."
    ),
    "conflict": (
        "The record has {before} for this draw, and the file does not call its value "
        "a correction. Ask the laboratory which one stands."
    ),
    "conflict-in-file": (
        "Line {line} of this file has {before} for this draw, and this row does not call "
        "its value a correction. Ask the laboratory which one stands."
    ),
    "conflict-version": (
        "The record has {before} as this version of the result. A correction is a row "
        "with the next version."
    ),
    "conflict-version-in-file": (
        "Line {line} of this file has {before} as this version of the result. A "
        "correction is a row with the next version."
    ),
    "unchanged-later": "The record has a later version already.",
    "unchanged-later-in-file": "Line {line} of this file has a later version already.",
    "row-corrected": "It replaces {before}, which stays readable.",
    "conflicts-queue-later": (
        "Rows that contradict the record cannot be put aside yet. Leave out the option: "
        "the file is refused then, and each such row is named."
    ),
    "export-later": "{format} cannot be written yet. Write csv.",
    "file-verdict-refused": "Refused. Nothing is saved.",
    "file-verdict-dry-run": "The file can be imported. Nothing is saved in a dry run.",
    "file-verdict-taken": "Imported.",
    "patient-of-file-unknown": (
        "No patient of this clinic has the number {number}. Check it, or create him first."
    ),
}

SENTENCES: dict[str, str] = _FILES | _MAPPINGS | _ROWS | _COLUMNS | _OUTCOMES
