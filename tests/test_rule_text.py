"""The text form of rules: what is written is read again, and what is wrong is refused with its line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import RuleError
from kg.rules import OWL2RL, RULE_IDS, parse_rules
from kg.rules.builtins import BUILTINS
from kg.rules.model import Atom, Builtin, Each, Member, Node, Pair, Part, Path, Rule, Var, variables
from kg.rules.owl2rl import class_axioms, classes, datatypes, equality, properties, schema
from kg.vocabulary import OWL, RDF, XSD, Namespace

EX = Namespace("http://example.org/")
PREFIX = "@prefix ex: <http://example.org/> .\n"
TABLES = {4: equality, 5: properties, 6: classes, 7: class_axioms, 8: datatypes, 9: schema}

# -- writing and reading

names = st.sampled_from(["x", "y", "z", "in", "before", "a", "each", "x_1", "Größe"])
variable = st.builds(Var, names)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
local = st.text("abzAZ09._-~é", min_size=1, max_size=6)
iris = st.one_of(
    st.sampled_from(
        [RDF.type, OWL.sameAs, OWL.Thing, EX.p, NamedNode("urn:x"), NamedNode("https://w3id.org/backstory/")]
    ),
    local.map(lambda name: EX[name]),
    local.map(lambda name: NamedNode(f"https://w3id.org/backstory/{name}")),
)
literals = st.one_of(
    st.builds(Literal, words),
    st.builds(lambda text, tag: Literal(text, language=tag), words, st.sampled_from(["en", "de-1996", "x-klingon"])),
    st.builds(lambda text, kind: Literal(text, datatype=kind), words, iris),
    st.integers().map(lambda number: Literal(str(number), datatype=XSD.integer)),
)
nodes: st.SearchStrategy[Node] = st.one_of(variable, variable, iris, literals)
atoms = st.builds(Atom, nodes, st.one_of(iris, variable), nodes)


@st.composite
def conditions(draw: st.DrawFn) -> Builtin:
    """Draw a condition with as many arguments as it takes."""
    name = draw(st.sampled_from(sorted(BUILTINS)))
    count = BUILTINS[name].arity
    return Builtin(name, tuple(draw(st.lists(nodes, min_size=count, max_size=count))))


listed = Var("l")
parts: st.SearchStrategy[Part] = st.one_of(
    atoms,
    st.builds(Member, variable, st.just(listed)),
    st.builds(Pair, variable, variable, st.just(listed)),
    st.builds(Path, st.just(listed), variable, variable),
    st.builds(Each, variable, st.just(listed), st.lists(atoms, min_size=1, max_size=2).map(tuple)),
    conditions(),
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Draw a safe rule of every form."""
    binding = Atom(draw(nodes), EX.p, listed)
    body = (binding, *draw(st.lists(parts, max_size=3)))
    bound = [v for part in body if not isinstance(part, Each) for v in variables(part)]
    own: st.SearchStrategy[Node] = st.one_of(st.sampled_from(bound), iris, literals)
    head = draw(st.lists(st.builds(Atom, own, st.one_of(iris, st.sampled_from(bound)), own), max_size=3))
    name = draw(st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True))
    return Rule(name, tuple(head), body)


@given(rules())
def test_a_rule_is_read_as_it_is_written(rule: Rule) -> None:
    """Parsing the text of a rule gives the rule."""
    assert parse_rules(str(rule)) == (rule,)


@given(st.lists(rules(), max_size=4, unique_by=lambda rule: rule.id), st.lists(words, min_size=4, max_size=4))
def test_rules_are_read_in_their_order_with_their_sentences(given_rules: list[Rule], sentences: list[str]) -> None:
    """Sentences stand in front of rules; comments and line breaks between them say nothing."""
    told = [replace(rule, sentence=text) for rule, text in zip(given_rules, sentences, strict=False)]
    text = "# the rules\n".join(f"{Literal(rule.sentence)}\n  {rule}\n\n" for rule in told)
    assert parse_rules(text) == tuple(told)


@pytest.mark.parametrize("rule", OWL2RL, ids=lambda rule: rule.id)
def test_the_rules_of_the_specification_are_read_as_they_are_written(rule: Rule) -> None:
    """Sentence and section apart, which the text of a rule does not show."""
    assert parse_rules(str(rule)) == (replace(rule, sentence="", section=""),)


def test_what_may_be_written_in_more_than_one_way() -> None:
    """``a`` is rdf:type, numbers are literals, and the colon may stand apart from the name."""
    [one] = parse_rules(PREFIX + "r: ?x a ex:C :- ?x ex:age 30, ?x ex:height 1.8, ?x ex:depth -2 .")
    [other] = parse_rules(
        'r : ?x rdf:type <http://example.org/C> :- ?x <http://example.org/age> "30"^^xsd:integer,'
        ' ?x <http://example.org/height> "1.8"^^xsd:decimal , ?x <http://example.org/depth>  "-2"^^<'
        "http://www.w3.org/2001/XMLSchema#integer> ."
    )
    assert one == other


def test_a_prefix_may_be_declared_anew() -> None:
    """The last declaration counts, for what comes after it."""
    text = PREFIX + "one: ?x a ex:C :- ?x a ex:D .\n@prefix ex: <http://example.com/> .\ntwo: ?x a ex:C :- ?x a ex:D ."
    one, two = parse_rules(text)
    assert one.head[0].object == EX.C
    assert two.head[0].object == NamedNode("http://example.com/C")


def test_a_text_without_rules_has_none() -> None:
    """Nothing but comments and prefixes is fine."""
    assert parse_rules("") == ()
    assert parse_rules(f"# nothing\n{PREFIX}  \n") == ()


# -- errors


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("?", 1, "begins nothing"),
        ("r: ?x a ?y :- ?x a ?y .\n\n r2: ?x a ?y :- ?x a ; ?y .", 3, "begins nothing"),
        ("?x a ?y :- ?x a ?y .", 1, "begins with its name"),
        ("r ?x a ?y :- ?x a ?y .", 1, "begins with its name"),
        ("r: ?x a ?y\n:- ?x a ?y", 2, "expected ',', found 'the end'"),
        ("r: ?x a ?y\n?x a ?y .", 2, "expected ':-'"),
        ("r:\n\n:- ?x a ?y .", 3, "expected a variable or a term"),
        ("r: ?x a :- ?x a ?y .", 1, "expected a variable or a term"),
        ("r: ?x a ?y :- ?x a ?y ?x a ?y .", 1, "expected ','"),
        ("r: ?x a ?y :- ?x a ?y, .", 1, "expected a variable or a term"),
        ("r: ?x a ex:C :- ?x a ?y .", 1, "the prefix 'ex:' is not declared"),
        ("r: ?x a owll:Thing :- ?x a ?y .", 1, "did you mean 'owl:'?"),
        ("r: ?x a ?y :- ?x a ?y,\n same-valu(?x, ?y) .", 2, "did you mean 'same-value'?"),
        ("r: ?x a ?y :- ?x a ?y, same-value(?x) .", 1, "'same-value' takes 2 argument(s)"),
        ("r: ?x a ?y :- ?x a ?y, datatype(?x, ?y) .", 1, "'datatype' takes 1 argument(s)"),
        ("r: ?x a ?y :- ?x a ?y, datatype() .", 1, "expected a variable or a term"),
        ("r: ?x a ?y :- ?x a ?y, owl:Thing in ?y .", 1, "expected a variable"),
        ("r: ?x a ?y :- ?x a ?y, ?x before owl:Thing in ?y .", 1, "expected a variable"),
        ("r: ?x a ?y :- ?x a ?y, each ?z in ?y { } .", 1, "expected a variable or a term"),
        ("r: ?x a ?y :- ?x a ?y, each ?z in ?y { ?x a ?z .", 1, "expected '}'"),
        ("r: ?x a ?y :- ?x a ?y, path ?y from ?x .", 1, "expected 'to'"),
        ("r: ?x a <no-iri> :- ?x a ?y .", 1, "is no absolute IRI"),
        ('r: ?x a "a"@toolonglanguagetag :- ?x a ?y .', 1, "is no literal"),
        ("@prefix ex <http://example.org/> .", 1, "a prefix is declared like this"),
        ("@prefix", 1, "a prefix is declared like this"),
        ("@prefix ex:", 1, "a prefix is declared like this"),
        ("\n@prefix ex: <http://example.org/>", 2, "expected '.'"),
        ('"a sentence"', 1, "begins with its name"),
        ("r", 1, "begins with its name"),
        ("r:", 1, "expected a variable or a term"),
        ("r: ?x", 1, "expected a variable or a term"),
        ("r: ?x a ?y :- each", 1, "expected a variable"),
        ("r: ?x a ?y :- ?x in", 1, "expected a variable"),
        ("r: ?x a ?y :- datatype(", 1, "expected a variable or a term"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_line(text: str, line: int, why: str) -> None:
    """BS601 names the text, the line and the reason."""
    with pytest.raises(RuleError) as caught:
        parse_rules(text, origin="my.rules")
    assert caught.value.code == "BS601"
    assert caught.value.message.startswith(f"my.rules:{line} is no well-formed rule: ")
    assert why in caught.value.message


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("r: ?x a ?z :- ?x a ?y .", "?z stands in its head only"),
        ("r: ?x ?z ?y :- ?x a ?y .", "?z stands in its head only"),
        ("r: ?x a ?y, ?z a ?y :- ?x a ?y .", "?z stands in its head only"),
        ("r: ?x a owl:Thing :- .", "?x stands in its head only"),
        ("r: ?x a ?i :- ?x owl:members ?l, each ?i in ?l { ?x a ?i } .", "?i stands in its head only"),
        ("r: ?x a ?i :- ?x a ?y, ?i in ?l .", "no triple"),
        ("r: ?x a ?y :- ?x a ?y, path ?l from ?x to ?y .", "no triple"),
    ],
)
def test_an_unsafe_rule_is_refused(body: str, what: str) -> None:
    """BS602 names the rule and the variable."""
    with pytest.raises(RuleError) as caught:
        parse_rules(body)
    assert caught.value.code == "BS602"
    assert "'r'" in caught.value.message
    assert what in caught.value.message


@given(rules(), st.data())
def test_a_variable_of_the_head_that_the_body_lacks_makes_a_rule_unsafe(rule: Rule, data: st.DataObject) -> None:
    """In whichever place of the head it stands."""
    nodes_ = [EX.a, EX.p, EX.b]
    nodes_[data.draw(st.integers(0, 2))] = Var("unbound")  # type: ignore[call-overload]
    unsafe = replace(rule, head=(*rule.head, Atom(*nodes_)))
    with pytest.raises(RuleError, match="BS602"):
        parse_rules(str(unsafe))


def test_a_name_given_twice_is_refused() -> None:
    """BS603 names it."""
    with pytest.raises(RuleError, match="'r' twice") as caught:
        parse_rules("r: ?x a ?y :- ?x a ?y .\ns: ?x a ?y :- ?x a ?y .\nr: ?y a ?x :- ?x a ?y .")
    assert caught.value.code == "BS603"


pieces = st.sampled_from(
    [
        *("r:", "r", ":", "?x", "?y", "a", "false", ":-", ",", ".", "(", ")", "{", "}", "in", "before", "each", "path"),
        *(
            "from",
            "to",
            "ex:p",
            "rdf:type",
            "<http://example.org/p>",
            "<",
            ">",
            '"',
            '"s"',
            '"s"@en',
            '"1"^^xsd:integer',
        ),
        *("@prefix", "ex:", "same-value", "same-value(?x, ?y)", "#", "\n", "\\", "1", "1.5", "-", "^^", '"\\u12"', "é"),
    ]
)


@given(st.one_of(st.lists(pieces, max_size=14).map(" ".join), st.lists(pieces, max_size=10).map("".join), st.text()))
@example("@prefix ex:")
@example('"a"^^<no>')
@example('r: ?x a "\\ud800" :- ?x a ?y .')
def test_garbage_raises_nothing_but_rule_errors(text: str) -> None:
    """Whatever is read, it is rules or a `RuleError` of one line and a hint."""
    try:
        found = parse_rules(text)
    except RuleError as error:
        assert error.code in {"BS601", "BS602", "BS603"}
        assert "\n" not in error.message
        assert error.hint
    else:
        assert all(isinstance(rule, Rule) for rule in found)


@given(st.sampled_from(OWL2RL), st.data())
def test_a_rule_with_a_hole_raises_nothing_but_rule_errors(rule: Rule, data: st.DataObject) -> None:
    """Cut anywhere, or with a piece put in, a rule is refused or is a rule."""
    text = str(rule)
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    changed = text[:start] + data.draw(pieces | st.just("")) + text[stop:]
    try:
        parse_rules(changed)
    except RuleError as error:
        assert error.code in {"BS601", "BS602", "BS603"}


# -- the tables


@pytest.mark.parametrize("rule", OWL2RL, ids=lambda rule: rule.id)
def test_the_sentence_of_a_rule_speaks_of_its_variables(rule: Rule) -> None:
    """Every rule has a sentence, and what it has in braces are variables that an application binds."""
    assert rule.sentence
    known = {v.name for part in (*rule.head, *rule.body) for v in variables(part)}
    inner = {part.item.name for part in rule.body if isinstance(part, Each)}
    named = re.findall(r"\{([^{}]*)\}", rule.sentence)
    assert set(named) <= known - inner
    assert not re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", rule.sentence))


@pytest.mark.parametrize(("number", "table"), TABLES.items(), ids=[f"Table {number}" for number in TABLES])
def test_a_module_holds_one_table(number: int, table: object) -> None:
    """Its rules bear its section."""
    section = table.SECTION  # type: ignore[attr-defined]
    assert section == f"OWL 2 Profiles, §4.3, Table {number}"
    own = [rule.id for rule in parse_rules(table.RULES)]  # type: ignore[attr-defined]
    assert [rule.id for rule in OWL2RL if rule.section == section] == own


def test_there_are_as_many_rules_as_the_specification_has() -> None:
    """The 78 rules, in the order of the tables."""
    assert Counter(rule.section[-1] for rule in OWL2RL) == {"4": 9, "5": 20, "6": 19, "7": 5, "8": 5, "9": 20}
    assert len(RULE_IDS) == 78
    assert [rule.id for rule in OWL2RL] == list(RULE_IDS)


def test_seventeen_rules_conclude_false() -> None:
    """Those of the specification whose conclusion is *false*."""
    expected = (
        "eq-diff1 eq-diff2 eq-diff3 prp-irp prp-asyp prp-pdw prp-adp prp-npa1 prp-npa2 cls-nothing2 cls-com cls-maxc1 "
        "cls-maxqc1 cls-maxqc2 cax-dw cax-adc dt-not-type"
    )
    assert [rule.id for rule in OWL2RL if not rule.head] == expected.split()
