"""The terms of VOCABULARY as RDF nodes: every class and property that the graph is written with, once."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import NamedNode

from graph.namespaces import DCTERMS, DOTHI, GAF, GEO, NIF, ORG, OWL, PROV, RDF, RDFS, SCHEMA, SEM, SKOS, XSD


@lru_cache(maxsize=1024)
def term(iri: str) -> NamedNode:
    """The node of an IRI, made once.

    >>> term("https://schema.org/Person")
    <NamedNode value=https://schema.org/Person>
    """
    return NamedNode(iri)


TYPE = term(RDF + "type")
LABEL = term(RDFS + "label")
SAME_AS = term(OWL + "sameAs")
PREF_LABEL = term(SKOS + "prefLabel")
ALT_LABEL = term(SKOS + "altLabel")
BROADER = term(SKOS + "broader")
IDENTIFIER = term(DCTERMS + "identifier")
RELATION = term(DCTERMS + "relation")

NEWS_ARTICLE = term(SCHEMA + "NewsArticle")
NEWS_ORGANIZATION = term(SCHEMA + "NewsMediaOrganization")
HEADLINE = term(SCHEMA + "headline")
DATE_PUBLISHED = term(SCHEMA + "datePublished")
PUBLISHER = term(SCHEMA + "publisher")
URL = term(SCHEMA + "url")
SOFTWARE_VERSION = term(SCHEMA + "softwareVersion")
VALUE = term(SCHEMA + "value")
UNIT_TEXT = term(SCHEMA + "unitText")
QUANTITATIVE_VALUE = term(SCHEMA + "QuantitativeValue")

CONTEXT = term(NIF + "Context")
PHRASE = term(NIF + "Phrase")
IS_STRING = term(NIF + "isString")
REFERENCE_CONTEXT = term(NIF + "referenceContext")
BEGIN_INDEX = term(NIF + "beginIndex")
END_INDEX = term(NIF + "endIndex")
ANCHOR_OF = term(NIF + "anchorOf")
DENOTED_BY = term(GAF + "denotedBy")
FORM = term(DOTHI + "form")

HAS_GEOMETRY = term(GEO + "hasGeometry")
GEOMETRY = term(GEO + "Geometry")
AS_WKT = term(GEO + "asWKT")
WKT_LITERAL = term(GEO + "wktLiteral")

EVENT = term(SEM + "Event")
EVENT_TYPE = term(SEM + "eventType")
HAS_ACTOR = term(SEM + "hasActor")
HAS_PLACE = term(SEM + "hasPlace")
HAS_TIME = term(SEM + "hasTimeStamp")
STATUS = term(DOTHI + "status")
AGENT = term(DOTHI + "agent")
RECIPIENT = term(DOTHI + "recipient")
SOURCE = term(DOTHI + "source")
SUBTYPE = term(DOTHI + "subtype")
SCORE = term(DOTHI + "score")
STATUS_SCORE = term(DOTHI + "statusScore")
TIME_MENTION = term(DOTHI + "timeMention")
QUANTITY = term(DOTHI + "quantity")
HAS_PARTICIPATION = term(DOTHI + "participation")
PARTICIPATION = term(DOTHI + "Participation")
ROLE = term(DOTHI + "role")
PARTICIPANT = term(DOTHI + "participant")

APPEARANCE = term(DOTHI + "Appearance")
APPEARANCE_OF = term(DOTHI + "appearanceOf")
APPEARS_IN = term(DOTHI + "appearsIn")
NARROWER_CLASS = term(DOTHI + "narrowerClass")
KNOWN_AS = term(DOTHI + "knownAs")
POINT = term(DOTHI + "point")

MEMBERSHIP = term(ORG + "Membership")
MEMBER = term(ORG + "member")
ORGANIZATION = term(ORG + "organization")
HAS_ROLE = term(ORG + "role")
ORG_ROLE = term(ORG + "Role")
MODIFIER = term(DOTHI + "modifier")

SAME_EVENT = term(DOTHI + "sameEvent")
COPY_OF = term(DOTHI + "copyOf")

ACTIVITY = term(PROV + "Activity")
GENERATED_BY = term(PROV + "wasGeneratedBy")
ENDED_AT = term(PROV + "endedAtTime")
MODEL = term(DOTHI + "model")
LEXICON = term(DOTHI + "lexicon")

STRING = term(XSD + "string")
INTEGER = term(XSD + "integer")
DECIMAL = term(XSD + "decimal")
ANY_URI = term(XSD + "anyURI")
ESCAPED = term(DOTHI + "escaped")
