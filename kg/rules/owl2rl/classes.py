"""Table 6: the semantics of classes."""

from typing import Final

SECTION: Final = "OWL 2 Profiles, §4.3, Table 6"

RULES: Final = """
"owl:Thing is a class"
cls-thing:    owl:Thing rdf:type owl:Class
              :- .

"owl:Nothing is a class"
cls-nothing1: owl:Nothing rdf:type owl:Class
              :- .

"{x} cannot be: nothing is an owl:Nothing"
cls-nothing2: false
              :- ?x rdf:type owl:Nothing .

"{y} is a {c}, as it is each of its parts"
cls-int1:     ?y rdf:type ?c
              :- ?c owl:intersectionOf ?x, each ?ci in ?x { ?y rdf:type ?ci } .

"{y} is a {ci}, which is a part of {c}"
cls-int2:     ?y rdf:type ?ci
              :- ?c owl:intersectionOf ?x, ?ci in ?x, ?y rdf:type ?c .

"{y} is a {c}, as it is a {ci}"
cls-uni:      ?y rdf:type ?c
              :- ?c owl:unionOf ?x, ?ci in ?x, ?y rdf:type ?ci .

"{x} is both a {c1} and a {c2}, its complement"
cls-com:      false
              :- ?c1 owl:complementOf ?c2, ?x rdf:type ?c1, ?x rdf:type ?c2 .

"{u} is a {x}, as it has {p} to {v}, a {y}"
cls-svf1:     ?u rdf:type ?x
              :- ?x owl:someValuesFrom ?y, ?x owl:onProperty ?p, ?u ?p ?v, ?v rdf:type ?y .

"{u} is a {x}, as it has {p}"
cls-svf2:     ?u rdf:type ?x
              :- ?x owl:someValuesFrom owl:Thing, ?x owl:onProperty ?p, ?u ?p ?v .

"{v} is a {y}, as {u} has {p} to nothing else"
cls-avf:      ?v rdf:type ?y
              :- ?x owl:allValuesFrom ?y, ?x owl:onProperty ?p, ?u rdf:type ?x, ?u ?p ?v .

"{u} has {p} to {y}, as every {x} has"
cls-hv1:      ?u ?p ?y
              :- ?x owl:hasValue ?y, ?x owl:onProperty ?p, ?u rdf:type ?x .

"{u} is a {x}, as it has {p} to {y}"
cls-hv2:      ?u rdf:type ?x
              :- ?x owl:hasValue ?y, ?x owl:onProperty ?p, ?u ?p ?y .

"{u} is a {x} and can have no {p}, but has {y}"
cls-maxc1:    false
              :- ?x owl:maxCardinality "0"^^xsd:nonNegativeInteger, ?x owl:onProperty ?p, ?u rdf:type ?x, ?u ?p ?y .

"{y1} and {y2} are the same, as {u} can have but one {p}"
cls-maxc2:    ?y1 owl:sameAs ?y2
              :- ?x owl:maxCardinality "1"^^xsd:nonNegativeInteger, ?x owl:onProperty ?p, ?u rdf:type ?x,
                 ?u ?p ?y1, ?u ?p ?y2 .

"{u} is a {x} and can have no {p} that is a {c}, but has {y}"
cls-maxqc1:   false
              :- ?x owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger, ?x owl:onProperty ?p, ?x owl:onClass ?c,
                 ?u rdf:type ?x, ?u ?p ?y, ?y rdf:type ?c .

"{u} is a {x} and can have no {p}, but has {y}"
cls-maxqc2:   false
              :- ?x owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger, ?x owl:onProperty ?p,
                 ?x owl:onClass owl:Thing, ?u rdf:type ?x, ?u ?p ?y .

"{y1} and {y2} are the same, as {u} can have but one {p} that is a {c}"
cls-maxqc3:   ?y1 owl:sameAs ?y2
              :- ?x owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger, ?x owl:onProperty ?p, ?x owl:onClass ?c,
                 ?u rdf:type ?x, ?u ?p ?y1, ?y1 rdf:type ?c, ?u ?p ?y2, ?y2 rdf:type ?c .

"{y1} and {y2} are the same, as {u} can have but one {p}"
cls-maxqc4:   ?y1 owl:sameAs ?y2
              :- ?x owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger, ?x owl:onProperty ?p,
                 ?x owl:onClass owl:Thing, ?u rdf:type ?x, ?u ?p ?y1, ?u ?p ?y2 .

"{yi} is a {c}, which lists it"
cls-oo:       ?yi rdf:type ?c
              :- ?c owl:oneOf ?x, ?yi in ?x .
"""
