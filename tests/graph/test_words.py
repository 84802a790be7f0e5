"""The single page and the server's pages use the same words for the same things."""

from __future__ import annotations

import re
from importlib.resources import files

from graph.model import EventType, Role, Status
from graph.server.site.wording import words


def page_words(language: str) -> dict[str, str]:
    """The words of graph/page/words.js in one language, by key."""
    script = (files("graph.page") / "words.js").read_text("utf-8")
    part = script.split(f"\n  {language}: {{", 1)[1].split("\n  },", 1)[0]
    return dict(re.findall(r'(\w+): "((?:[^"\\]|\\.)*)"', part))


def test_event_types_statuses_and_roles_have_the_same_words() -> None:
    shared = {*EventType, *Status, Role.AGENT, Role.RECIPIENT, Role.SOURCE, "person", "organization", "place"}
    for number, language in enumerate(("vi", "en")):
        page = page_words(language)
        assert shared <= page.keys()
        assert {key: words()[key][number] for key in shared} == {key: page[key] for key in shared}
