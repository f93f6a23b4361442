"""Every verb that is written has words, and no words are of a verb that is not."""

import ast
from pathlib import Path

from django.conf import settings

from labs.audit.verbs import SENTENCES, describe_verb

ROOT = Path(settings.BASE_DIR)
WRITERS = {
    *("write", "sealed", "record_read", "read_list", "leave_event", "record_system"),
    *("record_sign_in", "_leave_event", "record_in_each", "_write_alias", "_write_event"),
}
# Left by an operator's hand or by a migration, or named by a constant.
ELSEWHERE = {
    *("anchors-begun-anew", "rows-sealed", "factor-added", "factor-removed"),
    *("moved", "restored", "backed-up"),
}


def _texts(*nodes):
    return {
        each.value
        for node in nodes
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def _verbs_of(node):
    match node:
        case ast.Call():
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[:3] if name in WRITERS else []
            plain = [each for each in given if isinstance(each, ast.Constant)]
            reads = [each.value for each in node.keywords if each.arg == "reads"]
            return _texts(*plain, *reads)
        case ast.Tuple():  # what `write_all` is told
            plain = [each for each in node.elts if isinstance(each, ast.Constant)]
            return _texts(*plain) & SENTENCES.keys()
        case ast.Assign(value=ast.Constant()):
            return _texts(node.value) & SENTENCES.keys()
    return set()


def _written():
    files = (*ROOT.glob("labs/**/*.py"), *ROOT.glob("tracker/**/*.py"))
    paths = [path for path in files if path.name != "verbs.py"]
    trees = (ast.parse(path.read_text()) for path in paths)
    found = {verb for tree in trees for node in ast.walk(tree) for verb in _verbs_of(node)}
    return {verb for verb in found if "-" in verb and verb.islower()} | ELSEWHERE


def test_every_verb_that_is_written_has_words():
    assert sorted(_written() - SENTENCES.keys()) == []


def test_no_words_are_of_a_verb_that_nobody_writes():
    assert sorted(SENTENCES.keys() - _written()) == []


def test_a_verb_of_an_earlier_program_is_shown_as_it_is():
    assert describe_verb("something-done") == "something-done"
