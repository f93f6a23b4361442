"""The texts that a file of the app can show, as a reader sees them, by kind of file."""

import ast
import html
import json
import re

_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r"""[\w:-]+=(?:"([^"<>]*)"|'([^'<>]*)')""")
_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
_JS_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_JS_JOIN = re.compile(r"""["'`]\s*\+\s*["'`]""")
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_CSS_JOIN = re.compile(r"""(["'])\s+\1""")
_PO_JOIN = re.compile(r'"\n"')


def _python(source):
    """Strings as they are put together: `"25" " mg"`, `"25" + " mg"`, `f"{25} mg"`."""
    return " | ".join(map(_joined, ast.walk(ast.parse(source))))


def _joined(node):
    match node:
        case ast.Constant(value=str() | int() | float() as value):
            return str(value)
        case ast.FormattedValue(value=value):
            return _joined(value)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined(left) + _joined(right)
        case ast.JoinedStr(values=parts):
            return "".join(map(_joined, parts))
    return " | "


def _markup(source):
    """As written, and as shown: without tags and line ends; then what the tags say."""
    source = " ".join(_COMMENT.sub("", source).split())
    spoken = " | ".join(a or b for a, b in _ATTRIBUTE.findall(source))
    return html.unescape(f"{source} | {_TAG.sub('', source)} | {spoken}")


def _script(source):
    return _JS_JOIN.sub("", _JS_ESCAPE.sub(_character, source))


def _style(source):
    return _CSS_JOIN.sub("", _CSS_ESCAPE.sub(_character, source))


def _character(match):
    return chr(int(next(filter(None, match.groups())), 16))


def _data(source):
    return json.dumps(json.loads(source), ensure_ascii=False)


def _catalogue(source):
    return _PO_JOIN.sub("", source)


READERS = {
    ".py": _python,
    ".html": _markup,
    ".svg": _markup,
    ".txt": _markup,
    ".js": _script,
    ".css": _style,
    ".json": _data,
    ".po": _catalogue,
}


def of(path):
    """Refuses a kind of file that it cannot read: no text slips by unread."""
    return READERS[path.suffix](path.read_text())
