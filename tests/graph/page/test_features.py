"""Each thing that the page can do, done in a real browser on the invented story."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.model import (
    Argument,
    Article,
    Entity,
    EntityType,
    Event,
    EventType,
    Form,
    Mention,
    Role,
    Status,
)
from tests.graph.page.conftest import Opener
from tests.graph.page.invented import Graph
from tests.graph.waiting import expect

NORWAY, GREEN, CALLED_OFF = "Na Uy", "Liên minh Biển Xanh", "chuyến thăm Hà Nội"


def test_first_sight_shows_the_main_actors_and_events_named(open_page: Opener) -> None:
    opened = open_page()
    shown = opened.shown()
    assert {NORWAY, "Ingrid Solheim", GREEN} <= shown
    assert 12 <= len(shown) < 32
    boxes = opened.page.evaluate(
        """[...dothi.picture.places].map(([id, {x, y}]) => {
            const {w, h} = dothi.picture.figure(id);
            return [x - w / 2, y - h / 2, x + w / 2, y + h / 2]; })"""
    )
    overlapping = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert not overlapping
    opened.page.wait_for_function("dothi.picture.network.getScale() > 0.75")


def islands() -> Graph:
    """Five small stories that have nothing to do with each other."""
    text = " ".join(f"Bà Trịnh Thị {name} kêu gọi và hứa." for name in "ABCDE")
    people, events = [], []
    for number, name in enumerate("ABCDE"):
        at = text.index(f"Trịnh Thị {name}")
        person = Mention("a", at, at + 11, f"Trịnh Thị {name}", Form.NAME)
        people.append(Entity(f"p{number}", EntityType.PERSON, person.text, mentions=(person,)))
        for word, kind in (("kêu gọi", EventType.REQUEST), ("hứa", EventType.AGREE)):
            begin = text.index(word, at)
            told = (Mention("a", begin, begin + len(word), word, Form.TRIGGER),)
            who = (Argument(Role.AGENT, f"p{number}", 1.0),)
            label = f"{word} việc thứ {number}"
            events.append(Event(f"{word}{number}", kind, label, Status.OCCURRED, told, who))
    return Graph((Article("a", text),), tuple(people), tuple(events))


def test_stories_that_are_not_joined_share_the_screen(open_page: Opener) -> None:
    opened = open_page(islands())
    assert len(opened.shown()) == 15
    width, height = opened.page.evaluate(
        """() => {
            const { left, top, right, bottom } = dothi.picture.bounds();
            const { width, height } = dothi.picture.frame;
            const scale = dothi.picture.network.getScale();
            return [((right - left) * scale) / width, ((bottom - top) * scale) / height]; }"""
    )
    opened.page.wait_for_function("dothi.picture.network.getScale() > 0.78")
    assert min(width, height) > 0.6
    assert max(width, height) <= 1


def test_the_page_says_what_made_it(open_page: Opener) -> None:
    about = open_page().page.locator("#panel .about").inner_text()
    for words in ("dothi 9.8.7", "2 bài báo", "fast", "0123456789ab", "15/3/2024", "có thể sai"):
        assert words in about


def test_words_of_the_text_are_found_and_opened(open_page: Opener) -> None:
    opened = open_page()
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("bo mac ngu dan")
    expect(opened.page.locator("#matches")).to_contain_text("Không thấy")
    opened.page.locator("#search").fill("ngu dan mot minh")
    expect(opened.page.locator("#matches mark")).to_have_text("ngư dân một mình", use_inner_text=True)
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#reader .here")).to_contain_text("ngư dân một mình", use_inner_text=True)


def test_the_picture_is_drawn_and_then_stays_still(open_page: Opener) -> None:
    opened = open_page()
    canvas = opened.page.locator("#network canvas")
    first = canvas.screenshot()
    opened.page.wait_for_timeout(700)
    assert canvas.screenshot() == first
    colours = opened.page.evaluate(
        """() => {
            const c = document.querySelector('#network canvas');
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            const seen = new Set();
            for (let i = 0; i < d.length; i += 4) seen.add(`${d[i]},${d[i + 1]},${d[i + 2]}`);
            return [...seen]; }"""
    )
    assert {"31,95,168", "180,80,15", "11,122,91", "124,45,107"} <= set(colours)


def test_the_same_graph_gives_the_same_picture(open_page: Opener) -> None:
    places = [open_page().page.evaluate("JSON.stringify([...dothi.picture.places])") for _ in range(2)]
    assert places[0] == places[1]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Ingrid Solheim", ["Bộ trưởng Ngoại giao", "Solhiem", "huỷ chuyến thăm Hà Nội", "có thể thăm Huế"]),
        (CALLED_OFF, ["bị huỷ", "19/3/2024", "Ingrid Solheim", "Hà Nội", "đã huỷ chuyến thăm"]),
        (NORWAY, ["quốc gia", "sws.geonames.org/3144096", "62.000, 10.000", "Lars Berg"]),
    ],
)
def test_a_click_shows_what_is_known_and_the_sentences(
    open_page: Opener, label: str, told: list[str]
) -> None:
    opened = open_page()
    opened.click(label)
    text = opened.panel()
    assert [words for words in told if words not in text] == []


def test_the_words_are_marked_in_the_sentence(open_page: Opener) -> None:
    opened = open_page()
    opened.click("ký thoả thuận nghề cá")
    marks = opened.page.locator("#panel .sentence mark").all_inner_texts()
    assert {"ký thoả thuận", "Sáng 14/3"} <= set(marks)
    assert opened.page.locator("#panel .sentence").first.inner_text().startswith(NORWAY)


def test_a_sentence_opens_the_article_there_with_everything_marked(open_page: Opener) -> None:
    opened = open_page()
    opened.click(GREEN)
    opened.page.locator("#panel .sentence").first.click()
    reader = opened.page.locator("#reader")
    expect(reader).to_be_visible()
    expect(opened.page.locator("#reader .here")).to_have_text(GREEN, use_inner_text=True)
    expect(opened.page.locator("#reader .here")).to_be_focused()
    assert reader.locator(".mark.event").count() > 12
    assert reader.locator(".mark.person").count() > 5
    reader.locator(".mark.event", has_text="chỉ trích").click()
    assert "chỉ trích việc nuôi cá quá dày" in opened.panel()
    opened.page.keyboard.press("Escape")
    expect(reader).not_to_be_visible()


def test_from_an_event_to_its_participant_and_back(open_page: Opener) -> None:
    opened = open_page()
    opened.click("huỷ chuyến thăm Hà Nội")
    opened.page.locator("#panel .chip", has_text="Ingrid Solheim").click()
    expect(opened.page.locator("#panel h2")).to_have_text("Ingrid Solheim", use_inner_text=True)
    opened.page.get_by_role("button", name="Quay lại").click()
    expect(opened.page.locator("#panel h2")).to_have_text("huỷ chuyến thăm Hà Nội", use_inner_text=True)


def test_what_did_not_happen_looks_so(open_page: Opener) -> None:
    opened = open_page(hash_="#m=all")
    svg = opened.page.evaluate("dothi.picture.toSvg('light')")

    def text(label: str) -> str:
        start = svg.rindex("<text", 0, svg.index(f">{label}<"))
        return str(svg[start : svg.index("</text>", start)])

    assert "line-through" in text("tấn công tàu cá")
    assert "line-through" in text(CALLED_OFF)
    assert "italic" in text("biểu tình")
    assert "line-through" not in text("điện đàm")
    assert svg.count("stroke-dasharray") > 6


def test_kinds_are_told_apart_by_shape_and_by_colour_without_red_or_green(open_page: Opener) -> None:
    opened = open_page()
    shapes = opened.page.locator("#filters .kind-chip .symbol")
    looks = shapes.evaluate_all(
        """all => all.map((one) => {
            const s = getComputedStyle(one);
            return [s.borderRadius, s.rotate, s.backgroundColor]; })"""
    )
    assert len({tuple(look[:2]) for look in looks}) == 4
    assert len({look[2] for look in looks}) == 4


def test_roles_stand_on_the_links_in_vietnamese(open_page: Opener) -> None:
    svg = open_page(hash_="#m=all").page.evaluate("dothi.picture.toSvg('light')")
    for words in ("chủ thể", "đối tượng", "địa điểm", "Đại sứ"):
        assert f">{words}<" in svg


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hue", "Huế"),
        ("ky thoa thuan", "ký thoả thuận nghề cá"),
        ("lien minh", GREEN),
        ("SOLHIEM", "Ingrid Solheim"),
        ("bieu tinh", "biểu tình"),
    ],
)
def test_search_without_diacritics(open_page: Opener, query: str, first: str) -> None:
    opened = open_page()
    opened.page.keyboard.press("/")
    opened.page.keyboard.type(query)
    expect(opened.page.locator("#matches .event-label").first).to_have_text(first, use_inner_text=True)
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#panel h2")).to_have_text(first, use_inner_text=True)
    assert first in opened.shown()


def test_filter_by_kind_type_and_status(open_page: Opener) -> None:
    opened = open_page(hash_="#m=all")
    opened.page.get_by_role("button", name="Người").click()
    assert "Ingrid Solheim" not in opened.shown()
    opened.page.get_by_role("button", name="Bỏ mọi bộ lọc").click()
    opened.page.locator("summary", has_text="Loại sự kiện").click()
    opened.page.locator(".check", has_text="Gặp gỡ, trao đổi").click()
    assert "điện đàm" not in opened.shown()
    opened.page.keyboard.press("Escape")
    opened.page.locator("summary", has_text="Trạng thái").click()
    opened.page.locator(".check", has_text="bị phủ nhận").click()
    assert "tấn công tàu cá" not in opened.shown()
    assert "bác bỏ cáo buộc" in opened.shown()


def test_filter_by_article_and_source(open_page: Opener) -> None:
    opened = open_page(hash_="#m=all")
    opened.page.locator("summary", has_text="Bài báo").click()
    opened.page.locator(".check", has_text="Bão Hải Âu").click()
    assert opened.shown() == {"ra lệnh sơ tán", "Trần Thị Hoà", "Huế", NORWAY, "UBND thành phố Huế"}
    opened.page.keyboard.press("Escape")
    opened.page.get_by_role("button", name="Bỏ mọi bộ lọc").click()
    opened.page.locator("summary", has_text="Nguồn tin").click()
    opened.page.locator(".check", has_text="Hãng tin Sao Bắc").click()
    assert opened.shown() == {"viện trợ", NORWAY, "Huế", "Hãng tin Sao Bắc"}


def test_brush_over_the_timeline(open_page: Opener) -> None:
    opened = open_page(hash_="#m=all")
    columns = opened.page.locator("#timeline .column")
    first, last = columns.nth(1).bounding_box(), columns.nth(3).bounding_box()
    assert first
    assert last
    opened.page.mouse.move(first["x"] + 5, first["y"] + 10)
    opened.page.mouse.down()
    opened.page.mouse.move(last["x"] + last["width"] - 5, last["y"] + 10, steps=4)
    opened.page.mouse.up()
    assert [opened.state("from"), opened.state("to")] == [20240310, 20240312]
    events = {"ra lệnh sơ tán", "điện đàm", "bị thương", "bão đổ bộ", "huỷ chuyến thăm Hà Nội"}
    assert events <= opened.shown()
    assert "ký thoả thuận nghề cá" not in opened.shown()
    opened.page.get_by_role("button", name="Mọi lúc").click()
    assert opened.state("from") is None


def test_brush_by_keyboard(open_page: Opener) -> None:
    opened = open_page()
    opened.page.get_by_label("Dòng thời gian: Từ").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.state("from") == 20240310


def test_focus_on_a_neighbourhood(open_page: Opener) -> None:
    opened = open_page()
    opened.click("Ingrid Solheim")
    opened.page.get_by_role("button", name="Quanh đây").click()
    assert "điện đàm" in opened.shown()
    assert "Nguyễn Văn Hùng" in opened.shown()
    assert GREEN not in opened.shown()
    opened.page.get_by_role("button", name="Bỏ thu hẹp").click()
    assert GREEN in opened.shown()


def test_shortest_path_between_two(open_page: Opener) -> None:
    opened = open_page()
    opened.click(GREEN)
    opened.page.get_by_role("button", name="Đường tới…").click()
    opened.page.locator("#search").fill("nguyen van hung")
    opened.page.keyboard.press("Enter")
    path = opened.page.evaluate("dothi.view.path.map((id) => dothi.graph.nodes[id].label)")
    assert path[0] == GREEN
    assert path[-1] == "Nguyễn Văn Hùng"
    assert opened.shown() == set(path)
    told = opened.panel()
    assert [label for label in path if label not in told] == []
    events = [label for label in path if label[0].islower()]
    assert opened.page.locator("#panel .sentence mark.event").count() == len(events) > 1
    opened.page.get_by_role("button", name="Bỏ đường nối").click()
    assert len(opened.shown()) > len(path)


def test_hide_pin_and_undo(open_page: Opener) -> None:
    opened = open_page()
    opened.click(GREEN)
    opened.page.locator("#panel .button", has_text="Ẩn").click()
    assert GREEN not in opened.shown()
    opened.page.keyboard.press("Control+z")
    assert GREEN in opened.shown()
    x, y = opened.spot("Lars Berg")
    opened.page.mouse.move(x, y)
    opened.page.mouse.down()
    opened.page.mouse.move(x + 60, y + 40, steps=5)
    opened.page.mouse.up()
    assert str(opened.node("Lars Berg")) in json.dumps(opened.state("pinned"))
    moved = opened.spot("Lars Berg")
    assert moved == pytest.approx((x + 60, y + 40), abs=3)
    opened.page.get_by_role("button", name="Hoàn tác").click()
    assert opened.state("pinned") == {}
    opened.page.get_by_role("button", name="Làm lại").click()
    assert opened.state("pinned") != {}


def test_unfold_shows_hidden_neighbours_and_moves_nothing_far(open_page: Opener) -> None:
    opened = open_page()
    hidden = opened.page.evaluate("[...dothi.picture.more].find(([id, more]) => more > 0)[0]")
    before = len(opened.shown())
    opened.page.evaluate("(id) => dothi.select(id)", hidden)
    opened.page.locator("#panel .button", has_text="Mở rộng").click()
    assert len(opened.shown()) > before
    assert opened.page.evaluate("(id) => dothi.picture.more.get(id)", hidden) == 0


def test_a_view_is_shared_by_its_url(open_page: Opener) -> None:
    first = open_page()
    first.click("Lars Berg")
    first.page.get_by_role("button", name="Người").click()
    first.page.get_by_role("button", name="Đổi nền sáng, tối").click()
    hash_ = first.page.evaluate("location.hash")
    second = open_page(hash_=hash_)
    expect(second.page.locator("#panel h2")).to_have_text("Lars Berg", use_inner_text=True)
    assert second.state("kindsOff") == ["person"]
    second.page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert second.shown() == first.shown()


@pytest.mark.parametrize(
    "hash_", ["#n=99999&f=-1&p=1.2.3&k=x.y&d=a.b&x=1_NaN_2", "#%E0%A4%A", "#n=<script>", "#m=all&o=1.2.3&h=0"]
)
def test_a_hash_from_elsewhere_does_no_harm(open_page: Opener, hash_: str) -> None:
    assert open_page(hash_=hash_).shown()


def save(opened: object, kind: str, tmp_path: Path) -> bytes:
    page = opened.page  # type: ignore[attr-defined]
    page.locator("details[data-menu=export] summary").click()
    with page.expect_download() as download:
        page.locator(f"[data-export={kind}]").click()
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)
    return target.read_bytes()


def test_export_of_pictures(open_page: Opener, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    opened = open_page()
    assert save(opened, "png", tmp_path).startswith(b"\x89PNG")
    svg = ElementTree.fromstring(save(opened, "svg", tmp_path))
    words = "".join(svg.itertext())
    assert NORWAY in words
    assert "chủ thể" in words


def test_export_of_the_visible_part(open_page: Opener, tmp_path: Path) -> None:
    import igraph
    import networkx
    import rdflib

    opened = open_page(hash_="#f=0")
    shown = opened.shown()
    save(opened, "graphml", tmp_path)
    read = networkx.read_graphml(tmp_path / "dothi.graphml")
    assert {data["label"] for _, data in read.nodes(data=True)} == shown
    assert igraph.Graph.Read_GraphML(str(tmp_path / "dothi.graphml")).vcount() == len(shown)
    rdf = rdflib.Graph().parse(data=save(opened, "jsonld", tmp_path), format="json-ld")
    sem = rdflib.Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
    events = set(rdf.subjects(rdflib.RDF.type, sem.Event))
    assert len(events) == sum(label[0].islower() for label in shown)


def test_two_languages(open_page: Opener) -> None:
    opened = open_page(language="en")
    assert "Main actors" in opened.panel()
    opened.page.wait_for_function("document.documentElement.lang === 'en'")
    opened.page.get_by_role("button", name="Tiếng Việt").click()
    assert "Nhân vật chính" in opened.panel()
    opened.page.wait_for_function("document.documentElement.lang === 'vi'")


def test_dark_follows_the_system(open_page: Opener) -> None:
    opened = open_page(color_scheme="dark")
    opened.page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(20, 23, 27)'")


def test_everything_by_keyboard(open_page: Opener) -> None:
    opened = open_page()
    opened.page.locator("#stage").focus()
    opened.page.keyboard.press("ArrowRight")
    first = opened.state("selected")
    opened.page.keyboard.press("ArrowDown")
    assert opened.state("selected") != first
    expect(opened.page.locator("#live")).not_to_be_empty()
    opened.page.keyboard.press("f")
    assert opened.state("focus") == opened.state("selected")
    opened.page.keyboard.press("Control+z")
    opened.page.keyboard.press("p")
    assert opened.state("pinned") != {}
    opened.page.keyboard.press("h")
    assert opened.state("selected") is None
    opened.page.keyboard.press("?")
    expect(opened.page.locator("#help")).to_be_visible()
    expect(opened.page.locator("#help")).to_contain_text("Ctrl Z", use_inner_text=True)


@pytest.mark.parametrize("size", [(360, 640), (390, 844), (820, 1180), (1280, 720), (2560, 1440)])
def test_from_phone_to_wide_screen(open_page: Opener, size: tuple[int, int]) -> None:
    opened = open_page(viewport={"width": size[0], "height": size[1]})
    page = opened.page
    assert page.evaluate(
        "(page) => page.scrollWidth <= innerWidth && page.scrollHeight <= innerHeight",
        page.locator("html").element_handle(),
    )
    stage = page.locator("#network").bounding_box()
    assert stage
    assert stage["width"] > 200
    assert stage["height"] > 200
    spots = [opened.spot(label) for label in opened.shown()]
    assert all(
        stage["x"] < x < stage["x"] + stage["width"] and stage["y"] < y < stage["y"] + stage["height"]
        for x, y in spots
    )
    expect(page.locator("#panel h2")).to_be_visible()


def test_print_holds_the_picture_and_the_panel(open_page: Opener) -> None:
    opened = open_page()
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    expect(opened.page.locator("#print svg")).to_be_visible()
    expect(opened.page.locator("#panel")).to_be_visible()
    expect(opened.page.locator("#filters")).not_to_be_visible()
