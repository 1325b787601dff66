"""The datatype map: which literals denote one data value, which are ill-typed, and how value spaces lie.

Independent judges, each where it is right:

- exact arithmetic (``fractions``) for decimals, rationals and the rounding of floats;
- Oxigraph for the rounding of xsd:float. ``numpy.float32`` is right for numbers that are given as such, and
  not for text, which it rounds twice (to binary64 first);
- ``datetime`` for instants between the years 1 and 9999, with at most six digits of a second;
- rdflib for decimals, booleans and binary data. It strips white space, takes ``"1_0"`` for an integer, holds
  xsd:float in double precision and compares instants by equality: not asked there;
- canonical XML: fragments that are identical have one canonical form. The converse does not hold, since
  canonicalisation drops superfluous declarations of namespaces, which are nodes to ``isEqualNode``.
"""

import itertools
import sys
from base64 import b64encode
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import numpy as np
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.datatypes import (
    BEYOND_RL,
    DATATYPES,
    ILL_TYPED,
    KNOWN,
    Parsed,
    Value,
    broader,
    contains,
    datatypes_of,
    disjoint,
    empty,
    included,
    intersection,
    parse,
    size,
)
from kg.terms import Triple, read
from kg.vocabulary import OWL, RDF, RDFS, XSD, compact, expand


def iri(name: str) -> str:
    """The datatype of a short name: ``integer``, ``rdf:XMLLiteral``."""
    expanded = expand(name if ":" in name else f"xsd:{name}")
    assert expanded is not None
    return expanded


def read_literal(text: str) -> Parsed | None:
    """The value of ``lexical^^datatype`` or, with a space before the tag, of ``lexical @tag``."""
    lexical, caret, datatype = text.rpartition("^^")
    if caret:
        return parse(lexical, iri(datatype), None)
    lexical, _, language = text.rpartition(" @")
    return parse(lexical, iri("rdf:langString"), language)


def value_of(text: str) -> Value:
    value = read_literal(text)
    assert isinstance(value, Value), text
    return value


# Literals of a row denote one data value; literals of two rows denote two.
SAME_AS = " ≡ "
SAME = [
    row.split(SAME_AS)
    for row in (
        # Integers and decimals: one value space.
        "0^^integer ≡ -0^^integer ≡ +000^^integer ≡ 0.0^^decimal ≡ -.0^^decimal ≡ 0^^byte ≡ 0/7^^owl:rational",
        "1^^integer ≡ +1^^integer ≡ 01^^unsignedByte ≡ 1.^^decimal ≡ 1.000^^decimal ≡ 7/7^^owl:rational",
        "-1^^integer ≡ -01^^negativeInteger ≡ -1.0^^decimal ≡ -2/2^^owl:rational",
        "1.5^^decimal ≡ +01.50^^decimal ≡ 3/2^^owl:rational ≡ +6/04^^owl:rational",
        ".1^^decimal ≡ 0.10^^decimal ≡ 1/10^^owl:rational",
        "0.3333333333333333^^decimal",
        "1/3^^owl:rational ≡ 2/6^^owl:rational",
        "9007199254740993^^integer ≡ 9007199254740993.0^^decimal",
        "9007199254740992^^integer",
        "18446744073709551616^^integer",
        # Floating-point numbers: two value spaces more.
        "0^^float ≡ +0.0^^float ≡ 0e9^^float ≡ 1e-60^^float",
        "-0^^float ≡ -.0E1^^float ≡ -1e-60^^float",
        "0^^double ≡ 0e99999999999^^double ≡ 1e-400^^double",
        "-0^^double ≡ -1e-400^^double",
        "1^^float ≡ 1.0^^float ≡ 10e-1^^float ≡ +1.E+0^^float",
        "1^^double ≡ 1.0e0^^double",
        "INF^^float ≡ +INF^^float ≡ 1e39^^float ≡ 1e400^^float ≡ 1e401^^float",
        "-INF^^float ≡ -1e39^^float",
        "INF^^double ≡ +INF^^double ≡ 1e400^^double ≡ 1e401^^double",
        "1e39^^double",
        "NaN^^float",
        "NaN^^double",
        # W3C tests of RDF 1.1 Semantics: float-round-same, float-round-different, and those of double.
        "16777205.5^^float ≡ 16777206.5^^float",
        "16777207.5^^float",
        "9007199254740990.5^^double",
        "9007199254740991.5^^double ≡ 9007199254740992.5^^double",
        # Rounded to binary64 on the way, the next two would be one.
        "16777217^^float ≡ 16777216^^float ≡ 16777217.00^^float",
        "16777217.0000000000001^^float ≡ 16777218^^float",
        # Text.
        (
            "a^^string ≡ a^^normalizedString ≡ a^^token ≡ a^^NMTOKEN ≡ a^^Name ≡ "
            "a^^NCName ≡ a^^language ≡ a@^^rdf:PlainLiteral"
        ),
        "A^^string ≡ A^^language",
        "a^^anyURI",
        "a @en ≡ a @EN ≡ a@en^^rdf:PlainLiteral ≡ a@eN^^rdf:PlainLiteral",
        "a @en-GB ≡ a @en-gb ≡ a@EN-gb^^rdf:PlainLiteral",
        "a @de",
        "a@en^^string ≡ a@en@^^rdf:PlainLiteral",
        "a@b @en ≡ a@b@en^^rdf:PlainLiteral",
        " a^^string ≡  a^^normalizedString ≡  a@^^rdf:PlainLiteral",
        "a\n^^string",
        "^^string ≡ ^^token ≡ @^^rdf:PlainLiteral",
        " @en ≡ @en^^rdf:PlainLiteral",
        "^^anyURI",
        "\xe9^^string ≡ \xe9^^NCName",
        "e\u0301^^string ≡ e\u0301^^NCName",  # no normalisation of Unicode
        "1^^string ≡ 1^^NMTOKEN",
        "true^^string ≡ true^^NCName",
        # Truth values and octets.
        "true^^boolean ≡ 1^^boolean",
        "false^^boolean ≡ 0^^boolean",
        "^^hexBinary",
        "^^base64Binary",
        "0fb7^^hexBinary ≡ 0FB7^^hexBinary ≡ 0fB7^^hexBinary",
        "D7c=^^base64Binary ≡ D 7 c =^^base64Binary ≡ D7c =^^base64Binary",
        "Dw==^^base64Binary ≡ D w = =^^base64Binary",
        "AAAA^^base64Binary ≡ AA A A^^base64Binary",
        # Instants.
        "2020-01-01T00:00:00^^dateTime ≡ 2019-12-31T24:00:00^^dateTime ≡ 2019-12-31T24:00:00.00^^dateTime",
        (
            "2020-01-01T00:00:00Z^^dateTime ≡ 2020-01-01T00:00:00+00:00^^dateTime ≡ "
            "2020-01-01T00:00:00-00:00^^dateTimeStamp ≡ 2019-12-31T24:00:00.000Z^^dateTimeStamp"
        ),
        "2020-01-01T01:00:00+01:00^^dateTime",  # the instant of the row above
        "2020-01-01T00:00:00.5^^dateTime ≡ 2020-01-01T00:00:00.500^^dateTime",
        "2020-01-01T00:00:00.5000000000000000000000001^^dateTime",
        "2020-02-29T00:00:00^^dateTime ≡ 2020-02-28T24:00:00^^dateTime",
        "2021-03-01T00:00:00^^dateTime ≡ 2021-02-28T24:00:00^^dateTime",
        "0000-02-29T12:00:00^^dateTime ≡ -0000-02-29T12:00:00^^dateTime",
        "0000-01-01T00:00:00^^dateTime ≡ -0001-12-31T24:00:00^^dateTime",
        "12020-01-01T00:00:00+14:00^^dateTime ≡ 12019-12-31T24:00:00+14:00^^dateTime",
        "12020-01-01T00:00:00-14:00^^dateTime",
        # XML.
        "^^rdf:XMLLiteral",
        "a^^rdf:XMLLiteral ≡ &#97;^^rdf:XMLLiteral ≡ <![CDATA[a]]>^^rdf:XMLLiteral",
        "&amp;&lt;^^rdf:XMLLiteral ≡ <![CDATA[&]]>&#60;^^rdf:XMLLiteral",
        "<a/>^^rdf:XMLLiteral ≡ <a></a>^^rdf:XMLLiteral ≡ <a ></a >^^rdf:XMLLiteral",
        "<a> </a>^^rdf:XMLLiteral",
        "<a/> ^^rdf:XMLLiteral ≡ <a/>&#x20;^^rdf:XMLLiteral",
        "<a b='1' c='2'/>^^rdf:XMLLiteral ≡ <a c=\"2\"\n b=\"1\"></a>^^rdf:XMLLiteral",
        "<a b='2' c='1'/>^^rdf:XMLLiteral",
        "<a><!--b--></a>^^rdf:XMLLiteral",
        "<a><?b?></a>^^rdf:XMLLiteral",
        "<a xmlns='u'/>^^rdf:XMLLiteral",
        "<a xmlns='u'><b/></a>^^rdf:XMLLiteral",
        "<a xmlns='u'><b xmlns='u'/></a>^^rdf:XMLLiteral",  # a declaration is a node, though it declares nothing new
        "<p:a xmlns:p='u'/>^^rdf:XMLLiteral",
        "<q:a xmlns:q='u'/>^^rdf:XMLLiteral",
        "<a xmlns:p='u' xmlns:q='u' p:b=''/>^^rdf:XMLLiteral ≡ <a xmlns:q='u' q:b='' xmlns:p='u'/>^^rdf:XMLLiteral",
        "<a xmlns:p='u' xmlns:q='v' q:b=''/>^^rdf:XMLLiteral",
        "<a b=''/>^^rdf:XMLLiteral",
        "<a/>b<a/>^^rdf:XMLLiteral",
        "<a>b<a/></a>^^rdf:XMLLiteral",
        "\r\n^^rdf:XMLLiteral ≡ \n^^rdf:XMLLiteral ≡ \r^^rdf:XMLLiteral",
        "&#13;^^rdf:XMLLiteral",
    )
]


@pytest.mark.parametrize("row", SAME, ids=lambda row: row[0])
def test_literals_of_a_row_denote_one_data_value(row: list[str]) -> None:
    assert len({value_of(text) for text in row}) == 1


def test_literals_of_two_rows_denote_two_data_values() -> None:
    firsts = [value_of(row[0]) for row in SAME]
    doubles = [row[0] for row, value in zip(SAME, firsts, strict=True) if firsts.count(value) > 1]
    assert not doubles


ILL = {
    name: text.split("¦")
    for name, text in {
        "integer": "¦ ¦1 ¦ 1¦1\n¦1.0¦1e3¦+¦--1¦1_0¦\u0661¦0x1¦one¦1,000¦\uff11",
        "decimal": "¦.¦+.¦1e3¦1.5 ¦1..5¦INF¦NaN¦1/2¦1_0.0¦-¦1.5\n",
        "nonNegativeInteger": "-1¦-00001¦1.0",
        "nonPositiveInteger": "1¦+1",
        "positiveInteger": "0¦-0¦-1",
        "negativeInteger": "0¦-0¦1",
        "long": "9223372036854775808¦-9223372036854775809",
        "int": "2147483648¦-2147483649",
        "short": "32768¦-32769",
        "byte": "128¦-129¦300¦1.0",
        "unsignedLong": "18446744073709551616¦-1",
        "unsignedInt": "4294967296¦-1",
        "unsignedShort": "65536¦-1",
        "unsignedByte": "256¦-1",
        "float": "¦one¦inf¦Infinity¦-NaN¦+NaN¦nan¦++INF¦1e¦e1¦.e1¦1e1.5¦1f¦0x1p3¦ 1",
        "double": "¦infinity¦-nan¦1d¦1e+¦.¦1_0.0¦1 ",
        "boolean": "¦maybe¦True¦TRUE¦2¦yes¦ true¦01",
        "string": "\x00¦a\ufffe¦\ud800",
        "normalizedString": "a\tb¦a\n¦\r",
        "token": " a¦a ¦a  b¦a\tb¦a\nb¦ ",
        "NMTOKEN": "¦a b¦a/b¦ a¦\xd7",
        "Name": "¦1a¦-a¦.a¦a b¦\xb7a",
        "NCName": "¦a:b¦:a¦1a",
        "language": "¦12 3¦toolonglanguage¦en_GB¦en-¦-en¦e1-x¦en-123456789",
        "hexBinary": "x¦xyz¦0¦0F0¦ 0F¦0F ¦0x0F¦0g",
        "base64Binary": "A¦AA¦AAA¦AA=¦AAA==¦=¦AAAA ¦ AAAA¦AA  AA¦AA\nAA¦A===¦AB==¦AAB=¦AA-_",
        "anyURI": "\x00",
        "dateTime": (
            "¦2020-01-01¦2020-01-01T00:00¦2020-13-01T00:00:00¦2020-00-01T00:00:00¦"
            "2020-01-00T00:00:00¦2020-01-32T00:00:00¦2021-02-29T00:00:00¦1900-02-29T00:00:00¦"
            "2020-04-31T00:00:00¦-0001-02-29T00:00:00¦2020-01-01T24:00:01¦2020-01-01T24:01:00¦"
            "2020-01-01T25:00:00¦2020-01-01T00:60:00¦2020-01-01T00:00:60¦2020-01-01T00:00:00.¦"
            "2020-01-01T0:00:00¦2020-01-01 00:00:00¦2020-01-01T00:00:00+14:01¦"
            "2020-01-01T00:00:00+15:00¦2020-01-01T00:00:00+01¦2020-01-01T00:00:00z¦"
            "020-01-01T00:00:00¦02020-01-01T00:00:00¦+2020-01-01T00:00:00¦2020-01-01T00:00:00Z ¦"
            "20200101T000000¦2020-02-30T24:00:00¦2020-01-01T24:00:00.01¦2020-01-01T00:00:00+00:60"
        ),
        "dateTimeStamp": "2020-01-01T00:00:00¦2020-01-01T24:00:00¦2020-13-01T00:00:00Z",
        "rdf:PlainLiteral": "¦abc¦abc@12 3¦abc@en ¦abc@-¦abc@en_GB¦\x00@en¦\x00@",
        "rdf:XMLLiteral": (
            "<¦&¦<a>¦</a>¦<a></b>¦</x><x>¦</x><x/><x>¦</x>¦<x>¦a<!--¦<a b=c/>¦"
            "<a b='' b=''/>¦<p:a/>¦<a p:b=''/>¦&nbsp;¦&x;¦]]>¦\x00¦\x01¦"
            "<?xml version='1.0'?>¦<?xml?>¦\ud800¦<!DOCTYPE a>¦"
            "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;¦</x><!DOCTYPE a [<!ENTITY b 'c'>]><x>&b;¦"
            "<!ENTITY b 'c'>¦<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>¦<a xmlns:p=''/>¦&#0;¦"
            "<![CDATA[¦<a:b:c xmlns:a='u'/>"
        ),
        "rdf:langString": "¦abc",
        "owl:real": "¦1¦1.5¦1/2",
        "owl:rational": "¦1¦1/0¦1/00¦1/-2¦1/+2¦1 / 2¦ 1/2¦1/2/3¦1.0/2¦/2¦1/",
    }.items()
}


@pytest.mark.parametrize(("name", "lexical"), [(name, text) for name, texts in ILL.items() for text in texts])
def test_a_lexical_form_outside_the_lexical_space_is_ill_typed(name: str, lexical: str) -> None:
    assert parse(lexical, iri(name), None) is ILL_TYPED


def test_every_datatype_with_a_lexical_space_is_tried() -> None:
    assert {iri(name) for name in ILL} == KNOWN - {iri("rdfs:Literal")}


@pytest.mark.parametrize("name", sorted({*DATATYPES, *BEYOND_RL} - {iri("rdfs:Literal"), iri("rdf:langString")}))
def test_white_space_is_not_stripped(name: str) -> None:
    """W3C tests of RDF 1.1 Semantics: xmlsch-02-whitespace-facet-1, -2 and -4."""
    kept = {iri(kept) for kept in ("string", "normalizedString", "anyURI", "rdf:XMLLiteral")}
    assert (parse(" ", name, None) is ILL_TYPED) == (name not in kept)


@pytest.mark.parametrize("language", ["", "12 3", "en_GB", "toolonglanguage", "en-"])
def test_text_in_no_language_is_ill_typed(language: str) -> None:
    assert parse("a", iri("rdf:langString"), language) is ILL_TYPED


@pytest.mark.parametrize(
    "name",
    ["date", "time", "gYear", "duration", "QName", "rdfs:Literal", "rdf:HTML", "rdf:JSON", "rdf:dirLangString", "bs:x"],
)
def test_of_an_unknown_datatype_nothing_is_said(name: str) -> None:
    assert parse("1", iri(name), None) is None
    assert not contains(iri("bs:x"), value_of("1^^integer"))


def test_the_datatypes_are_those_of_the_profile_in_its_order() -> None:
    """OWL 2 Profiles §4.2.1."""
    listed = (
        "rdf:PlainLiteral rdf:XMLLiteral rdfs:Literal decimal integer nonNegativeInteger nonPositiveInteger "
        "positiveInteger negativeInteger long int short byte unsignedLong unsignedInt unsignedShort unsignedByte "
        "float double string normalizedString token language Name NCName NMTOKEN boolean hexBinary base64Binary "
        "anyURI dateTime dateTimeStamp"
    )
    assert tuple(iri(name) for name in listed.split()) == DATATYPES
    assert not set(DATATYPES) & set(BEYOND_RL)
    assert set(DATATYPES) | set(BEYOND_RL) == KNOWN


# Numbers

SIGNS = st.sampled_from(["", "+", "-"])
DIGITS = st.text("0123456789", min_size=1, max_size=40)


@given(number=st.integers(), zeros=st.integers(0, 5), places=st.integers(0, 5))
def test_an_integer_has_many_lexical_forms(number: int, zeros: int, places: int) -> None:
    sign = "-" if number < 0 else "+"
    integer = parse(f"{sign}{'0' * zeros}{abs(number)}", iri("integer"), None)
    assert integer == parse(str(number), iri("integer"), None) == Value("number", number)
    assert integer == parse(f"{number}.{'0' * places}", iri("decimal"), None)


@given(sign=SIGNS, before=DIGITS, after=DIGITS, other=DIGITS)
def test_decimals_are_exact(sign: str, before: str, after: str, other: str) -> None:
    first, second = f"{sign}{before}.{after}", f"{sign}{before}.{other}"
    same = parse(first, iri("decimal"), None) == parse(second, iri("decimal"), None)
    assert same == (Fraction(first) == Fraction(second))
    value = parse(first, iri("decimal"), None)
    assert isinstance(value, Value)
    assert isinstance(value.key, int | Decimal)
    assert Fraction(value.key) == Fraction(first)
    assert isinstance(value.key, int) == (Fraction(first).denominator == 1)


@given(number=st.fractions(), factor=st.integers(1, 10**30))
def test_rationals_are_exact(number: Fraction, factor: int) -> None:
    value = parse(f"{number.numerator * factor}/{number.denominator * factor}", iri("owl:rational"), None)
    assert isinstance(value, Value)
    assert isinstance(value.key, int | Decimal | Fraction)
    assert Fraction(value.key) == number
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    assert contains(iri("decimal"), value) == (rest == 1)
    assert contains(iri("integer"), value) == (number.denominator == 1)


@given(places=st.integers(0, 60), digits=st.integers(-(10**40), 10**40))
def test_a_rational_that_is_a_decimal_is_that_decimal(places: int, digits: int) -> None:
    text = format(Decimal(digits).scaleb(-places) if abs(digits) < 10**28 else Decimal(f"{digits}e-{places}"), "f")
    assert parse(f"{digits}/{10**places}", iri("owl:rational"), None) == parse(text, iri("decimal"), None)


def test_numbers_of_any_length_are_read() -> None:
    digits = sys.get_int_max_str_digits() * 3 + 1
    ones = (10**digits - 1) // 9
    assert parse("1" * digits, iri("integer"), None) == Value("number", ones)
    assert parse("-" + "1" * digits, iri("negativeInteger"), None) == Value("number", -ones)
    assert parse("1" * digits, iri("long"), None) is ILL_TYPED
    assert parse(f"{'1' * digits}.{'1' * digits}", iri("decimal"), None) != Value("number", ones)
    assert parse(f"{'1' * digits}/{'1' * digits}", iri("owl:rational"), None) == Value("number", 1)
    assert parse(f"{'1' * digits}e-{digits - 1}", iri("double"), None) == parse(
        "1.1111111111111112", iri("double"), None
    )
    assert parse(f"1{'0' * 9999}-01-01T00:00:00", iri("dateTime"), None) not in {None, ILL_TYPED}


def exact_single(number: Fraction) -> np.float32:
    """The nearest number of binary32 by exact comparison, ties to the even one; below the overflow only."""
    with np.errstate(over="ignore"):
        near = np.float32(float(number))
        around = [np.nextafter(near, np.float32(-np.inf)), near, np.nextafter(near, np.float32(np.inf))]
    finite = [single for single in around if np.isfinite(single)]
    return min(finite, key=lambda single: (abs(Fraction(float(single)) - number), int(single.view(np.uint32)) & 1))


def single_of(lexical: str) -> float:
    value = parse(lexical, iri("float"), None)
    assert isinstance(value, Value)
    return float.fromhex(str(value.key))


@given(number=st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-3e38"), max_value=Decimal("3e38")))
def test_a_float_is_the_nearest_number(number: Decimal) -> None:
    assert single_of(str(number)) == float(exact_single(Fraction(number)))


MIDDLES = st.integers(0, 0x7F7FFFFE).map(
    lambda bits: (
        (Fraction(float(np.uint32(bits).view(np.float32))) + Fraction(float(np.uint32(bits + 1).view(np.float32)))) / 2
    )
)


def written(number: Fraction) -> str:
    """A number whose denominator is a power of two, as digits."""
    places = number.denominator.bit_length() - 1
    digits = str(number.numerator * 5**places).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else f"{digits}.0"


@given(middle=MIDDLES, tail=st.sampled_from(["", "0", "1", "0001", "00000000000000000000000000000000000001"]))
def test_a_float_is_rounded_once(middle: Fraction, tail: str) -> None:
    """Half-way between two numbers, and a little more: the digits that binary64 drops decide."""
    text = written(middle) + tail
    assert single_of(text) == float(exact_single(Fraction(text)))
    assert single_of(f"-{text}") == -single_of(text)


@given(middle=MIDDLES)
def test_a_float_a_little_below_half_way_is_rounded_down(middle: Fraction) -> None:
    text = written(middle)
    below = text.rstrip("0").rstrip(".")
    below = below[:-1] + str(int(below[-1]) - 1) + "9" * 40 if below[-1] != "0" else below
    number = Fraction(below)
    if number < middle:
        assert single_of(below) == float(exact_single(number))
        assert single_of(below) < middle


@given(bits=st.integers(0, 2**32 - 1))
def test_every_float_is_read_as_itself(bits: int) -> None:
    single = np.uint32(bits).view(np.float32)
    if np.isfinite(single):
        for text in (str(single), repr(float(single)), f"{float(single):.60e}"):
            found = single_of(text)
            assert found.hex() == float(single).hex()


@given(text=st.from_regex(r"[+-]?[0-9]{1,12}\.[0-9]{0,12}([eE][+-]?[0-9]{1,2})?", fullmatch=True))
def test_oxigraph_reads_the_same_float(text: str) -> None:
    rows = Store().query(f'SELECT (<{XSD.iri}float>("{text}") AS ?x) {{}}')
    assert isinstance(rows, QuerySolutions)
    found = next(rows)["x"]
    assert isinstance(found, Literal)
    # What it writes is short for a number of binary32, so that reading it needs no care.
    assert single_of(text).hex() == float(np.float32(float(found.value.replace("INF", "inf")))).hex()


def test_from_half_way_to_the_next_number_on_a_float_is_infinite() -> None:
    limit = 2**128 - 2**103
    largest = float(np.finfo(np.float32).max)
    assert single_of(str(limit)) == float("inf")
    assert single_of(f"-{limit}.00") == -float("inf")
    assert single_of(str(limit - 1)) == largest
    assert single_of(f"{limit - 1}.{'9' * 60}") == largest
    assert single_of(f"-{limit - 1}.{'9' * 60}") == -largest
    assert single_of(f"{limit}.{'0' * 60}1") == float("inf")


def test_near_zero_a_float_is_rounded_once() -> None:
    half = written(Fraction(1, 2**150))
    assert single_of(half) == 0.0
    assert single_of(f"{half}1") == 2.0**-149
    assert single_of(f"-{half}").hex() == "-0x0.0p+0"
    assert single_of(f"1e-{'9' * 40}") == 0.0


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_is_read_as_itself(number: float) -> None:
    for text in (repr(number), f"{number:.800e}"):
        assert parse(text, iri("double"), None) == Value("double", number.hex())


# Text

XSD_CHAIN = ("string", "normalizedString", "token", "NMTOKEN", "Name", "NCName", "language")


@given(text=st.text(st.sampled_from("aZ1-._: \t\n@\u00e9\u0301"), max_size=6))
def test_datatypes_of_strings_are_nested(text: str) -> None:
    """The chain is one of value spaces: that of xsd:language is within that of xsd:NCName."""
    found = [parse(text, iri(name), None) for name in XSD_CHAIN]
    fits = [value is not ILL_TYPED for value in found]
    assert fits == sorted(fits, reverse=True)
    assert {value for value in found if value is not ILL_TYPED} == {Value("string", text)}


INNERMOST = {
    "string": ["a\n", "\t", "a\rb"],
    "normalizedString": [" a", "a ", "a  b", " "],
    "token": ["", "a b", "\xd7", "\u037e", "\x01", "\x7f", "\x85", "a\xa0b", "\u3000", "\u2028"],
    "NMTOKEN": ["1", "-a", "\xb7", "\u0301"],
    "Name": [":", "a:b"],
    "NCName": ["_", "a1", "abcdefghi", "a.b", "\xe9", "\U00010000"],
    "language": ["en", "en-GB-1996", "abcdefgh"],
}


@pytest.mark.parametrize(("innermost", "text"), [(name, text) for name, texts in INNERMOST.items() for text in texts])
def test_a_string_belongs_just_so_far_down(innermost: str, text: str) -> None:
    value = value_of(f"{text}^^string")
    held = [name for name in XSD_CHAIN if contains(iri(name), value)]
    assert held[-1] == innermost
    assert held == [name for name in XSD_CHAIN if parse(text, iri(name), None) is not ILL_TYPED]


@given(text=st.text(max_size=8), language=st.sampled_from(["", "en", "De", "x-klingon"]))
def test_a_plain_literal_is_text_with_or_without_a_tag(text: str, language: str) -> None:
    plain = parse(f"{text}@{language}", iri("rdf:PlainLiteral"), None)
    other = parse(text, iri("rdf:langString"), language) if language else parse(text, iri("string"), None)
    assert plain == other


# Binary data, instants, XML


@given(data=st.binary(max_size=20))
def test_octets_are_read_as_rdflib_reads_them(data: bytes) -> None:
    for name, lexical in (("hexBinary", data.hex()), ("base64Binary", b64encode(data).decode())):
        assert parse(lexical, iri(name), None) == Value(name, data)
        assert rdflib.Literal(lexical, datatype=rdflib.URIRef(iri(name))).value == data


@given(
    number=st.decimals(allow_nan=False, allow_infinity=False, places=6),
    flag=st.sampled_from(["true", "false", "1", "0"]),
)
def test_decimals_and_booleans_are_read_as_rdflib_reads_them(number: Decimal, flag: str) -> None:
    text = format(number, "f")
    assert parse(text, iri("decimal"), None) == Value("number", rdflib.Literal(text, datatype=rdflib.XSD.decimal).value)
    assert parse(flag, iri("boolean"), None) == Value(
        "boolean", rdflib.Literal(flag, datatype=rdflib.XSD.boolean).value
    )


@given(
    instant=st.datetimes(max_value=datetime(9999, 12, 30)),  # noqa: DTZ001 - no zone is meant
    offset=st.none() | st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_has_seven_properties(instant: datetime, offset: int | None) -> None:
    zone = "" if offset is None else f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    value = parse(instant.isoformat() + zone, iri("dateTime"), None)
    second = instant.second + Decimal(instant.microsecond) / 10**6
    date = (instant.year, instant.month, instant.day)
    assert value == Value("dateTime", (*date, instant.hour, instant.minute, second, offset))
    assert (parse(instant.isoformat() + zone, iri("dateTimeStamp"), None) == value) == (offset is not None)
    next_day = datetime.combine(instant, datetime.min.time()) + timedelta(days=1)
    midnight = parse(f"{instant.date().isoformat()}T24:00:00{zone}", iri("dateTime"), None)
    assert midnight == parse(next_day.isoformat() + zone, iri("dateTime"), None)


@given(year=st.integers(1, 9999), month=st.integers(0, 13), day=st.integers(0, 32), cycles=st.integers(-30, 30))
def test_a_day_is_one_of_the_calendar(year: int, month: int, day: int, cycles: int) -> None:
    """The calendar repeats itself every 400 years, before the year 1 too."""
    try:
        datetime(year, month, day)  # noqa: DTZ001 - no zone is meant
        right = True
    except ValueError:
        right = False
    far = year + 400 * cycles
    text = f"{'-' if far < 0 else ''}{abs(far):04}-{month:02}-{day:02}T00:00:00"
    assert (parse(text, iri("dateTime"), None) is not ILL_TYPED) == right


NAMES = st.sampled_from("ab")
FRAGMENTS = st.recursive(
    st.sampled_from(["", "t", "&amp;", "<![CDATA[<]]>", "<!--c-->", "<?p i?>", " ", "\r\n"]),
    lambda inner: (
        st.lists(inner, max_size=3).map("".join)
        | st.builds("<{0} b='{1}'>{2}</{0}>".format, NAMES, NAMES, inner)
        | st.builds("<{0} {2}:a='' xmlns:{2}='{1}'>{3}</{0}>".format, NAMES, NAMES, NAMES, inner)
    ),
    max_leaves=6,
)


@given(first=FRAGMENTS, second=FRAGMENTS)
def test_identical_fragments_have_one_canonical_form(first: str, second: str) -> None:
    values = [parse(text, iri("rdf:XMLLiteral"), None) for text in (first, second)]
    assert ILL_TYPED not in values
    forms = [canonicalize(f"<x>{text}</x>", with_comments=True) for text in (first, second)]
    assert values[0] != values[1] or forms[0] == forms[1]
    assert parse(forms[0][len("<x>") : -len("</x>")], iri("rdf:XMLLiteral"), None) is not ILL_TYPED


def test_deep_xml_is_read_without_recursion() -> None:
    deep = "<a>" * 20_000 + "</a>" * 20_000
    value = parse(deep, iri("rdf:XMLLiteral"), None)
    assert isinstance(value, Value)
    assert hash(value) == hash(parse(deep, iri("rdf:XMLLiteral"), None))


# Value spaces

SAMPLES: list[Value] = sorted(
    {value_of(text) for row in SAME for text in row}
    | {value_of(f"{text}^^string") for text in ("a:b", "two words", "a\tb", "abcdefghi")}
    | {
        Value("number", edge + step)
        for edge in (0, *(sign * 2**bits for sign in (1, -1) for bits in (7, 8, 15, 16, 31, 32, 63, 64)))
        for step in (-1, 0, 1)
    },
    key=repr,
)


@given(text=st.text(max_size=6) | st.sampled_from([text.rpartition("^^")[0] for row in SAME for text in row]))
def test_what_is_read_as_a_datatype_is_of_it(text: str) -> None:
    for datatype in KNOWN:
        value = parse(text, datatype, None)
        if isinstance(value, Value):
            assert contains(datatype, value)
            assert all(contains(wider, value) for wider in broader(datatype))


@pytest.mark.parametrize("value", SAMPLES, ids=[f"{at} {value.space}" for at, value in enumerate(SAMPLES)])
def test_the_datatypes_of_a_value_are_those_that_contain_it(value: Value) -> None:
    assert datatypes_of(value) == tuple(datatype for datatype in DATATYPES if contains(datatype, value))
    assert iri("rdfs:Literal") in datatypes_of(value)


UNSIGNED = "unsignedLong unsignedInt unsignedShort unsignedByte"
HELD_BY = {
    "0^^decimal": f"decimal integer nonNegativeInteger nonPositiveInteger long int short byte {UNSIGNED}",
    "255^^decimal": f"decimal integer nonNegativeInteger positiveInteger long int short {UNSIGNED}",
    "100000^^integer": "decimal integer nonNegativeInteger positiveInteger long int unsignedLong unsignedInt",
    "-300^^integer": "decimal integer nonPositiveInteger negativeInteger long int short",
    "1.5^^decimal": "decimal",
    "1/3^^owl:rational": "",
    "1^^float": "float",
    "1^^double": "double",
    "two words^^string": "rdf:PlainLiteral string normalizedString token",
    "a @en": "rdf:PlainLiteral",
    "true^^boolean": "boolean",
    "a^^anyURI": "anyURI",
    "00^^hexBinary": "hexBinary",
    "AAAA^^base64Binary": "base64Binary",
    "2020-01-01T00:00:00^^dateTime": "dateTime",
    "2020-01-01T00:00:00Z^^dateTime": "dateTime dateTimeStamp",
    "<a/>^^rdf:XMLLiteral": "rdf:XMLLiteral",
}


@pytest.mark.parametrize("text", HELD_BY)
def test_a_value_has_just_these_datatypes(text: str) -> None:
    assert set(datatypes_of(value_of(text))) == {iri("rdfs:Literal"), *map(iri, HELD_BY[text].split())}


ONE_IN_ANOTHER = [
    *[
        "decimal integer",
        "integer nonPositiveInteger",
        "nonPositiveInteger negativeInteger",
        "integer long",
        "long int",
    ],
    *["int short", "short byte", "integer nonNegativeInteger", "nonNegativeInteger unsignedLong"],
    *["unsignedLong unsignedInt", "unsignedInt unsignedShort", "unsignedShort unsignedByte"],
    *["nonNegativeInteger positiveInteger", "string normalizedString", "normalizedString token", "token language"],
    *["token NMTOKEN", "token Name", "Name NCName", "dateTime dateTimeStamp", "rdf:PlainLiteral string"],
    *["owl:rational decimal", "owl:real owl:rational", "rdf:PlainLiteral rdf:langString"],
    # Of value spaces only, not by derivation:
    *["long unsignedInt", "int unsignedShort", "short unsignedByte", "NMTOKEN Name", "NCName language"],
]


@pytest.mark.parametrize("pair", ONE_IN_ANOTHER)
def test_a_datatype_is_included_in_a_wider_one(pair: str) -> None:
    wide, narrow = map(iri, pair.split())
    assert wide in broader(narrow)
    assert narrow not in broader(wide)
    assert included([narrow], wide)
    assert not included([wide], narrow)
    assert not disjoint(wide, narrow)
    assert broader(wide) < broader(narrow)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_inclusion_is_what_the_samples_show(count: int) -> None:
    """Included exactly if no sample speaks against it; disjoint exactly if no sample is in both.

    Only owl:real has values that no literal denotes.
    """
    known = sorted(KNOWN - {iri("owl:real")})
    held = {datatype: {value for value in SAMPLES if contains(datatype, value)} for datatype in known}
    combinations = list(itertools.combinations(known, count))
    for datatypes in combinations if count < 3 else combinations[::7]:
        common = set.intersection(*(held[datatype] for datatype in datatypes))
        assert empty(datatypes) == (not common), datatypes
        assert {wider for wider in known if included(datatypes, wider)} == {
            wider for wider in known if common <= held[wider]
        }, datatypes


def test_an_irrational_number_is_real_only() -> None:
    assert not included([iri("owl:real")], iri("owl:rational"))
    assert included([iri("owl:real"), iri("integer")], iri("owl:rational"))


@pytest.mark.parametrize(
    ("names", "count"),
    [
        ("nonNegativeInteger nonPositiveInteger", 1),
        ("positiveInteger negativeInteger", 0),
        ("short unsignedInt", 2**15),
        ("byte", 256),
        ("positiveInteger unsignedByte", 255),
        ("unsignedLong", 2**64),
        ("boolean", 2),
        ("float", 2**32 - 2 * (2**23 - 1) + 1),
        ("double", 2**64 - 2 * (2**52 - 1) + 1),
        ("float double", 0),
        ("float decimal", 0),
        ("anyURI string", 0),
        ("hexBinary base64Binary", 0),
        ("rdf:XMLLiteral string", 0),
        ("rdf:PlainLiteral rdf:XMLLiteral", 0),
        ("rdf:langString string", 0),
        ("integer", None),
        ("positiveInteger", None),
        ("decimal owl:real", None),
        ("string", None),
        ("language", None),
        ("dateTime", None),
        ("rdfs:Literal", None),
        ("", None),
        ("bs:unknown", None),
        ("bs:unknown byte", 256),
        ("bs:unknown float double", 0),
    ],
)
def test_the_size_of_what_datatypes_have_in_common(names: str, count: int | None) -> None:
    datatypes = [iri(name) for name in names.split()]
    assert size(datatypes) == count
    assert empty(datatypes) == (count == 0) == (not intersection(datatypes))


def test_of_an_unknown_datatype_no_more_is_said_than_follows() -> None:
    unknown, byte = iri("bs:unknown"), iri("byte")
    assert included([unknown], unknown)
    assert included([unknown, byte], iri("short"))
    assert included([unknown], iri("rdfs:Literal"))
    assert included([iri("float"), iri("double")], unknown)
    assert not included([byte], unknown)
    assert not included([unknown], byte)
    assert not disjoint(unknown, byte)
    assert not empty([unknown])
    assert broader(unknown) == {unknown, iri("rdfs:Literal")}


def test_datatypes_may_come_from_an_iterator() -> None:
    assert included(iter([iri("short"), iri("unsignedInt")]), iri("unsignedShort"))


# Cases of others

RANGE, SOME = RDFS.range, OWL.someValuesFrom


def read_value(term: Literal) -> Parsed | None:
    return parse(term.value, term.datatype.value, term.language)


def literals(triples: list[Triple]) -> list[Literal]:
    return [triple.object for triple in triples if isinstance(triple.object, Literal)]


def objects(triples: list[Triple], predicate: NamedNode) -> list[str]:
    return [
        triple.object.value
        for triple in triples
        if triple.predicate == predicate and isinstance(triple.object, NamedNode)
    ]


def judge(rule: str, premise: list[Triple], conclusion: list[Triple]) -> bool:
    """Whether the rule applies to the case, as far as the datatype map decides it."""
    if rule == "dt-type1":
        return {triple.subject for triple in conclusion} <= {NamedNode(datatype) for datatype in DATATYPES}
    values = [read_value(literal) for literal in literals(premise)]
    if rule in {"dt-eq", "dt-diff"}:
        first, second = values
        assert isinstance(first, Value)
        assert isinstance(second, Value)
        return (first == second) == (rule == "dt-eq")
    if rule == "dt-type2":
        (datatype,) = objects(premise, SOME)
        return all(isinstance(value, Value) and contains(datatype, value) for value in values)
    ranges = [datatype for datatype in objects(premise, RANGE) if datatype in KNOWN]
    return ILL_TYPED in values or any(
        isinstance(value, Value) and not contains(datatype, value) for value in values for datatype in ranges
    )


def test_the_cases_of_the_datatype_rules(shared: Path) -> None:
    """Each case of ``dt-*`` tells, in its name, whether its rule applies (``pos``, ``inc``, dt-eq: ``con``) or not."""
    folders = sorted((shared / "conformance" / "rules-unit").glob("dt-*"))
    assert len(folders) >= 59
    wrong = []
    for folder in folders:
        rule, kind = folder.name.split("_")
        conclusion = folder / "conclusion.ttl"
        found = judge(rule, list(read(folder / "premise.ttl")), list(read(conclusion)) if conclusion.exists() else [])
        applies = kind.startswith(("pos", "inc")) or (rule == "dt-eq" and kind.startswith("con"))
        if found != applies:
            wrong.append(folder.name)
    assert not wrong


def test_the_ranges_of_the_w3c_cases(shared: Path) -> None:
    """WebOnt-I5.8-006 to -009: the ranges of the premise imply that of the conclusion, or do not."""
    for number, follows in (("006", True), ("007", False), ("008", True), ("009", True)):
        folder = shared / "conformance" / "w3c-rl" / f"WebOnt-I5.8-{number}"
        premise, conclusion = (list(read(folder / f"{part}.ttl")) for part in ("premise", "conclusion"))
        (wider,) = objects(conclusion, RANGE)
        assert included(objects(premise, RANGE), wider) == follows, number


def test_short_names_stand_for_the_iris_of_datatypes() -> None:
    assert iri("integer") == XSD["integer"].value
    assert iri("rdf:PlainLiteral") == RDF["PlainLiteral"].value
    assert {compact(datatype) for datatype in BEYOND_RL} == {"owl:real", "owl:rational", "rdf:langString"}
