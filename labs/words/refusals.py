"""What is refused, by code: programs read the code in JSON and CSV, people the sentence.

Every other sentence stands where it is said.
"""

# Values, units and moments of one reading.
_READINGS = {
    "unit-missing": "Write the unit of {analyte}: {units}.",
    "unit-unknown": "“{unit}” is not known as a unit of {analyte}. Write one of {units}.",
    "unit-not-for-analyte": "{analyte} cannot be read in {unit}. Write one of {units}.",
    "unit-mass-for-iu": (
        "{analyte} in {unit} is a mass, which has no exact value in international units. "
        "Ask the laboratory for the result in IU/L."
    ),
    "unit-milli-per-litre": (
        "{unit} for {analyte} is a thousandth of IU/L, and mostly a misprint of mIU/mL. "
        "Check the report, and write IU/L or mIU/mL."
    ),
    "unit-no-exact-conversion": (
        "{analyte} has no exact conversion from {source} to {target}."
    ),
    "analyte-unknown": "“{name}” is not recorded here. Write the name of an analyte.",
    "analyte-unclear": (
        "“{name}” may mean more than one analyte, total or free. Write which one it is."
    ),
    "value-empty": "Write the result, or why there is none.",
    "value-not-a-result": "“{reported}” is not a result. Write it, or why there is none.",
    "value-unreadable": (
        "“{reported}” cannot be read as a result. Write digits with one decimal sign, "
        "and before them <, <=, > or >= where the report prints one."
    ),
    "value-sign-alone": (
        "“{reported}” has no number. Write the number that the report prints with it, or "
        "why there is no result."
    ),
    "value-thousands": (
        "“{reported}” may hold a thousands sign. Write the digits without one, "
        "and the decimal sign as a point."
    ),
    "value-negative": "“{reported}” is negative. Write the result as the report prints it.",
    "value-below-zero": (
        "“{reported}” cannot be: nothing lies below 0. Check the result on the report."
    ),
    "value-too-long": (
        "“{reported}” has too many digits: at most {whole} before and {decimals} after "
        "the decimal sign. Check the result and its unit."
    ),
    "value-impossible": "{analyte} of {value} {unit} is impossible; check value and unit.",
    "text-too-long": "{what} is longer than {most} characters. Write it shorter.",
    "text-unprintable": "{what} holds a character that cannot be kept. Write it anew.",
    "side-missing": "Say which side was measured: left or right.",
    "side-unknown": "“{side}” is not a side. Write left or right.",
    "side-not-for-analyte": "{analyte} has no side. Leave the side empty.",
    "status-unknown": "“{status}” is not a status. Write one of {statuses}.",
    "volume-method-unknown": "“{method}” is not a volume method. Write one of {methods}.",
    "exam-not-for-analyte": "{analyte} is not examined by diameters. Leave them empty.",
    "diameters-not-three": "Write all three diameters in cm, or none.",
    "diameter-unreadable": "“{diameter}” is not a diameter in cm. Write digits above zero.",
    "since-dose-unreadable": (
        "“{text}” cannot be read. Time since the last dose is written as trough, peak, "
        "or a whole number of hours or of days."
    ),
    "pasted-unreadable": "“{line}” cannot be read. Write analyte, result and unit.",
    "interval-low-above-high": (
        "The interval begins at {low}, above its end at {high}. Check it on the report."
    ),
    "interval-end-unreadable": "“{end}” is not an end of an interval. Write digits.",
    "time-unreadable": (
        "“{text}” cannot be read as a date or time. Write year-month-day, and the time "
        "as hours:minutes."
    ),
    "date-ambiguous": (
        "“{text}” may be day and month or month and day. Write year-month-day, or say "
        "the format."
    ),
    "date-ambiguous-short-year": (
        "“{text}” may be day and month or month and day, and its year has two digits. "
        "Write year-month-day with all four digits of the year, or say the format."
    ),
    "date-out-of-range": "The year of {day} cannot be right. Check the date.",
    "hour-missing": (
        "{time} on {day} did not exist in {zone}: the clock was put forward. "
        "Check the time on the report."
    ),
    "hour-doubled": (
        "{time} on {day} came twice in {zone}: the clock was put back. "
        "Say which one: {first} or {second}."
    ),
}
# A view of a record that an address asks for.
_VIEWS = {
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
}
# Files, their mappings, and their rows.
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
    "row-too-long": (
        "The row has {cells} cells, and the header {columns}. A decimal comma, or a text "
        "with the delimiter in it, must stand in quotation marks."
    ),
    "row-without-analyte": (
        "The row does not say what was measured. Write it, or remove the row."
    ),
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
    "patient-incomplete": (
        "To open a record for {number}, the row must give name and birth date. "
        "Add both columns, or create the patient first."
    ),
    "draw-before-birth": (
        "{day} is before patient {number} was born. Check the date, and whose result it is."
    ),
    "conflicts-queue-later": (
        "Rows that contradict the record cannot be put aside yet. Leave out the option: "
        "the file is refused then, and each such row is named."
    ),
    "export-later": "{format} cannot be written yet. Write csv.",
    "patient-of-file-unknown": (
        "No patient of this clinic has the number {number}. Check it, or create him first."
    ),
}
# The record's doors.
_RECORD = {
    "reason-missing": "Enter the reason.",
    "draw-empty": "No result entered. Enter at least one result of this draw.",
    "draw-unknown": "A ticked draw is not in this patient's record. Reload the page.",
    "draw-misfiled": (
        "This draw was another person's and is entered in error. Nothing can be added."
    ),
    "result-there": (
        "{name} is in this draw already. Correct that result, or clear this row."
    ),
    "misfiled-same-person": "The draw is this patient's already. Choose another patient.",
    "misfiled-empty": ("Every result of this draw is entered in error. Nothing to move."),
    "misfiled-unborn": (
        "The draw is before this patient's birth date, {born}. Choose another patient, or "
        "correct the draw date first."
    ),
    "misfiled-other-clinic": "Choose a patient of the same clinic.",
    "correction-other-analyte": (
        "A correction cannot change the analyte or the side. Mark this result as entered "
        "in error, and add another one."
    ),
    "not-signed-off": "This draw is not signed off. Nothing to undo.",
    "share-later-not-due": (
        "This draw is not due to be shared later. Sign it off and share it, or hold it."
    ),
    "hold-shared": "This draw was shared already, so it cannot be held.",
    "hold-not-due": "Only a sign-off shares this draw. There is nothing to hold.",
    "hold-in-past": "A hold ends on a later day than today. Enter a later date.",
    "hold-too-long": (
        "A draw is held for 14 days at most. Enter a date not later than {last}."
    ),
    "baseline-not-final": "A baseline must be a final result. This result is {status}.",
    "baseline-without-number": (
        "A baseline must be a number or a limit. This result is in words."
    ),
    "laboratory-name-missing": "Enter the laboratory’s name as its reports print it.",
    "laboratory-name-taken": "{name} is on the list already.",
    "laboratories-too-many": "A clinic has {most} laboratories at most.",
    "laboratory-tests-too-many": (
        "A laboratory has {most} entries at most, earlier versions included."
    ),
    "laboratory-test-of-side": (
        "{analyte} is measured on the patient. Choose a laboratory test."
    ),
    "laboratory-test-days": (
        "The last day, {last}, is before the first, {first}. Check both dates."
    ),
    "laboratory-test-too-early": (
        "A new version begins after {first}; or on that day, to replace a mistyped entry."
    ),
    "laboratory-test-there": (
        "{analyte} with this method has an entry from {first} to {last} already. Choose "
        "other days, or open that entry."
    ),
    "laboratory-test-stands": (
        "{analyte} with this method has an entry since {first} already. End it, or save a "
        "new version of it."
    ),
    "detection-limit-unreadable": (
        "“{text}” is not a detection limit. Enter it as printed, with < before the number."
    ),
    "range-without-ends": "Enter the lower limit, the upper limit, or both.",
    "range-ends-before-start": (
        "The end, {day}, is before the start, {since}. Enter a later date."
    ),
    "number-missing": "Enter the patient number.",
    "team-without-clinician": (
        "Name a clinician of this clinic for the care team: nobody else could see this "
        "patient."
    ),
    "team-no-worker": (
        "{name} cannot be on a care team: no clinician or nurse of this clinic. Choose "
        "somebody else."
    ),
    "team-not-yours": (
        "Only clinicians on the care team change it. Emergency access is not enough."
    ),
    "team-last-clinician": (
        "{name} is the last clinician on this care team. Add another clinician first."
    ),
    "emergency-open-clinic": (
        "Every clinician of this clinic sees every patient. Emergency access is not needed."
    ),
    "emergency-too-often": "Too many attempts. Wait 15 minutes, then try again.",
    "number-taken": (
        "The number {number} is another patient's in this clinic. Enter another number, or "
        "open that patient."
    ),
    "treatment-stopped": "This treatment is already stopped. Correct its stop date.",
    "treatment-stops-before-start": (
        "The stop, {stop}, is before the start, {start}. Enter a later stop date."
    ),
    "decision-unknown": (
        "A ticked decision is not in this patient's record. Reload the page."
    ),
    "decision-not-open": (
        "This decision is not reopened: no result used in it has changed since it was "
        "recorded or last confirmed."
    ),
    "alias-empty": "Enter the spelling as the file prints it.",
    "alias-known": "“{text}” is recognised already, as {analyte}.",
    "alias-names-other": (
        "“{text}” holds the name of {analyte}, so it cannot mean another test."
    ),
    "alias-of-other-test": (
        "“{text}” is another test than {analyte}. Its results would stand under the wrong "
        "name."
    ),
    "alias-side": "Only testicular volume has a side. Leave the side empty.",
    "alias-taken": "“{text}” means {meant} already. Remove that spelling first.",
    "alias-unit-known": "“{text}” is recognised already, as {unit}.",
    "alias-unit-other": "“{text}” is another amount than {unit}. Choose its own unit.",
    "alias-too-many": "A clinic has {most} spellings at most. Remove one first.",
    "roles-missing": "Choose at least one role.",
    "person-works-here": (
        "{email} is in this clinic already. Change the roles on that person’s page."
    ),
    "person-not-here": "This person does not work in this clinic any more.",
    "last-administrator": (
        "One administrator must remain. Make somebody else an administrator first."
    ),
    "last-role": "This is the only role. To end access, remove the person from the clinic.",
    "login-used-elsewhere": (
        "This login is used outside this clinic as well, so it cannot be deactivated "
        "here. Remove the person from the clinic instead."
    ),
    "login-inactive": "This login is deactivated. Ask the clinic to activate it again.",
    "token-label-missing": "Write what the token is for, such as the program’s name.",
    "token-days": "A token works for 1 to {most} days.",
    "token-too-many": (
        "{most} tokens are open in this clinic. Revoke one that is no longer used."
    ),
    "token-not-waiting": "This token does not wait to be confirmed any more.",
    "token-without-login": (
        "This patient has no active login. A token reads what a login may read."
    ),
    "invitation-void": "This invitation no longer works. Ask the clinic for a new one.",
    "invitation-sign-in": (
        "A login with this email address exists already. Sign in with it to accept."
    ),
    "check-half": "A next check needs both a date and what to check.",
}

# A backup, and what it is restored into.
_BACKUP = {
    "backup-key-missing": (
        "BACKUP_KEY is not set. Set it to the key of your backups, or say --plain for a "
        "backup that is not encrypted."
    ),
    "backup-key-unfit": (
        "BACKUP_KEY is not a key. It must be 32 bytes in URL-safe base64, 43 or 44 "
        "characters."
    ),
    "backup-key-wrong": "BACKUP_KEY is not the key of this backup. Nothing is changed.",
    "backup-file-exists": "{file} already exists and is not overwritten.",
    "backup-keep-without-folder": (
        "Give a folder in place of a file: --keep deletes older backups in it."
    ),
    "backup-not-ours": "This file is not a backup of HPG Tracker. Nothing is changed.",
    "backup-format-other": (
        "This backup has format {version}, which this release cannot read. Restore it with "
        "the release that made it. Nothing is changed."
    ),
    "backup-is-plain": (
        "This backup is not encrypted. To restore it, say --plain. Nothing is changed."
    ),
    "backup-is-encrypted": (
        "This backup is encrypted. Set BACKUP_KEY and leave out --plain. Nothing is "
        "changed."
    ),
    "backup-damaged": (
        "This backup is damaged or incomplete. Take another one. Nothing is changed."
    ),
    "restore-other-mode": (
        "This backup was made in {made} mode, and this is {here} mode. Nothing is changed."
    ),
    "restore-audit-key-other": (
        "AUDIT_KEY is not the key that this backup was made with. Set that key. Nothing is "
        "changed."
    ),
    "restore-newer": (
        "This backup was made by a newer release (its database has {migration}). Install "
        "that release. Nothing is changed."
    ),
    "restore-not-empty": (
        "The database already holds clinics: {clinics}. Choose an empty database, or "
        "replace everything with restore --replace. Nothing is changed."
    ),
    "restore-columns-other": (
        "Table {table} of this backup has other columns than this release gives it. "
        "Restore it with the release that made it. Nothing is changed."
    ),
    "restore-rows-differ": (
        "Table {table} did not arrive in the database as it stands in the backup. Nothing "
        "is changed."
    ),
    "restore-chain-broken": (
        "The audit chain {clinic} of this backup does not hold: {problem} To restore it as "
        "it is, say --broken-audit. Nothing is changed."
    ),
    "restore-audit-broken": (
        "The audit of this backup does not hold: {problem} To restore it as it is, say "
        "--broken-audit. Nothing is changed."
    ),
    "database-url-unfit": (
        "The address of the target is not one of a database. Write "
        "postgres://user@host/name or sqlite:////folder/file."
    ),
    "database-url-missing": (
        "Say where to: set TARGET_DATABASE_URL, or give --to or --to-file."
    ),
    "database-url-secret": (
        "An address with a password can be read by everybody on this machine while the "
        "command runs. Set TARGET_DATABASE_URL, or give --to-file."
    ),
}

REFUSALS: dict[str, str] = _READINGS | _VIEWS | _FILES | _RECORD | _BACKUP
