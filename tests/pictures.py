"""Pictures with any label, for the tests of what other programs read."""

from hypothesis import strategies as st

from kg.explain import Sign
from kg.export import Edge, Family, Node, Picture

BAD = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "</script><script>alert(1)</script>",
    "<!--",
    "-->",
    "]]>",
    "&lt;b&gt;",
    "None",
    "bs:a->bs:b",
    'say "no"',
    "a\nb",
    "a\r\nb\tc",
    "שלום עולם",
    "\u202eabc",
    "💥 👩‍⚕️",
    "\u2028\u2029",
    "' onload='x",
]
LABELS = st.one_of(st.sampled_from(BAD), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))


def edges_between(names: list[str], labels: st.SearchStrategy[str], most: int) -> st.SearchStrategy[list[Edge]]:
    """Edges of every sort between nodes, no relation twice between the same two."""
    edge = st.builds(
        Edge,
        st.sampled_from(names),
        st.sampled_from(names),
        st.sampled_from(["bs:causes", "bs:kindOf"]),
        labels,
        st.sampled_from([None, *Sign]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "can"]),
        st.sampled_from([(), ("C001",), ("C001", "E002")]),
    )
    return st.lists(edge, max_size=most, unique_by=lambda one: (one.source, one.target, one.relation))


@st.composite
def any_pictures(draw_: st.DrawFn) -> Picture:
    labels = draw_(st.lists(LABELS, min_size=1, max_size=4))
    names = [f"bs:N{number}" for number in range(len(labels))]
    nodes = tuple(
        Node(name, label, draw_(st.sampled_from(list(Family))), draw_(st.booleans()))
        for name, label in zip(names, labels, strict=True)
    )
    edges = draw_(edges_between(names, LABELS, 4))
    return Picture(draw_(LABELS), nodes, tuple(edges), len(nodes) + draw_(st.integers(0, 2)))
