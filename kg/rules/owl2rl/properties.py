"""Table 5: the semantics of axioms about properties."""

from typing import Final

SECTION: Final = "OWL 2 Profiles, §4.3, Table 5"

RULES: Final = """
"{ap} is an annotation property of OWL 2"
prp-ap:    ?ap rdf:type owl:AnnotationProperty
           :- annotation-property(?ap) .

"{x} is a {c}, as all that have {p} are"
prp-dom:   ?x rdf:type ?c
           :- ?p rdfs:domain ?c, ?x ?p ?y .

"{y} is a {c}, as all that {p} leads to are"
prp-rng:   ?y rdf:type ?c
           :- ?p rdfs:range ?c, ?x ?p ?y .

"{y1} and {y2} are the same, as {x} can have but one {p}"
prp-fp:    ?y1 owl:sameAs ?y2
           :- ?p rdf:type owl:FunctionalProperty, ?x ?p ?y1, ?x ?p ?y2 .

"{x1} and {x2} are the same, as but one can have {y} by {p}"
prp-ifp:   ?x1 owl:sameAs ?x2
           :- ?p rdf:type owl:InverseFunctionalProperty, ?x1 ?p ?y, ?x2 ?p ?y .

"{x} has {p} to itself, which {p} rules out"
prp-irp:   false
           :- ?p rdf:type owl:IrreflexiveProperty, ?x ?p ?x .

"{y} has {p} to {x}, as {p} holds both ways"
prp-symp:  ?y ?p ?x
           :- ?p rdf:type owl:SymmetricProperty, ?x ?p ?y .

"{p} holds between {x} and {y} both ways, which it rules out"
prp-asyp:  false
           :- ?p rdf:type owl:AsymmetricProperty, ?x ?p ?y, ?y ?p ?x .

"{p} leads from {x} through {y} to {z}"
prp-trp:   ?x ?p ?z
           :- ?p rdf:type owl:TransitiveProperty, ?x ?p ?y, ?y ?p ?z .

"{x} has {p2} to {y}, as {p1} is a kind of {p2}"
prp-spo1:  ?x ?p2 ?y
           :- ?p1 rdfs:subPropertyOf ?p2, ?x ?p1 ?y .

"a chain of properties that makes up {p} leads from {u} to {v}"
prp-spo2:  ?u ?p ?v
           :- ?p owl:propertyChainAxiom ?x, path ?x from ?u to ?v .

"{x} has {p2} to {y}, as {p1} and {p2} mean the same"
prp-eqp1:  ?x ?p2 ?y
           :- ?p1 owl:equivalentProperty ?p2, ?x ?p1 ?y .

"{x} has {p1} to {y}, as {p1} and {p2} mean the same"
prp-eqp2:  ?x ?p1 ?y
           :- ?p1 owl:equivalentProperty ?p2, ?x ?p2 ?y .

"{x} has both {p1} and {p2} to {y}, which exclude each other"
prp-pdw:   false
           :- ?p1 owl:propertyDisjointWith ?p2, ?x ?p1 ?y, ?x ?p2 ?y .

"{u} has both {pi} and {pj} to {v}, which exclude each other"
prp-adp:   false
           :- ?x rdf:type owl:AllDisjointProperties, ?x owl:members ?y, ?pi before ?pj in ?y,
              ?u ?pi ?v, ?u ?pj ?v .

"{y} has {p2} to {x}, as {p2} is the inverse of {p1}"
prp-inv1:  ?y ?p2 ?x
           :- ?p1 owl:inverseOf ?p2, ?x ?p1 ?y .

"{y} has {p1} to {x}, as {p1} is the inverse of {p2}"
prp-inv2:  ?y ?p1 ?x
           :- ?p1 owl:inverseOf ?p2, ?x ?p2 ?y .

"{x} and {y} are the same {c}, as they agree in all that identifies one"
prp-key:   ?x owl:sameAs ?y
           :- ?c owl:hasKey ?u, ?x rdf:type ?c, ?y rdf:type ?c, each ?pi in ?u { ?x ?pi ?zi, ?y ?pi ?zi } .

"{i1} has {p} to {i2}, which is denied"
prp-npa1:  false
           :- ?x owl:sourceIndividual ?i1, ?x owl:assertionProperty ?p, ?x owl:targetIndividual ?i2, ?i1 ?p ?i2 .

"{i} has {p} with the value {lt}, which is denied"
prp-npa2:  false
           :- ?x owl:sourceIndividual ?i, ?x owl:assertionProperty ?p, ?x owl:targetValue ?lt, ?i ?p ?lt .
"""
