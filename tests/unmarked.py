"""What a template or a module says that no translator would be shown; decision 0032."""

import ast
import re

# Signs of the template language; comments say nothing to readers.
_SIGNS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%.*?%}|{{.*?}}", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-l)="([^"]*)"')
_MARKED = re.compile(r"{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}", re.DOTALL)
_IN_BLOCK = re.compile(r"{%\s*(?:end)?blocktrans(?:late)?\b")
_WORDS = re.compile(r"[^\W\d_]{2,}|\bI\b")
# A text that is handed over: `|default:"none"`, `with words="to review"`.
_HANDED = re.compile(
    r"""(?:\|(?:default|default_if_none|yesno|add|join):|\bwith\b.*?\b(?:words|noun|name|caption)=)"""
    r"""(?:"([^"]*)"|'([^']*)')"""
)
_ATTRIBUTE = re.compile(r"[\w-]+=\"")  # of a tag that begins in another template
_PLURAL = re.compile(r"\|(pluralize\b[^|} ]*)")


def segments(source):
    """Pairs of kind and text: `text`, `html` (a whole tag), `sign` (of the language)."""
    place = html = 0
    while place < len(source):
        if found := _SIGNS.match(source, place):
            yield "sign", found[0]
            place = found.end()
        elif source[place] == "<":
            html = _end_of_tag(source, place)
            yield "html", source[place:html]
            place = html
        else:
            end = re.compile(r"<|{[#%{]").search(source, place + 1)
            end = end.start() if end else len(source)
            yield "text", source[place:end]
            place = end


def _end_of_tag(source, place):
    """Behind the `>` that closes it; signs of the language inside are part of it."""
    while source[place] != ">":
        found = _SIGNS.match(source, place)
        place = found.end() if found else place + 1
    return place + 1


def unmarked(source, known=()):
    """Each text that is not marked; `known` are names that every language keeps."""
    marked = False
    for kind, said in segments(source):
        if kind == "sign" and _IN_BLOCK.match(said):
            marked = "end" not in said[:6]
        found = [] if marked else _texts(kind, said)
        yield from (text for text in found if _WORDS.search(_without(text, known)))


def _texts(kind, said):
    if kind == "text":
        return [said.strip()]
    spoken = _SPOKEN.findall(_MARKED.sub("", said)) if kind == "html" else []
    handed = ["".join(pair) for pair in _HANDED.findall(said)]
    return [*(_SIGNS.sub("", text) for text in spoken), *handed, *_PLURAL.findall(said)]


def _without(text, known):
    text = _ATTRIBUTE.sub("", re.sub(r"&\w+;", "", text))
    for name in known:
        text = text.replace(name, "")
    return text


_MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "marked"}
# A sentence, or one word as a label is written: `Agent`, but not `patients/new.html`.
_SENTENCE = re.compile(r"[^\W\d_]{2,}\S* \S|^\W*[A-Z][a-z]+[.:]?$|\s[^\W\d_]{2,}")


def unmarked_strings(source):
    """Of Python code: what reads like a text for people, and is not marked."""
    tree = ast.parse(source)
    passed = {id(each) for node in ast.walk(tree) for each in _not_texts(node)}
    labels = {id(node.value) for node in ast.walk(tree) if _is_label(node)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(text, str) or id(node) in passed:
            continue
        if _SENTENCE.search(text) or (id(node) in labels and _WORDS.search(text)):
            yield text


# With a full stop, or with a place for a fact: what no name, key or pattern has.
_WHOLE = re.compile(
    r"(?!<)(?:.*[^\W\d_]{2,} .*(?:\.$|\{[a-z_]+\})|.*\{[a-z_]+\}.* [^\W\d_]{2,})", re.DOTALL
)


def unmarked_sentences(source):
    """Of a quiet room, where many a string is a name or a word of a laboratory's file."""
    return (text for text in unmarked_strings(source) if _WHOLE.match(text))


def _is_label(node):
    return isinstance(node, ast.keyword) and node.arg in {"label", "help_text"}


def _not_texts(node):
    """Strings under a node that are marked, or that no person reads."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in _MARKS:
        yield from ast.walk(node)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value  # a docstring
    elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
        yield from ast.walk(node.annotation)
    elif isinstance(node, ast.FunctionDef) and node.returns:
        yield from ast.walk(node.returns)
