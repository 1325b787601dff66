"""Table 7: the semantics of class axioms."""

from typing import Final

SECTION: Final = "OWL 2 Profiles, §4.3, Table 7"

RULES: Final = """
"{x} is a {c2}, as every {c1} is"
cax-sco:   ?x rdf:type ?c2
           :- ?c1 rdfs:subClassOf ?c2, ?x rdf:type ?c1 .

"{x} is a {c2}, as {c1} and {c2} mean the same"
cax-eqc1:  ?x rdf:type ?c2
           :- ?c1 owl:equivalentClass ?c2, ?x rdf:type ?c1 .

"{x} is a {c1}, as {c1} and {c2} mean the same"
cax-eqc2:  ?x rdf:type ?c1
           :- ?c1 owl:equivalentClass ?c2, ?x rdf:type ?c2 .

"{x} is both a {c1} and a {c2}, which exclude each other"
cax-dw:    false
           :- ?c1 owl:disjointWith ?c2, ?x rdf:type ?c1, ?x rdf:type ?c2 .

"{z} is both a {ci} and a {cj}, which exclude each other"
cax-adc:   false
           :- ?x rdf:type owl:AllDisjointClasses, ?x owl:members ?y, ?ci before ?cj in ?y,
              ?z rdf:type ?ci, ?z rdf:type ?cj .
"""
