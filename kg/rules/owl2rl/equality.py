"""Table 4: the semantics of equality."""

from typing import Final

SECTION: Final = "OWL 2 Profiles, §4.3, Table 4"

RULES: Final = """
"{s}, {p} and {o} are each the same as themselves"
eq-ref:    ?s owl:sameAs ?s, ?p owl:sameAs ?p, ?o owl:sameAs ?o
           :- ?s ?p ?o .

"{y} is the same as {x}, as {x} is the same as {y}"
eq-sym:    ?y owl:sameAs ?x
           :- ?x owl:sameAs ?y .

"{x} is the same as {z}, as both are the same as {y}"
eq-trans:  ?x owl:sameAs ?z
           :- ?x owl:sameAs ?y, ?y owl:sameAs ?z .

"what holds of {s} holds of {s2}, which is the same"
eq-rep-s:  ?s2 ?p ?o
           :- ?s owl:sameAs ?s2, ?s ?p ?o .

"what {p} relates, {p2} relates, which is the same"
eq-rep-p:  ?s ?p2 ?o
           :- ?p owl:sameAs ?p2, ?s ?p ?o .

"what is said of {o} is said of {o2}, which is the same"
eq-rep-o:  ?s ?p ?o2
           :- ?o owl:sameAs ?o2, ?s ?p ?o .

"{x} and {y} cannot be both the same and different"
eq-diff1:  false
           :- ?x owl:sameAs ?y, ?x owl:differentFrom ?y .

"{zi} and {zj} are the same, but are listed as all different"
eq-diff2:  false
           :- ?x rdf:type owl:AllDifferent, ?x owl:members ?y, ?zi before ?zj in ?y, ?zi owl:sameAs ?zj .

"{zi} and {zj} are the same, but are listed as all different"
eq-diff3:  false
           :- ?x rdf:type owl:AllDifferent, ?x owl:distinctMembers ?y, ?zi before ?zj in ?y, ?zi owl:sameAs ?zj .
"""
