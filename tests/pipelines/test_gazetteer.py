"""Places and their identifiers, as a table: name -> GeoNames number."""

from __future__ import annotations

import pytest

from pipelines.gazetteer import cities, country_code, country_lexicon, place, place_lexicon


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Mỹ", "US"),
        ("Hoa Kỳ", "US"),
        ("Anh", "GB"),
        ("Pháp", "FR"),
        ("Úc", "AU"),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", "VN"),
        ("Cộng hoà Pháp", "FR"),
        ("Triều Tiên", "KP"),
        ("Ả Rập Xê-út", "SA"),
        ("Huế", None),
        ("Sao Hoả", None),
    ],
)
def test_countries(name: str, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("name", "countries", "number"),
    [
        ("Rafah", ["IL", "PS"], 281102),
        ("Gaza", [], 281133),
        ("Doha", [], 290030),
        ("Washington", ["US"], 4140963),
        ("Bình Nhưỡng", [], 1871859),
        ("Mát-xcơ-va", [], 524901),
        ("TP.HCM", [], 1566083),
        ("Mỹ", [], 6252001),
        ("Việt Nam", [], 1562822),
        ("Ia Ko", ["VN"], None),
    ],
)
def test_identifiers(name: str, countries: list[str], number: int | None) -> None:
    known = place(name, countries)
    wanted = () if number is None else (f"https://sws.geonames.org/{number}/",)
    assert (() if known is None else known.same_as) == wanted


def test_the_country_of_the_article_decides() -> None:
    assert place("London", ["CA"]) != place("London")


def test_cities_have_coordinates() -> None:
    known = place("Rafah", ["PS"])
    assert known is not None
    assert known.point is not None
    assert known.classes == ("City",)
    assert (round(known.point[0]), round(known.point[1])) == (34, 31)


def test_everyday_names_are_in_the_sources() -> None:
    from babel import Locale

    codes = set(Locale("vi").territories)
    assert set(country_lexicon().everyday) <= codes
    assert set(country_lexicon().short.values()) <= codes
    named = [name for names in country_lexicon().everyday.values() for name in names]
    assert len(named) == len(set(named))
    assert [name for name in place_lexicon().cities if not cities(name)] == []
