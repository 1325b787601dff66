"""The checker accepts exactly the proofs whose every step is an instance of its rule."""

from __future__ import annotations

import ast
import pathlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from pyoxigraph import Literal, NamedNode

import kg.proofs.checker
from kg.proofs.bulk import check_all
from kg.proofs.checker import Checker, Fault, check
from kg.proofs.model import Kind, Members, Node, Proof
from kg.proofs.prover import Prover
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation, ListFact
from kg.rules import OWL2RL, RULE_IDS, parse_rules
from kg.rules.builtins import BUILTINS
from kg.rules.model import Atom, Builtin, Each, Listing, Member, Pair, Part, Path, Rule, Var, variables
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS, XSD
from tests.conftest import LONG
from tests.test_proofs import CASES, EX, OTHERS, closed, mixed, parsed

RULES = {rule.id: rule for rule in OWL2RL}
CHECKER = Checker(OWL2RL)
MUTATIONS = 10_000 if LONG else 2_000


# -- a second opinion: rules are instantiated as text, and every choice of lists is tried


def naively_valid(proof: Proof, asserted: set[Triple]) -> bool:
    """Return whether a proof is right, by instantiating each rule as text and counting off what is founded."""
    if proof.nodes[0].conclusion != proof.goal:
        return False
    if not all(0 <= at < proof.size for node in proof for at in node.premises):
        return False
    founded: set[int] = set()
    while more := {at for at, node in enumerate(proof) if at not in founded and founded.issuperset(node.premises)}:
        founded |= more
    return len(founded) == proof.size and all(naively_right(proof, node, asserted) for node in proof)


def naively_right(proof: Proof, node: Node, asserted: set[Triple]) -> bool:
    premises = [proof.nodes[at].conclusion for at in node.premises]
    if node.kind is Kind.INFERRED:
        return None not in premises and naive_step(node, [p for p in premises if p is not None])
    if node.rule is not None or node.substitution:
        return False
    if node.kind is Kind.ASSERTED:
        return node.conclusion in asserted and not premises
    if not isinstance(node.conclusion, Members):
        return False
    cells = {str(p) for p in premises}
    inner = {p.subject for p in premises if isinstance(p, Triple)}
    return any(
        cells == set(_spelling(node.conclusion.items, way))
        for way in _ways(node.conclusion.head, len(node.conclusion.items), inner, premises)
    )


def _ways(head: Term, length: int, inner: set[Term], premises: Sequence[object]) -> Iterator[list[Term]]:
    """Yield the ways along rdf:rest with no cell twice, from a head to rdf:nil, of a length."""
    ways = [[head]]
    for _ in range(length):
        ways = [
            [*way, cell]
            for way in ways
            for cell in {*inner, RDF.nil} - {*way}
            if way[-1] != RDF.nil and Triple(way[-1], RDF.rest, cell) in premises
        ]
    yield from (way for way in ways if way[-1] == RDF.nil)


def _spelling(items: tuple[Term, ...], way: list[Term]) -> Iterator[str]:
    for at, item in enumerate(items):
        yield str(Triple(way[at], RDF.first, item))
        yield str(Triple(way[at], RDF.rest, way[at + 1]))


def naive_step(node: Node, premises: list[Triple | Members]) -> bool:
    rule = RULES.get(node.rule or "")
    if rule is None:
        return False
    says = {name: str(term) for name, term in node.substitution.items()}
    facts = {str(premise) for premise in premises if isinstance(premise, Triple)}
    lists = {premise for premise in premises if isinstance(premise, Members)}
    listed = [part for part in rule.body if isinstance(part, (Member, Pair, Each, Path))]
    return any(
        set(choice) == lists and _instantiates(rule, node, says, facts, dict(zip(listed, choice, strict=True)))
        for choice in product(lists, repeat=len(listed))
    )


def _numbered(at: int, outside: set[str]) -> Callable[[str], str]:
    return lambda name: name if name in outside else f"{name}.{at}"


def _instantiates(  # noqa: C901 - one case a part
    rule: Rule, node: Node, says: dict[str, str], facts: set[str], chosen: dict[Part, Members]
) -> bool:
    wanted: set[str] = set()
    names: set[str] = set()

    def text(atom: Atom, rename: Callable[[str], str] = lambda name: name) -> str:
        parts = []
        for part in atom.nodes:
            if isinstance(part, Var):
                names.add(rename(part.name))
                parts.append(says.get(rename(part.name), "?"))
            else:
                parts.append(str(part))
        return f"{' '.join(parts)} ."

    for part in rule.body:
        if isinstance(part, Atom):
            wanted.add(text(part))
        elif isinstance(part, Builtin):
            arguments = [node.substitution.get(a.name) if isinstance(a, Var) else a for a in part.arguments]
            names |= {a.name for a in part.arguments if isinstance(a, Var)}
            if None in arguments or not BUILTINS[part.name].holds(*arguments):
                return False
        else:
            assert not isinstance(part, Listing)
            items = [str(item) for item in chosen[part].items]
            names.add(part.list.name)
            if says.get(part.list.name) != str(chosen[part].head):
                return False
            if isinstance(part, Member):
                names.add(part.item.name)
                if says.get(part.item.name) not in items:
                    return False
            elif isinstance(part, Pair):
                names |= {part.first.name, part.second.name}
                pair = (says.get(part.first.name), says.get(part.second.name))
                if pair not in {(items[a], items[b]) for b in range(len(items)) for a in range(b)}:
                    return False
            elif isinstance(part, Path):
                stem = part.list.name
                stops = [part.start.name, *(f"u.{stem}.{at}" for at in range(1, len(items))), part.end.name]
                if not items:
                    return False
                for at, item in enumerate(items, 1):
                    if says.get(f"p.{stem}.{at}") != item:
                        return False
                    wanted.add(text(Atom(Var(stops[at - 1]), Var(f"p.{stem}.{at}"), Var(stops[at]))))
            else:
                outside = {v.name for other in rule.body if other is not part for v in variables(other)}
                outside |= {v.name for atom in rule.head for v in variables(atom)} | {part.list.name}
                for at, item in enumerate(items, 1):
                    if says.get(f"{part.item.name}.{at}") != item:
                        return False
                    for atom in part.atoms:
                        wanted.add(text(atom, _numbered(at, outside)))
    body_names = set(names)
    heads = {text(atom) for atom in rule.head}
    concluded = str(node.conclusion) in heads if rule.head else node.conclusion is None
    return concluded and wanted == facts and names == set(says) and names == body_names


# -- mutations


Mutation = Callable[[random.Random, Proof, list[Term]], Proof]


def _with(proof: Proof, at: int, node: Node) -> Proof:
    return replace(proof, nodes=(*proof.nodes[:at], node, *proof.nodes[at + 1 :]))


def _pick(rng: random.Random, proof: Proof, fits: Callable[[Node], object]) -> int:
    places = [at for at, node in enumerate(proof) if fits(node)]
    return rng.choice(places or [0])


def _other_triple(rng: random.Random, triple: Triple, terms: list[Term]) -> Triple:
    place = rng.randrange(3)
    return Triple(*(rng.choice(terms) if at == place else term for at, term in enumerate(triple)))  # type: ignore[arg-type]


def wrong_rule(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.rule)
    close = {"scm-sco": "scm-spo", "cax-eqc1": "cax-eqc2", "prp-inv1": "prp-inv2", "cls-maxc2": "cls-maxqc4"}
    return _with(
        proof,
        at,
        replace(proof.nodes[at], rule=rng.choice([*RULE_IDS, close.get(proof.nodes[at].rule or "", "eq-rep-s")])),
    )


def premise_dropped(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.premises)
    premises = list(proof.nodes[at].premises)
    if premises:
        del premises[rng.randrange(len(premises))]
    return _with(proof, at, replace(proof.nodes[at], premises=tuple(premises)))


def premise_changed(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.premises)
    premises = list(proof.nodes[at].premises) or [0]
    premises[rng.randrange(len(premises))] = rng.randrange(-1, proof.size + 1)
    return _with(proof, at, replace(proof.nodes[at], premises=tuple(premises)))


def premise_added(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.premises)
    node = proof.nodes[at]
    more = rng.choice([*node.premises, *range(at + 1, proof.size)] or [0])
    return _with(proof, at, replace(node, premises=(*node.premises, more)))


def premises_swapped(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: len(node.premises) > 1)
    node = proof.nodes[at]
    return _with(proof, at, replace(node, premises=tuple(rng.sample(node.premises, len(node.premises)))))


def binding_changed(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.substitution)
    says = dict(proof.nodes[at].substitution)
    says[rng.choice(list(says) or ["x"])] = rng.choice(terms)
    return _with(proof, at, replace(proof.nodes[at], substitution=says))


def bindings_swapped(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: len(node.substitution) > 1)
    says = proof.nodes[at].substitution
    shuffled = dict(zip(says, rng.sample(list(says.values()), len(says)), strict=True))
    return _with(proof, at, replace(proof.nodes[at], substitution=shuffled))


def binding_dropped_or_added(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.substitution)
    says = dict(proof.nodes[at].substitution)
    if says and rng.random() < 0.5:
        says.pop(rng.choice(list(says)))
    else:
        says[rng.choice(["x", "y", "z", "p", "c", "ci.1"])] = rng.choice(terms)
    return _with(proof, at, replace(proof.nodes[at], substitution=says))


def leaf_invented(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: any(isinstance(proof.nodes[p].conclusion, Triple) for p in node.premises))
    premises = list(proof.nodes[at].premises) or [0]
    place = rng.randrange(len(premises))
    known = proof.nodes[premises[place]].conclusion
    triple = known if isinstance(known, Triple) else Triple(EX.a, RDF.type, EX.C)
    if rng.random() < 0.7:
        triple = _other_triple(rng, triple, terms)
    premises[place] = proof.size
    nodes = (*_with(proof, at, replace(proof.nodes[at], premises=tuple(premises))).nodes, Node(Kind.ASSERTED, triple))
    return replace(proof, nodes=nodes)


def conclusion_changed(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.conclusion)
    conclusion = proof.nodes[at].conclusion
    changed: Triple | Members | None = None
    if isinstance(conclusion, Triple) and rng.random() < 0.9:
        changed = _other_triple(rng, conclusion, terms)
    elif isinstance(conclusion, Members) and rng.random() < 0.5:
        changed = Members(conclusion.head, tuple(rng.sample(conclusion.items, len(conclusion.items))))
    elif isinstance(conclusion, Members):
        changed = Members(conclusion.head, (*conclusion.items[1:], rng.choice(terms)))
    mutated = _with(proof, at, replace(proof.nodes[at], conclusion=changed))
    return mutated if at or isinstance(changed, Members) or rng.random() < 0.2 else replace(mutated, goal=changed)


def cycle_introduced(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = _pick(rng, proof, lambda node: node.premises)
    premises = list(proof.nodes[at].premises) or [0]
    premises[rng.randrange(len(premises))] = rng.randrange(at + 1)
    return _with(proof, at, replace(proof.nodes[at], premises=tuple(premises)))


def founded_on_itself(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    """Replace a premise by a node that says the same and is concluded, rightly, from what it is to found."""
    triples = [at for at, node in enumerate(proof) if isinstance(node.conclusion, Triple)]
    at = rng.choice(triples or [0])
    node = proof.nodes[at]
    if not isinstance(node.conclusion, Triple):
        return proof
    s, p, o = node.conclusion
    reflexive = Triple(s, OWL.sameAs, s)
    says = {"s": s, "p": p, "o": o}
    first = Node(Kind.INFERRED, reflexive, "eq-ref", says, (at,))
    again = Node(Kind.INFERRED, node.conclusion, "eq-rep-s", {**says, "s2": s}, (proof.size, at))
    nodes = [*proof.nodes, first, again]
    if rng.random() < 0.7:
        below = [replace(n, premises=tuple(proof.size + 1 if q == at else q for q in n.premises)) for n in proof.nodes]
        nodes = [*below, first, again]
    if rng.random() < 0.5:
        nodes[at] = replace(again, premises=(proof.size, proof.size + 1))
    return replace(proof, nodes=tuple(nodes))


def kind_changed(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    at = rng.randrange(proof.size)
    node = proof.nodes[at]
    if rng.random() < 0.5:
        return _with(proof, at, Node(Kind.ASSERTED, node.conclusion))
    return _with(proof, at, replace(node, kind=rng.choice(list(Kind))))


def goal_changed(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    return replace(proof, goal=None if proof.goal is None else _other_triple(rng, proof.goal, terms))


def term_replaced(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    """Replace one term by another throughout a node, so that the node alone hangs together."""
    at = _pick(rng, proof, lambda node: node.rule)
    node = proof.nodes[at]
    old, new = rng.choice(list(node.substitution.values()) or [EX.a]), rng.choice(terms)
    conclusion = node.conclusion
    if isinstance(conclusion, Triple):
        conclusion = Triple(*(new if term == old else term for term in conclusion))  # type: ignore[arg-type]
    says = {name: new if term == old else term for name, term in node.substitution.items()}
    mutated = _with(proof, at, replace(node, conclusion=conclusion, substitution=says))
    return replace(mutated, goal=conclusion) if at == 0 and not isinstance(conclusion, Members) else mutated


def nodes_permuted(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    """Put the nodes in another order; the proof says the same."""
    order = [0, *rng.sample(range(1, proof.size), proof.size - 1)]
    places = {old: new for new, old in enumerate(order)}
    return replace(
        proof,
        nodes=tuple(
            replace(proof.nodes[old], premises=tuple(places[p] for p in proof.nodes[old].premises)) for old in order
        ),
    )


def node_doubled(rng: random.Random, proof: Proof, terms: list[Term]) -> Proof:
    """Give a node a twin, which some of its uses refer to; the proof says the same."""
    at = rng.randrange(proof.size)
    nodes = [
        replace(n, premises=tuple(proof.size if q == at and rng.random() < 0.5 else q for q in n.premises))
        for n in proof.nodes
    ]
    return replace(proof, nodes=(*nodes, proof.nodes[at]))


MUTATORS: tuple[Mutation, ...] = (
    wrong_rule, premise_dropped, premise_changed, premise_added, premises_swapped, binding_changed, bindings_swapped,
    binding_dropped_or_added, leaf_invented, conclusion_changed, cycle_introduced, founded_on_itself, kind_changed,
    goal_changed, term_replaced, nodes_permuted, node_doubled,
)  # fmt: skip


@pytest.fixture(scope="module")
def proofs() -> list[tuple[Proof, set[Triple], list[Term]]]:
    """Proofs of what follows from the ontologies of the other tests, with what was asserted and the terms there are."""
    found: list[tuple[Proof, set[Triple], list[Term]]] = []
    for triples in (*map(parsed, (*CASES.values(), *OTHERS.values())), *(mixed(seed) for seed in range(5))):
        closure = closed(triples)
        prover = Prover(closure)
        asserted = set(triples)
        terms = sorted({term for triple in triples for term in triple} | {RDF.type, OWL.sameAs, RDF.nil}, key=str)
        inferred = sorted(closure.inferred, key=str)
        wanted = random.Random(0).sample(inferred, min(len(inferred), 30))
        several = [proof for triple in wanted if (proof := prover.prove(triple)) is not None]
        several += [prover.prove_violation(violation) for violation in closure.violations]
        found += [(proof, asserted, terms) for proof in several if naively_valid(proof, asserted)]
    return found


def test_the_checker_and_a_naive_check_agree_on_proofs(proofs: list[tuple[Proof, set[Triple], list[Term]]]) -> None:
    assert len(proofs) > 500
    assert len({node.rule for proof, _, _ in proofs for node in proof}) > 60
    for proof, asserted, _ in proofs:
        assert check(proof, CHECKER, asserted) == (), str(proof)


def test_the_checker_and_a_naive_check_agree_on_mutations(proofs: list[tuple[Proof, set[Triple], list[Term]]]) -> None:
    rng = random.Random(2024)
    verdicts: Counter[tuple[str, bool]] = Counter()
    for number in range(MUTATIONS):
        proof, asserted, terms = rng.choice(proofs)
        mutator = MUTATORS[number % len(MUTATORS)]
        mutated = mutator(rng, proof, terms)
        whole = all(at in range(mutated.size) for node in mutated for at in node.premises)
        if whole and rng.random() < 0.1:
            mutated = rng.choice(MUTATORS)(rng, mutated, terms)
        valid = naively_valid(mutated, asserted)
        faults = check(mutated, CHECKER, asserted)
        assert (faults == ()) == valid, f"{mutator.__name__}: {faults}\n{mutated}"
        verdicts[mutator.__name__, valid] += 1
    harmless = {"premises_swapped", "nodes_permuted", "node_doubled"}
    for mutator in MUTATORS:
        assert verdicts[mutator.__name__, mutator.__name__ in harmless] > 20, mutator.__name__


# -- each rule by itself


def instance(rule: Rule, length: int) -> tuple[Node, list[Triple | Members]]:  # noqa: C901 - one case a part
    """Return an application of a rule to made-up terms, and its premises."""
    values: dict[str, Term] = {}
    for part in rule.body:
        if isinstance(part, Builtin):
            fitting: dict[str, tuple[Term, ...]] = {
                "annotation-property": (RDFS.label,),
                "datatype": (XSD.int,),
                "has-datatype": (Literal(1), XSD.decimal),
                "outside-datatype": (Literal(1), XSD.string),
                "same-value": (Literal(1), Literal("1.0", datatype=XSD.decimal)),
                "different-value": (Literal(1), Literal(2)),
            }
            values |= {a.name: t for a, t in zip(part.arguments, fitting[part.name], strict=True) if isinstance(a, Var)}

    def value(name: str) -> Term:
        return values.setdefault(name, EX[name.replace(".", "_")])

    def triple(atom: Atom, rename: dict[str, str] | None = None) -> Triple:
        named = rename or {}
        return Triple(*(value(named.get(n.name, n.name)) if isinstance(n, Var) else n for n in atom.nodes))  # type: ignore[arg-type]

    premises: list[Triple | Members] = []
    for part in rule.body:
        if isinstance(part, Atom):
            premises.append(triple(part))
        elif isinstance(part, Member):
            premises.append(Members(value(part.list.name), (EX.other, value(part.item.name), EX.another)[: length + 1]))
        elif isinstance(part, Pair):
            items = (EX.other, value(part.first.name), EX.another, value(part.second.name))
            premises.append(Members(value(part.list.name), items))
        elif isinstance(part, Path):
            stem, last = part.list.name, length - 1
            premises.append(Members(value(stem), tuple(value(f"p.{stem}.{at + 1}") for at in range(length))))
            for at in range(length):
                start = part.start.name if at == 0 else f"u.{stem}.{at}"
                end = part.end.name if at == last else f"u.{stem}.{at + 1}"
                premises.append(Triple(value(start), value(f"p.{stem}.{at + 1}"), value(end)))  # type: ignore[arg-type]
        elif isinstance(part, Each):
            item = part.item.name
            premises.append(Members(value(part.list.name), tuple(value(f"{item}.{at + 1}") for at in range(length))))
            own = {v.name for atom in part.atoms for v in variables(atom)} - {"x", "y", "u"}
            for at in range(length):
                premises += [triple(atom, {name: f"{name}.{at + 1}" for name in own}) for atom in part.atoms]
    conclusion = triple(rule.head[-1]) if rule.head else None
    for part in (*rule.head, *(part for part in rule.body if not isinstance(part, (Each, Path)))):
        for variable in variables(part):
            value(variable.name)
    return Node(Kind.INFERRED, conclusion, rule.id, values), premises


def stepped(node: Node, premises: list[Triple | Members]) -> str | None:
    return CHECKER.step(node.rule or "", node.conclusion, premises, node.substitution)


@pytest.mark.parametrize("rule", RULE_IDS)
@pytest.mark.parametrize("length", [1, 2, 3])
def test_an_instance_of_a_rule_is_accepted_and_nothing_near_it(rule: str, length: int) -> None:
    node, premises = instance(RULES[rule], length)
    assert stepped(node, premises) is None
    assert stepped(node, premises[::-1]) is None
    assert stepped(node, [*premises, Triple(EX.a, EX.b, EX.c)])
    for at in range(len(premises)):
        assert stepped(node, premises[:at] + premises[at + 1 :]), at
    for name in node.substitution:
        assert stepped(replace(node, substitution={**node.substitution, name: EX.elsewhere}), premises), name
        rest = {other: term for other, term in node.substitution.items() if other != name}
        assert stepped(replace(node, substitution=rest), premises), name
    assert stepped(replace(node, conclusion=Triple(EX.a, EX.b, EX.c)), premises)
    assert stepped(replace(node, conclusion=None if node.conclusion else Triple(EX.a, EX.b, EX.c)), premises)
    assert stepped(replace(node, substitution={**node.substitution, "more": EX.a}), premises)


def test_a_rule_about_all_members_needs_every_one_to_the_last() -> None:
    listed = Members(EX.x, (EX.A, EX.B, EX.C))
    facts: list[Triple | Members] = [Triple(EX.E, OWL.intersectionOf, EX.x), listed]
    facts += [Triple(EX.i, RDF.type, item) for item in listed.items]
    says = {"c": EX.E, "x": EX.x, "y": EX.i, "ci.1": EX.A, "ci.2": EX.B, "ci.3": EX.C}
    conclusion = Triple(EX.i, RDF.type, EX.E)
    assert CHECKER.step("cls-int1", conclusion, facts, says) is None
    short = {name: term for name, term in says.items() if name != "ci.3"}
    assert CHECKER.step("cls-int1", conclusion, facts[:-1], short)
    shorter = Members(EX.x, (EX.A, EX.B))
    assert CHECKER.step("cls-int1", conclusion, [facts[0], shorter, *facts[2:4]], short) is None  # as that list has it
    assert CHECKER.step("cls-int1", conclusion, [facts[0], listed, shorter, *facts[2:4]], short)


def test_nothing_follows_from_a_list_of_none() -> None:
    nothing = Members(RDF.nil, ())
    whole: list[Triple | Members] = [Triple(EX.E, OWL.intersectionOf, RDF.nil), nothing]
    says = {"c": EX.E, "x": RDF.nil, "y": EX.i}
    assert CHECKER.step("cls-int1", Triple(EX.i, RDF.type, EX.E), whole, says)
    chain: list[Triple | Members] = [Triple(EX.p, OWL.propertyChainAxiom, RDF.nil), nothing]
    assert CHECKER.step("prp-spo2", Triple(EX.a, EX.p, EX.b), chain, {"p": EX.p, "x": RDF.nil, "u": EX.a, "v": EX.b})
    own = Checker(parse_rules("r: ?u <x:q> ?v :- ?u <x:c> ?l, path ?l from ?u to ?v, ?u <x:p> ?v .", origin="text"))
    listed: list[Triple | Members] = [Triple(EX.a, NamedNode("x:c"), RDF.nil), nothing]
    fact = Triple(EX.a, NamedNode("x:p"), EX.b)
    conclusion = Triple(EX.a, NamedNode("x:q"), EX.b)
    assert own.step("r", conclusion, [*listed, fact], {"u": EX.a, "v": EX.b, "l": RDF.nil})


def test_the_members_of_a_pair_stand_at_different_places_in_the_order_of_the_list() -> None:
    node, premises = instance(RULES["cax-adc"], 1)
    says = {**node.substitution, "ci": node.substitution["cj"], "cj": node.substitution["ci"]}
    assert stepped(replace(node, substitution=says), premises)
    same = {**node.substitution, "cj": node.substitution["ci"]}
    twice = [p for p in premises if not isinstance(p, Triple) or p.object != node.substitution["cj"]]
    assert stepped(replace(node, substitution=same), twice)
    doubled = [replace(p, items=(EX.ci, EX.other, EX.ci)) if isinstance(p, Members) else p for p in twice]
    assert stepped(replace(node, substitution=same), doubled) is None


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        ("ex:l rdf:first ex:a ; rdf:rest ex:m . ex:m rdf:first ex:b ; rdf:rest rdf:nil .", True),
        ("ex:m rdf:rest rdf:nil ; rdf:first ex:b . ex:l rdf:rest ex:m ; rdf:first ex:a .", True),
        ("ex:l rdf:first ex:b ; rdf:rest ex:m . ex:m rdf:first ex:a ; rdf:rest rdf:nil .", False),
        ("ex:l rdf:first ex:a ; rdf:rest ex:m . ex:m rdf:first ex:b .", False),
        ("ex:l rdf:first ex:a ; rdf:rest ex:m . ex:m rdf:rest rdf:nil .", False),
        ("ex:l rdf:first ex:a ; rdf:rest ex:m . ex:m rdf:first ex:b ; rdf:rest ex:n .", False),
        ("ex:l rdf:first ex:a ; rdf:rest ex:m . ex:m rdf:first ex:b ; rdf:rest ex:l .", False),
        ("ex:l rdf:first ex:a, ex:c ; rdf:rest ex:m . ex:m rdf:first ex:b ; rdf:rest rdf:nil .", False),
        ("ex:l rdf:first ex:a ; rdf:rest ex:m, rdf:nil . ex:m rdf:first ex:b ; rdf:rest rdf:nil .", False),
        ("ex:k rdf:first ex:a ; rdf:rest ex:m . ex:m rdf:first ex:b ; rdf:rest rdf:nil .", False),
        ("ex:l rdf:first ex:a ; rdf:rest rdf:nil .", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_list_is_what_its_cells_spell(cells: str, right: bool) -> None:
    triples = parsed(cells)
    proof = Proof(None, (Node(Kind.LIST, Members(EX.l, (EX.a, EX.b)), premises=tuple(range(1, len(triples) + 1))),
                         *(Node(Kind.ASSERTED, triple) for triple in triples)))  # fmt: skip
    faults = [fault for fault in check(proof, CHECKER, triples) if fault.reason.startswith("its cells")]
    assert (not faults) == right
    assert CHECKER.members(RDF.nil, (), ()) is None
    assert CHECKER.members(EX.l, (), ())


def test_faults_say_which_node_and_why() -> None:
    triples = parsed("ex:C rdfs:subClassOf ex:D . ex:a a ex:C .")
    goal = Triple(EX.a, RDF.type, EX.D)
    says = {"x": EX.a, "c1": EX.C, "c2": EX.D}
    root = Node(Kind.INFERRED, goal, "cax-sco", says, (1, 2))
    leaves = tuple(Node(Kind.ASSERTED, triple) for triple in triples)
    proof = Proof(goal, (root, *leaves))
    assert check(proof, OWL2RL, triples) == ()
    assert check(proof, CHECKER, lambda triple: triple in triples) == ()
    assert check(Proof(goal, ()), CHECKER, triples) == (Fault(None, "there is no node"),)
    assert check(proof, CHECKER, triples[:1]) == (Fault(2, "it is not asserted"),)
    assert [str(fault) for fault in check(replace(proof, goal=None), CHECKER, triples)] == [
        "0: the first node does not conclude what was asked"
    ]

    def reasons(node: Node) -> list[str]:
        return [fault.reason for fault in check(Proof(goal, (node, *leaves)), CHECKER, triples)]

    missing = f"the premise {EX.a} {RDF.type} {EX.C} is missing"
    assert reasons(replace(root, rule="cax-nothing")) == ["there is no rule cax-nothing"]
    assert reasons(replace(root, rule="cls-int1")) == ["no premise is the list that cls-int1 is about"]
    assert reasons(replace(root, premises=(1,))) == [missing]
    assert reasons(replace(root, premises=(1, 7))) == ["it names a premise that is not there"]
    assert reasons(replace(root, premises=(1, 0))) == [
        missing,
        "it rests on itself",
    ]
    assert reasons(replace(root, kind="absent")) == ["the checker knows no node that is absent"]  # type: ignore[arg-type]
    assert reasons(Node(Kind.ASSERTED, goal, "cax-sco")) == ["only what is inferred has a rule"]
    assert reasons(replace(leaves[0], premises=(1,)))[1:] == ["what is asserted has no premises"]
    assert reasons(replace(root, substitution={})) == ["it is not said what ?x stands for"]


def test_a_contradiction_is_no_premise() -> None:
    false = Node(Kind.INFERRED, None, "cls-nothing2", {"x": EX.a}, (2,))
    impossible, goal = Triple(EX.a, RDF.type, OWL.Nothing), Triple(OWL.Thing, RDF.type, OWL.Class)
    thing = Node(Kind.INFERRED, goal, "cls-thing", {}, (1,))
    proof = Proof(goal, (thing, false, Node(Kind.ASSERTED, impossible)))
    assert Fault(0, "it rests on a contradiction") in check(proof, CHECKER, [impossible])


# -- everything at once, on ids


class Altered:
    """A deriver that gives some derivations otherwise."""

    def __init__(self, closure: Closure, alter: Callable[[Derivation], Derivation | None]) -> None:
        self._deriver, self._alter = closure.deriver, alter

    def derivation(self, fact: tuple[int, int, int]) -> Derivation | None:
        derivation = self._deriver.derivation(fact)
        return None if derivation is None else self._alter(derivation)


def _bulk(turtle: str, alter: Callable[[Closure, Derivation], Derivation | None]) -> tuple[int, int, list[str]]:
    closure = closed(parsed(turtle))
    deriver = Altered(closure, lambda derivation: alter(closure, derivation))
    closure.__dict__["deriver"] = deriver
    result = check_all(closure)
    return result.checked, result.rejected, [fault.reason for fault in result.faults]


CHAIN = "ex:C rdfs:subClassOf ex:D . ex:D rdfs:subClassOf ex:E . ex:a a ex:C ."  # C ⊑ E, a ∈ D, a ∈ E


def test_bulk_accepts_what_is_right() -> None:
    seen: list[tuple[int, int]] = []
    result = check_all(closed(parsed(CHAIN)), lambda done, total: seen.append((done, total)))
    assert (result.checked, result.rejected, result.faults) == (3, 0, ())
    assert result.steps == 3
    assert seen[-1] == (3, 3)


def test_bulk_rejects_what_no_rule_concludes() -> None:
    assert _bulk(CHAIN, lambda _, derivation: None) == (3, 3, ["no rule concludes it"] * 3)


def test_bulk_rejects_a_wrong_step_and_what_rests_on_it() -> None:
    def wrong(closure: Closure, derivation: Derivation) -> Derivation:
        assert derivation.conclusion is not None
        inverse = closure.triple(derivation.conclusion).predicate == EX.q
        return replace(derivation, premises=derivation.premises[:1]) if inverse else derivation

    checked, rejected, faults = _bulk("ex:p owl:inverseOf ex:q . ex:a ex:p ex:b . ex:q rdfs:domain ex:D .", wrong)
    assert (checked, rejected, len(faults)) == (2, 2, 1)
    assert "is missing" in faults[0]


def test_bulk_rejects_what_rests_on_itself() -> None:
    def turned(closure: Closure, derivation: Derivation) -> Derivation:
        fact = derivation.conclusion
        assert fact is not None
        s, p, o = fact
        rule = [rule.id for rule in closure.rules].index("prp-symp")
        kind = tuple(closure.dictionary.find(term) for term in (EX.p, RDF.type, OWL.SymmetricProperty))
        return Derivation(rule, fact, (kind, (o, p, s)), {"p": p, "x": o, "y": s})  # type: ignore[arg-type]

    turtle = """ex:p a owl:SymmetricProperty . ex:q rdfs:subPropertyOf ex:p . ex:a ex:q ex:b . ex:b ex:q ex:a ."""
    checked, rejected, faults = _bulk(turtle, turned)
    assert (checked, rejected) == (2, 2)
    assert faults == ["it rests on itself"]


def test_bulk_rejects_a_list_that_is_not_spelled() -> None:
    def cut(_: Closure, derivation: Derivation) -> Derivation:
        premises = tuple(
            ListFact(p.head, p.items, p.cells[:-1]) if isinstance(p, ListFact) else p for p in derivation.premises
        )
        return replace(derivation, premises=premises)

    checked, rejected, faults = _bulk("ex:U owl:unionOf (ex:C) .", cut)
    assert (checked, rejected, faults) == (1, 1, ["its cells end before its members do"])


def test_bulk_checks_violations() -> None:
    closure = closed(parsed("ex:C owl:disjointWith ex:D . ex:a a ex:C, ex:D ."))
    assert check_all(closure).checked == 1
    [violation] = closure.violations
    closure.violations = (replace(violation, derivation=replace(violation.derivation, premises=())),)
    result = check_all(closure)
    assert (result.checked, result.rejected) == (1, 1)
    assert result.faults[0].node == "cax-dw"


def test_the_checker_shares_nothing_with_the_engine() -> None:
    """It imports the rule tables and what stands below them, and nothing else of the project."""
    assert kg.proofs.checker.__file__ is not None
    tree = ast.parse(pathlib.Path(kg.proofs.checker.__file__).read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    ours = {name for name in names if name.startswith(("kg", "."))}
    assert all(name.startswith(("kg.rules", "kg.terms", "kg.vocabulary")) for name in ours)


def test_a_list_of_keys_is_not_empty() -> None:
    """With no key that two things have to share, prp-key would make the same whatever is of a class."""
    a, b, c = EX.a, EX.b, EX.C
    stated = [Triple(c, OWL.hasKey, RDF.nil), Triple(a, RDF.type, c), Triple(b, RDF.type, c)]
    goal = Triple(a, OWL.sameAs, b)
    nodes = (
        Node(Kind.INFERRED, goal, "prp-key", {"c": c, "u": RDF.nil, "x": a, "y": b}, (1, 2, 3, 4)),
        Node(Kind.ASSERTED, stated[0]),
        Node(Kind.LIST, Members(RDF.nil, ())),
        Node(Kind.ASSERTED, stated[1]),
        Node(Kind.ASSERTED, stated[2]),
    )
    assert check(Proof(goal, nodes), CHECKER, set(stated)) != ()
