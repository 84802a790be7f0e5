// Places on a map: lines or dots of the base map below, circles that link to places above. Drag, scroll, pinch
// or the buttons move it; circles keep their size on the screen, and names stand where there is room.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const UNITS = 4000;
  const draw = (tag, attributes = {}) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  /** Web Mercator, as the server draws the base map. */
  const project = (lon, lat) => {
    const north = (Math.max(-82, Math.min(82, lat)) * Math.PI) / 180;
    return [(UNITS * (lon + 180)) / 360, (UNITS * (Math.PI - Math.log(Math.tan(Math.PI / 4 + north / 2)))) / (2 * Math.PI)];
  };
  let baseMap = null;
  const base = () => { baseMap ||= fetch("/map/base.json").then((answer) => answer.json()); return baseMap; };

  class PlaceMap {
    constructor(host) {
      this.host = host;
      this.points = JSON.parse(host.querySelector("script").textContent).map((point) => {
        const [x, y] = project(point.lon, point.lat);
        return { ...point, x, y };
      });
      this.svg = draw("svg", { class: "map-drawing" });
      this.below = draw("g", { class: "map-base" });
      this.above = draw("g");
      this.svg.append(this.below, this.above);
      host.prepend(this.svg);
      const most = Math.max(1, ...this.points.map((point) => point.weight));
      for (const point of [...this.points].reverse()) {
        const link = draw("a", { href: point.url, class: "map-place" });
        const title = draw("title");
        title.textContent = point.name;
        const spot = draw("circle");
        const name = draw("text");
        name.textContent = point.name;
        link.append(title, spot, name);
        this.above.append(link);
        Object.assign(point, { link, spot, name, size: 4 + 14 * Math.sqrt(point.weight / most) });
      }
      this.listen();
      this.fit();
      base().then((found) => this.drawBase(found)).catch(() => { host.dataset.ready = "no-base"; });
      new ResizeObserver(() => this.place()).observe(host);
    }

    drawBase(found) {
      const path = (lines, close) => lines.map((line) => {
        let text = `M${line[0]} ${line[1]}`;
        for (let i = 2; i < line.length; i += 2) text += `L${line[i]} ${line[i + 1]}`;
        return text + close;
      }).join("");
      if (found.kind === "shapes") {
        this.below.append(draw("path", { d: path(found.land, "Z"), class: "map-land" }), draw("path", { d: path(found.borders, ""), class: "map-borders" }));
      } else {
        let text = "";
        for (let i = 0; i < found.dots.length; i += 2) text += `M${found.dots[i]} ${found.dots[i + 1]}h0`;
        this.below.append(draw("path", { d: text, class: "map-dots" }));
      }
      this.host.dataset.ready = found.kind;
    }

    /** A view that holds most of what is told of, or the only place with its surroundings. */
    fit() {
      const all = this.points.reduce((sum, point) => sum + point.weight, 0);
      const kept = [];
      let sum = 0;
      for (const point of [...this.points].sort((a, b) => b.weight - a.weight)) {
        kept.push(point);
        sum += point.weight;
        if (sum > 0.92 * all) break;
      }
      const xs = kept.map((point) => point.x);
      const ys = kept.map((point) => point.y);
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const { width, height } = this.room();
      const span = Math.max((right - left) * 1.25, ((bottom - top) * 1.25 * width) / height, 160);
      this.view = { x: (left + right) / 2, y: (top + bottom) / 2, span: Math.min(span, UNITS) };
      this.place();
    }

    room() { return { width: Math.max(1, this.host.clientWidth), height: Math.max(1, this.host.clientHeight) }; }

    place() {
      const { width, height } = this.room();
      const scale = this.view.span / width;
      const tall = height * scale;
      this.view.x = Math.max(0, Math.min(UNITS, this.view.x));
      this.view.y = Math.max(0, Math.min(UNITS, this.view.y));
      this.svg.setAttribute("viewBox", `${this.view.x - this.view.span / 2} ${this.view.y - tall / 2} ${this.view.span} ${tall}`);
      this.svg.style.setProperty("--unit", String(scale));
      const taken = [];
      const onScreen = (point) => [(point.x - this.view.x) / scale + width / 2, (point.y - this.view.y) / scale + height / 2];
      for (const point of this.points) {
        const [x, y] = onScreen(point);
        point.spot.setAttribute("cx", point.x);
        point.spot.setAttribute("cy", point.y);
        point.spot.setAttribute("r", point.size * scale);
        point.spot.setAttribute("stroke-width", 1.5 * scale);
        point.name.setAttribute("x", point.x + (point.size + 4) * scale);
        point.name.setAttribute("y", point.y + 4.5 * scale);
        point.name.setAttribute("font-size", 13 * scale);
        point.name.setAttribute("stroke-width", 3.5 * scale);
        const box = [x - point.size, y - Math.max(10, point.size), x + point.size + 8 + point.name.textContent.length * 7.4, y + Math.max(10, point.size)];
        const free = box[0] > 0 && box[2] < width && y > 0 && y < height && taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
        point.link.classList.toggle("named", free);
        if (free) taken.push(box);
      }
    }

    zoom(factor, at = null) {
      const { width, height } = this.room();
      const scale = this.view.span / width;
      const span = Math.max(24, Math.min(UNITS, this.view.span * factor));
      const real = span / this.view.span;
      if (at) {
        const dx = (at[0] - width / 2) * scale;
        const dy = (at[1] - height / 2) * scale;
        this.view.x += dx * (1 - real);
        this.view.y += dy * (1 - real);
      }
      this.view.span = span;
      this.place();
    }

    listen() {
      const { svg, host } = this;
      const pointers = new Map();
      let moved = 0;
      const where = (happening) => {
        const box = host.getBoundingClientRect();
        return [happening.clientX - box.left, happening.clientY - box.top];
      };
      svg.addEventListener("wheel", (happening) => { happening.preventDefault(); this.zoom(happening.deltaY > 0 ? 1.2 : 1 / 1.2, where(happening)); }, { passive: false });
      svg.addEventListener("pointerdown", (happening) => { pointers.set(happening.pointerId, where(happening)); moved = 0; });
      svg.addEventListener("pointermove", (happening) => {
        const before = pointers.get(happening.pointerId);
        if (!before) return;
        const now = where(happening);
        if (pointers.size === 1) {
          const scale = this.view.span / this.room().width;
          moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
          this.view.x -= (now[0] - before[0]) * scale;
          this.view.y -= (now[1] - before[1]) * scale;
          if (moved > 4 && !svg.hasPointerCapture(happening.pointerId)) svg.setPointerCapture(happening.pointerId);
          this.place();
        } else if (pointers.size === 2) {
          const [other] = [...pointers].filter(([id]) => id !== happening.pointerId).map(([, spot]) => spot);
          const apart = (spot) => Math.hypot(spot[0] - other[0], spot[1] - other[1]) || 1;
          this.zoom(apart(before) / apart(now), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
        }
        pointers.set(happening.pointerId, now);
      });
      for (const end of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(end, (happening) => pointers.delete(happening.pointerId));
      svg.addEventListener("click", (happening) => { if (moved > 6) happening.preventDefault(); }, true);
      svg.addEventListener("dragstart", (happening) => happening.preventDefault());
      host.addEventListener("click", (happening) => {
        const button = happening.target.closest("[data-zoom]");
        if (!button) return;
        if (button.dataset.zoom === "fit") this.fit(); else this.zoom(button.dataset.zoom === "in" ? 1 / 1.6 : 1.6);
      });
    }
  }

  for (const host of document.querySelectorAll("[data-map]")) host.map = new PlaceMap(host);
  window.PlaceMap = PlaceMap;
})();
