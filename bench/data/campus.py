"""Universities of any number: shaped like the published description of LUBM (Guo, Pan and Heflin 2005), own words.

A university has 12 to 16 departments, and about 120,000 triples. Ratios of staff, students, courses and publications
are those of the paper; the vocabulary, which uses the same constructs of OWL, and the names are ours.
"""

import random
from collections.abc import Iterator

from bench.data.writing import BASE, TYPE

NAMESPACE = f"{BASE}campus#"
SCHEMA = """
Organisation a owl:Class
University a owl:Class
University rdfs:subClassOf Organisation
Department a owl:Class
Department rdfs:subClassOf Organisation
Team a owl:Class
Team rdfs:subClassOf Organisation
Person a owl:Class
Employee a owl:Class
Employee owl:intersectionOf ( Person _:employed )
_:employed a owl:Restriction
_:employed owl:onProperty worksFor
_:employed owl:someValuesFrom Organisation
Academic a owl:Class
Academic rdfs:subClassOf Employee
Professor a owl:Class
Professor rdfs:subClassOf Academic
FullProfessor rdfs:subClassOf Professor
AssociateProfessor rdfs:subClassOf Professor
AssistantProfessor rdfs:subClassOf Professor
Lecturer rdfs:subClassOf Academic
Chair a owl:Class
Chair rdfs:subClassOf Professor
Chair owl:intersectionOf ( Person _:heads )
_:heads a owl:Restriction
_:heads owl:onProperty headOf
_:heads owl:someValuesFrom Department
Student a owl:Class
Student owl:intersectionOf ( Person _:enrolled )
_:enrolled a owl:Restriction
_:enrolled owl:onProperty attends
_:enrolled owl:someValuesFrom Course
Undergraduate rdfs:subClassOf Student
Graduate rdfs:subClassOf Person
Graduate rdfs:subClassOf _:advanced
_:advanced a owl:Restriction
_:advanced owl:onProperty attends
_:advanced owl:someValuesFrom AdvancedCourse
Assistant a owl:Class
Assistant owl:intersectionOf ( Person _:assisting )
_:assisting a owl:Restriction
_:assisting owl:onProperty assistsIn
_:assisting owl:someValuesFrom Course
Researcher rdfs:subClassOf Person
Researcher rdfs:subClassOf _:inTeam
_:inTeam a owl:Restriction
_:inTeam owl:onProperty worksFor
_:inTeam owl:someValuesFrom Team
Work a owl:Class
Course a owl:Class
Course rdfs:subClassOf Work
AdvancedCourse rdfs:subClassOf Course
Publication a owl:Class
Article rdfs:subClassOf Publication
memberOf a owl:ObjectProperty
memberOf owl:inverseOf hasMember
hasMember rdfs:domain Organisation
hasMember rdfs:range Person
worksFor rdfs:subPropertyOf memberOf
headOf rdfs:subPropertyOf worksFor
partOf a owl:ObjectProperty owl:TransitiveProperty
partOf rdfs:domain Organisation
partOf rdfs:range Organisation
graduateOf a owl:ObjectProperty
graduateOf owl:inverseOf hasGraduate
graduateOf rdfs:domain Person
graduateOf rdfs:range University
bachelorOf rdfs:subPropertyOf graduateOf
masterOf rdfs:subPropertyOf graduateOf
doctorOf rdfs:subPropertyOf graduateOf
teaches a owl:ObjectProperty
teaches rdfs:domain Academic
teaches rdfs:range Course
attends a owl:ObjectProperty
assistsIn a owl:ObjectProperty
assistsIn rdfs:range Course
advisedBy a owl:ObjectProperty
advisedBy rdfs:domain Person
advisedBy rdfs:range Professor
writtenBy a owl:ObjectProperty
writtenBy rdfs:domain Publication
writtenBy rdfs:range Person
name a owl:DatatypeProperty
address a owl:DatatypeProperty
telephone a owl:DatatypeProperty
interest a owl:DatatypeProperty
"""
_STAFF = {
    "FullProfessor": ((7, 10), (15, 20)),
    "AssociateProfessor": ((10, 14), (10, 18)),
    "AssistantProfessor": ((8, 11), (5, 10)),
    "Lecturer": ((5, 7), (0, 5)),
}
"""How many of each rank a department has, and how many publications each of them."""
_DATA = "http://campus.example.org/"


def _uri(name: str) -> str:
    return f"<{NAMESPACE}{name}>"


class _Department:
    """One department, as lines."""

    def __init__(self, chance: random.Random, university: int, number: int, universities: int) -> None:
        self.chance, self.universities = chance, universities
        self.university = f"{_DATA}university{university}"
        self.base = f"{self.university}/department{number}"
        self.courses = 0
        self.papers = 0

    def thing(self, kind: str, number: int) -> str:
        return f"<{self.base}/{kind}{number}>"

    def link(self, subject: str, name: str, object_: str) -> str:
        return f"{subject} {_uri(name)} {object_} ."

    def person(self, who: str, rank: str) -> Iterator[str]:
        local = who.rsplit("/", 1)[1][:-1]
        yield f"{who} {TYPE} {_uri(rank)} ."
        yield self.link(who, "name", f'"{local}"')
        yield self.link(who, "address", f'"{local}@{self.base[len(_DATA) :]}"')
        yield self.link(who, "telephone", '"xxx-xxx-xxxx"')

    def graduate_of(self, who: str, *degrees: str) -> Iterator[str]:
        for degree in degrees:
            yield self.link(who, degree, f"<{_DATA}university{self.chance.randrange(self.universities)}>")

    def course(self, kind: str) -> tuple[str, list[str]]:
        it = self.thing(kind, self.courses)
        self.courses += 1
        return it, [f"{it} {TYPE} {_uri(kind)} .", self.link(it, "name", f'"{kind}{self.courses}"')]

    def lines(self) -> Iterator[str]:
        chance, here = self.chance, f"<{self.base}>"
        yield f"{here} {TYPE} {_uri('Department')} ."
        yield self.link(here, "name", f'"{self.base[len(_DATA) :]}"')
        yield self.link(here, "partOf", f"<{self.university}>")
        teams = [self.thing("Team", at) for at in range(chance.randint(10, 20))]
        for team in teams:
            yield f"{team} {TYPE} {_uri('Team')} ."
            yield self.link(team, "partOf", here)
        staff: list[str] = []
        works: dict[str, list[str]] = {"Course": [], "AdvancedCourse": []}
        authors: list[tuple[str, int]] = []
        for rank, (many, papers) in _STAFF.items():
            for at in range(chance.randint(*many)):
                who = self.thing(rank, at)
                yield from self.person(who, rank)
                yield self.link(who, "worksFor", here)
                yield self.link(who, "interest", f'"Research{chance.randrange(30)}"')
                yield from self.graduate_of(who, "bachelorOf", "masterOf", "doctorOf")
                for kind, found in works.items():
                    for _ in range(chance.randint(1, 2)):
                        course, lines = self.course(kind)
                        found.append(course)
                        yield from lines
                        yield self.link(who, "teaches", course)
                staff.append(who)
                authors.append((who, chance.randint(*papers)))
        yield self.link(staff[0], "headOf", here)
        professors = [who for who in staff if "/Lecturer" not in who]
        yield from self.students(here, len(staff), professors, works, teams)
        yield from self.publications(authors, len(staff))

    def students(
        self, here: str, staff: int, professors: list[str], works: dict[str, list[str]], teams: list[str]
    ) -> Iterator[str]:
        chance = self.chance
        for at in range(staff * chance.randint(8, 14)):
            who = self.thing("Undergraduate", at)
            yield from self.person(who, "Undergraduate")
            yield self.link(who, "memberOf", here)
            for course in chance.sample(works["Course"], chance.randint(2, 4)):
                yield self.link(who, "attends", course)
            if at % 5 == 0:
                yield self.link(who, "advisedBy", chance.choice(professors))
        for at in range(staff * chance.randint(3, 4)):
            who = self.thing("Graduate", at)
            yield from self.person(who, "Graduate")
            yield self.link(who, "memberOf", here)
            yield from self.graduate_of(who, "bachelorOf")
            yield self.link(who, "advisedBy", chance.choice(professors))
            for course in chance.sample(works["AdvancedCourse"], chance.randint(1, 3)):
                yield self.link(who, "attends", course)
            if at % 4 == 0:
                yield self.link(who, "assistsIn", chance.choice(works["Course"]))
            elif at % 4 == 1:
                yield f"{who} {TYPE} {_uri('Researcher')} ."
                yield self.link(who, "worksFor", chance.choice(teams))

    def publications(self, authors: list[tuple[str, int]], staff: int) -> Iterator[str]:
        for author, many in authors:
            for _ in range(many):
                paper = self.thing("Article", self.papers)
                self.papers += 1
                yield f"{paper} {TYPE} {_uri('Article')} ."
                yield self.link(paper, "name", f'"Article{self.papers}"')
                yield self.link(paper, "writtenBy", author)
                for _ in range(self.chance.randrange(3)):
                    yield self.link(paper, "writtenBy", self.thing("Graduate", self.chance.randrange(staff * 3)))


def universities(many: int, seed: int = 1) -> Iterator[str]:
    """Yield the triples of a number of universities.

    Args:
        many: how many; the first ones are the same whatever the number, but for the degrees' universities.
        seed: of the random choices.
    """
    for university in range(many):
        chance = random.Random(f"{seed}/{university}")  # noqa: S311 -- test data
        it = f"<{_DATA}university{university}>"
        yield f"{it} {TYPE} {_uri('University')} ."
        yield f'{it} {_uri("name")} "University{university}" .'
        for number in range(chance.randint(12, 16)):
            yield from _Department(chance, university, number, many).lines()
