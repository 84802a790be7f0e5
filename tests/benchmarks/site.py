"""How long the server takes for each of its pages over a store: ``python -m tests.benchmarks.site STORE``.

Each page is asked for once before and then five times; the median is printed, in milliseconds, with the time
that the catalogue took when it was not there yet. The pages of the most told actors are the heaviest.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import httpx

from graph.server.application import Options
from graph.server.site.site import site
from tests.graph.serving import served


def main() -> None:
    """Print the times for the store that the command line names."""
    app = site(Path(sys.argv[1]), Options(workers=1))
    began = time.perf_counter()
    catalogue = app.state.library.shelf(patience=3600).catalogue
    print(f"{'catalogue':44}{time.perf_counter() - began:8.1f} s")
    print(f"{'nodes':44}{sum(catalogue.counts().values()):8,}")
    actor, place = catalogue.ranked("person", 0, 1)[0], catalogue.ranked("place", 0, 1)[0]
    event, article = catalogue.ranked("event", 0, 1)[0], catalogue.ranked("article", 0, 1)[0]
    asked = [
        "/",
        "/search?q=nguyen",
        "/search?q=khong+kich",
        "/suggest?q=ha",
        "/actors",
        "/events?status=cancelled",
    ]
    asked += ["/articles?page=5", "/map", *(f"/{node.path}" for node in (actor, place, event, article))]
    asked += [
        f"/{actor.path}.ttl",
        f"/{article.path}.jsonld",
        f"/graph/{article.path}",
        f"/graph/{actor.path}",
    ]
    with served(app) as address, httpx.Client(headers={"Accept": "text/html"}, timeout=600) as client:
        for path in asked:
            client.get(address + path).raise_for_status()
            times = []
            for _ in range(5):
                began = time.perf_counter()
                client.get(address + path)
                times.append(time.perf_counter() - began)
            print(f"{path[:44]:44}{1000 * median(times):8.0f} ms")


if __name__ == "__main__":
    main()
