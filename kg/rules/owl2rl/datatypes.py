"""Table 8: the semantics of datatypes. What a literal denotes is told by `kg.datatypes` (XSD 1.1 value spaces).

A literal that is not well formed for its own datatype has no value; it is taken to be asserted of that datatype, so
that dt-not-type finds it (RDF 1.1 Semantics, §7: a graph with an ill-typed literal is unsatisfiable).
"""

from typing import Final

SECTION: Final = "OWL 2 Profiles, §4.3, Table 8"

RULES: Final = """
"{dt} is a datatype of OWL 2 RL"
dt-type1:    ?dt rdf:type rdfs:Datatype
             :- datatype(?dt) .

"{lt} is a value of {dt}"
dt-type2:    ?lt rdf:type ?dt
             :- has-datatype(?lt, ?dt) .

"{lt1} and {lt2} denote the same value"
dt-eq:       ?lt1 owl:sameAs ?lt2
             :- same-value(?lt1, ?lt2) .

"{lt1} and {lt2} denote different values"
dt-diff:     ?lt1 owl:differentFrom ?lt2
             :- different-value(?lt1, ?lt2) .

"{lt} is no value of {dt}, but is said to be one"
dt-not-type: false
             :- ?lt rdf:type ?dt, outside-datatype(?lt, ?dt) .
"""
