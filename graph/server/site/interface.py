"""Templates into responses: language and theme of a visitor, addresses of nodes, and the headers of a page.

A template's name and values go in, an HTML response goes out. Everything is escaped; a strict
Content-Security-Policy allows scripts and styles from this server only, and none written into a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from graph.server.site.wording import LANGUAGES, Wording, icons, wording

HERE = Path(__file__).parent
BUILT = HERE / "built"
"""Where the build step puts third-party scripts, styles and shapes; the folder may be missing."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
THEMES = ("light", "dark")
_MEDIA = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".txt": "text/plain"}
_YEAR = 31_536_000


def language_of(request: Request) -> str:
    """The visitor's language: as chosen, else as the browser prefers, else Vietnamese."""
    for chosen in (request.query_params.get("lang"), request.cookies.get("lang")):
        if chosen in LANGUAGES:
            return chosen
    preferred = request.headers.get("accept-language", "").lower().replace(" ", "")
    places = {language: at for language in LANGUAGES if (at := f",{preferred}".find(f",{language}")) >= 0}
    return min(places, key=lambda language: places[language], default="vi")


def url(path: str) -> str:
    """The address of the page of a node, by its path in the catalogue.

    >>> url("person/tô"), url("urn:x/y")
    ('/person/t%C3%B4', '/iri/urn%3Ax%2Fy')
    """
    return f"/iri/{quote(path, safe='')}" if ":" in path.split("/")[0] else f"/{quote(path)}"


@cache
def asset(name: str) -> Path | None:
    """The file of a script or style: ours, the single page's, or one that was built."""
    if "/" in name or name.startswith("."):
        return None
    if name == "page.css":
        return Path(str(files("graph.page") / "style.css"))
    for folder in (HERE / "static", BUILT):
        if (folder / name).is_file():
            return folder / name
    return None


@cache
def static(name: str) -> str:
    """The address of a script or style, which changes when its content does."""
    path = asset(name)
    content = path.read_bytes() if path else b""
    return f"/static/{sha256(content).hexdigest()[:10]}/{name}"


async def static_file(request: Request) -> Response:
    """A script or style; browsers may keep it for good, since its address changes with its content."""
    name = request.path_params["name"]
    if name == "vis-network.js":
        from graph.page.opening import vis_network

        response = Response(vis_network(), media_type="text/javascript")
    elif (path := asset(name)) is not None:
        response = FileResponse(path, media_type=_MEDIA.get(path.suffix, "application/octet-stream"))
    else:
        return Response("not found\n", 404, media_type="text/plain")
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@cache
def environment() -> Environment:
    """The templates; an unknown name in one is an error, and everything is escaped."""
    made = Environment(
        loader=PackageLoader("graph.server.site", "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(url=url, static=static, icons=icons())
    return made


def page(
    request: Request,
    template: str,
    values: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    alternates: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page; `alternates` are its other forms, media type and address."""
    language = language_of(request)
    theme = request.cookies.get("theme", "")
    shown: dict[str, object] = {
        "say": wording(language),
        "theme": theme if theme in THEMES else "light",
        "here": request.url.path,
        "asked": request.query_params.get("q", "")[:200],
        "other_language": _with_language(request, "en" if language == "vi" else "vi"),
        "alternates": alternates,
        "refresh": False,
        "world_map": (BUILT / "countries.json").is_file(),
        **(values or {}),
    }
    html = environment().get_template(template).render(shown)
    response = HTMLResponse(_printable(html), status, {**HEADERS, **(headers or {})})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("lang", language, max_age=_YEAR, samesite="lax")
    return response


def say_of(request: Request) -> Wording:
    """The words in the visitor's language."""
    return wording(language_of(request))


def _with_language(request: Request, language: str) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*kept, ('lang', language)])}"


def _printable(html: str) -> str:
    """The text without lone surrogates, which UTF-8 can't hold."""
    return html.encode("utf-8", "replace").decode("utf-8")
