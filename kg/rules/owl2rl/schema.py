"""Table 9: the semantics of schema vocabulary."""

from typing import Final

SECTION: Final = "OWL 2 Profiles, §4.3, Table 9"

RULES: Final = """
"{c}, a class, lies between owl:Nothing and owl:Thing"
scm-cls:   ?c rdfs:subClassOf ?c, ?c owl:equivalentClass ?c, ?c rdfs:subClassOf owl:Thing,
           owl:Nothing rdfs:subClassOf ?c
           :- ?c rdf:type owl:Class .

"every {c1} is a {c3}, as every {c1} is a {c2} and every {c2} a {c3}"
scm-sco:   ?c1 rdfs:subClassOf ?c3
           :- ?c1 rdfs:subClassOf ?c2, ?c2 rdfs:subClassOf ?c3 .

"{c1} and {c2}, which mean the same, are kinds of each other"
scm-eqc1:  ?c1 rdfs:subClassOf ?c2, ?c2 rdfs:subClassOf ?c1
           :- ?c1 owl:equivalentClass ?c2 .

"{c1} and {c2} mean the same, as they are kinds of each other"
scm-eqc2:  ?c1 owl:equivalentClass ?c2
           :- ?c1 rdfs:subClassOf ?c2, ?c2 rdfs:subClassOf ?c1 .

"{p}, a property, is a kind of itself"
scm-op:    ?p rdfs:subPropertyOf ?p, ?p owl:equivalentProperty ?p
           :- ?p rdf:type owl:ObjectProperty .

"{p}, a property, is a kind of itself"
scm-dp:    ?p rdfs:subPropertyOf ?p, ?p owl:equivalentProperty ?p
           :- ?p rdf:type owl:DatatypeProperty .

"{p1} is a kind of {p3}, as {p1} is a kind of {p2} and {p2} of {p3}"
scm-spo:   ?p1 rdfs:subPropertyOf ?p3
           :- ?p1 rdfs:subPropertyOf ?p2, ?p2 rdfs:subPropertyOf ?p3 .

"{p1} and {p2}, which mean the same, are kinds of each other"
scm-eqp1:  ?p1 rdfs:subPropertyOf ?p2, ?p2 rdfs:subPropertyOf ?p1
           :- ?p1 owl:equivalentProperty ?p2 .

"{p1} and {p2} mean the same, as they are kinds of each other"
scm-eqp2:  ?p1 owl:equivalentProperty ?p2
           :- ?p1 rdfs:subPropertyOf ?p2, ?p2 rdfs:subPropertyOf ?p1 .

"{c2} is a domain of {p}, as {c1} is one and a kind of {c2}"
scm-dom1:  ?p rdfs:domain ?c2
           :- ?p rdfs:domain ?c1, ?c1 rdfs:subClassOf ?c2 .

"{c} is a domain of {p1}, as it is one of {p2}, of which {p1} is a kind"
scm-dom2:  ?p1 rdfs:domain ?c
           :- ?p2 rdfs:domain ?c, ?p1 rdfs:subPropertyOf ?p2 .

"{c2} is a range of {p}, as {c1} is one and a kind of {c2}"
scm-rng1:  ?p rdfs:range ?c2
           :- ?p rdfs:range ?c1, ?c1 rdfs:subClassOf ?c2 .

"{c} is a range of {p1}, as it is one of {p2}, of which {p1} is a kind"
scm-rng2:  ?p1 rdfs:range ?c
           :- ?p2 rdfs:range ?c, ?p1 rdfs:subPropertyOf ?p2 .

"{c1} is a kind of {c2}, as {p1} is a kind of {p2} and both ask for the value {i}"
scm-hv:    ?c1 rdfs:subClassOf ?c2
           :- ?c1 owl:hasValue ?i, ?c1 owl:onProperty ?p1, ?c2 owl:hasValue ?i, ?c2 owl:onProperty ?p2,
              ?p1 rdfs:subPropertyOf ?p2 .

"{c1} is a kind of {c2}, as every {y1} that {p} leads to is a {y2}"
scm-svf1:  ?c1 rdfs:subClassOf ?c2
           :- ?c1 owl:someValuesFrom ?y1, ?c1 owl:onProperty ?p, ?c2 owl:someValuesFrom ?y2, ?c2 owl:onProperty ?p,
              ?y1 rdfs:subClassOf ?y2 .

"{c1} is a kind of {c2}, as {p1} is a kind of {p2} and both lead to some {y}"
scm-svf2:  ?c1 rdfs:subClassOf ?c2
           :- ?c1 owl:someValuesFrom ?y, ?c1 owl:onProperty ?p1, ?c2 owl:someValuesFrom ?y, ?c2 owl:onProperty ?p2,
              ?p1 rdfs:subPropertyOf ?p2 .

"{c1} is a kind of {c2}, as {p} leads only to {y1}, which are all {y2}"
scm-avf1:  ?c1 rdfs:subClassOf ?c2
           :- ?c1 owl:allValuesFrom ?y1, ?c1 owl:onProperty ?p, ?c2 owl:allValuesFrom ?y2, ?c2 owl:onProperty ?p,
              ?y1 rdfs:subClassOf ?y2 .

"{c2} is a kind of {c1}, as {p1} is a kind of {p2}, which leads only to {y}"
scm-avf2:  ?c2 rdfs:subClassOf ?c1
           :- ?c1 owl:allValuesFrom ?y, ?c1 owl:onProperty ?p1, ?c2 owl:allValuesFrom ?y, ?c2 owl:onProperty ?p2,
              ?p1 rdfs:subPropertyOf ?p2 .

"{c} is a kind of {ci}, which is a part of it"
scm-int:   ?c rdfs:subClassOf ?ci
           :- ?c owl:intersectionOf ?x, ?ci in ?x .

"{ci} is a kind of {c}, which unites it with others"
scm-uni:   ?ci rdfs:subClassOf ?c
           :- ?c owl:unionOf ?x, ?ci in ?x .
"""
