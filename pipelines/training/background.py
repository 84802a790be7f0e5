"""What is common in news: counts of a store's registry, for ``graph/resolution/background.yaml``.

Run it with ``python -m pipelines.training.background STORE > background.yaml``. Syllables of names are
counted in different names, features in articles; what few have is left out, since that it is rare is known.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from graph.resolution.registry import registry

PLACES = ("family", "middle", "given")
NAMES = 6
"""Different names from which a syllable is kept."""

SHARE = 0.003
"""The share of articles from which a feature is kept."""

KINDS = ("title", "held for", "organization", "place")

HEADER = """\
# How common syllables of names and features of persons are in Vietnamese news: counted in
# {articles} articles of 2016 to 2019 from many desks (`pipelines.training.background`).
# Normal forms, as `graph.naming` gives them.
"""


def main() -> None:
    """Print the counts of a store."""
    with registry(Path(sys.argv[1])) as held:
        ((articles,),) = held.db.execute("SELECT COUNT(*) FROM articles")
        ((names,),) = held.db.execute("SELECT COUNT(*) FROM names")
        counts: dict[str, object] = {"names": names, "articles": articles}
        for place, name in enumerate(PLACES):
            sql = "SELECT syllable, names FROM syllables WHERE place = ? AND names >= ? ORDER BY syllable"
            counts[name] = dict(held.db.execute(sql, (place, NAMES)).fetchall())
        for kind in KINDS:
            sql = "SELECT feature, articles FROM features WHERE feature LIKE ? AND articles >= ? ORDER BY 1"
            rows = held.db.execute(sql, (f"{kind}:%", round(SHARE * articles)))
            counts[kind] = {feature.split(":", 1)[1]: count for feature, count in rows}
    print(HEADER.format(articles=f"{articles:,}"), end="")
    print(yaml.safe_dump(counts, allow_unicode=True, sort_keys=False, width=110), end="")


if __name__ == "__main__":
    main()
