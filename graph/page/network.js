// The picture: a vis-network that pans, zooms, drags and hits, with nodes and links drawn by our own pens.
// Far away only symbols and the names that fit are drawn, so that no text is ever too small or overlaps.

const FAR = 0.58;
const MOST_WORDED = 220;
const MAIN_NAMES = 14;

/** What is taken of the screen, in cells of six pixels. */
class Ground {
  constructor(width, height) {
    this.columns = Math.ceil(width / 6);
    this.rows = Math.ceil(height / 6);
    this.cells = new Uint8Array(this.columns * this.rows);
  }
  /** Whether every cell between the corners passes `test`; corners off the screen fail. */
  every(left, top, right, bottom, test) {
    const [c1, r1, c2, r2] = [left, top, right, bottom].map((at) => Math.floor(at / 6));
    if (c1 < 0 || r1 < 0 || c2 >= this.columns || r2 >= this.rows) return false;
    for (let row = r1; row <= r2; row += 1) for (let column = c1; column <= c2; column += 1) if (!test(row * this.columns + column)) return false;
    return true;
  }
  free(...corners) { return this.every(...corners, (cell) => !this.cells[cell]); }
  take(...corners) { this.every(...corners, (cell) => { this.cells[cell] = 1; return true; }); }
}

class Picture {
  /** `opening` is what pyvis made: nodes, edges and options of the opening view. */
  constructor(graph, host, opening, handlers) {
    this.graph = graph;
    this.host = host;
    this.handlers = handlers;
    this.places = new Map();
    this.figures = new Map();
    this.wordsAt = new Map();
    this.hovered = null;
    this.selected = null;
    this.near = null;
    this.shown = new Set();
    this.heaviest = Math.max(1, ...graph.nodes.slice(0, 1).map((node) => node.weight));
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(host, { nodes: this.nodes, edges: this.edges }, opening.options);
    this.canvas = host.querySelector("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.touched = false;
    this.narrow = host.clientWidth < 520;
    this.listen();
  }

  listen() {
    const { network, handlers } = this;
    network.on("beforeDrawing", (context) => this.drawLinks(context));
    network.on("afterDrawing", (context) => this.drawFarNames(context));
    network.on("click", ({ nodes }) => handlers.select(nodes.length ? nodes[0] : null));
    network.on("doubleClick", ({ nodes }) => nodes.length && handlers.unfold(nodes[0]));
    network.on("hoverNode", ({ node }) => { this.hovered = node; this.host.style.cursor = "pointer"; network.redraw(); });
    network.on("blurNode", () => { this.hovered = null; this.host.style.cursor = ""; network.redraw(); });
    network.on("zoom", () => { this.touched = true; });
    network.on("dragStart", ({ nodes }) => { if (!nodes.length) this.touched = true; });
    network.on("dragEnd", ({ nodes }) => {
      if (!nodes.length) return;
      const { x, y } = network.getPosition(nodes[0]);
      this.places.set(nodes[0], { x, y });
      this.placeWords();
      handlers.pin(nodes[0], x, y);
    });
    new ResizeObserver(() => { if (this.shown.size && !this.touched) this.fit(false); }).observe(this.host);
  }

  figure(id) {
    let fig = this.figures.get(id);
    if (!fig) { fig = figure(this.graph, this.graph.nodes[id], this.heaviest, this.narrow); this.figures.set(id, fig); }
    return fig;
  }

  /** The room for the picture: the host without the bar at its foot. */
  get frame() {
    return { width: Math.max(this.host.clientWidth - 24, 120), height: Math.max(this.host.clientHeight - 62, 120) };
  }

  /** Links with both ends shown. */
  visibleLinks() {
    const links = [];
    for (const id of this.shown) {
      for (const link of this.graph.nodes[id].links) if (link.from === id && this.shown.has(link.to)) links.push(link);
    }
    return links;
  }

  /** Shows exactly `shown`. With `keep`, what was there stays where it was. */
  show(shown, { keep, pinned, path, passes, whole }) {
    this.whole = whole;
    this.shown = shown;
    this.order = null;
    this.passes = passes;
    this.pinned = pinned;
    const ids = [...shown].sort((a, b) => a - b);
    const at = new Map(ids.map((id, index) => [id, index]));
    this.links = this.visibleLinks();
    const boxes = ids.map((id) => {
      const { w, h, r, dy } = this.figure(id);
      const place = pinned[id] ? { x: pinned[id][0], y: pinned[id][1] } : keep ? this.places.get(id) : undefined;
      return { w, h, r, dy, x: place && place.x, y: place && place.y, fixed: Boolean(pinned[id]) };
    });
    if (path) this.layPath(path, at, boxes);
    else layOut(boxes, this.links.map((link) => [at.get(link.from), at.get(link.to)]), this.frame, keep && ids.some((id) => this.places.has(id)));
    this.places = new Map(ids.map((id, index) => [id, { x: boxes[index].x, y: boxes[index].y }]));
    this.more = new Map(ids.map((id) => [id, this.countHidden(id)]));
    this.nodes.clear();
    this.edges.clear();
    this.nodes.add(ids.map((id) => ({ id, ...this.places.get(id), shape: "custom", ctxRenderer: (frame) => this.renderNode(id, frame) })));
    this.edges.add(this.links.map((link) => ({ id: link.id, from: link.from, to: link.to, hidden: true })));
    this.placeWords();
    if (!keep) { this.touched = false; this.fit(false); }
  }

  /** A path goes to and fro, across a wide screen or down a narrow one. */
  layPath(path, at, boxes) {
    const wide = this.frame.width >= this.frame.height;
    let run = 0;
    path.forEach((id, step) => {
      const box = boxes[at.get(id)];
      const before = step && boxes[at.get(path[step - 1])];
      if (before) run += wide ? Math.max(170, (box.w + before.w) * 0.42) : Math.max(110, (box.h + before.h) * 0.62);
      const across = (step % 2 ? 1 : -1) * (wide ? 105 : 70);
      Object.assign(box, wide ? { x: run, y: across } : { x: across, y: run });
    });
    const rest = boxes.filter((box) => box.x === undefined);
    rest.forEach((box, index) => { box.x = 120 * index; box.y = 260; });
    separate(boxes, 16, 100);
  }

  /** Finds the links' words their places, where the links are few enough to carry words. */
  placeWords() {
    if (this.links.length >= MOST_WORDED) { this.wordsAt = new Map(); return; }
    const boxes = [...this.places].flatMap(([id, { x, y }]) => {
      const { w, h, r, dy, size } = this.figure(id);
      const [cx, cy] = size ? [x + r * 0.95, y + dy - r * 0.9] : [x + w / 2 - 5, y - h / 2];
      const badge = this.more.get(id) ? [[cx - 14, cy - 8, cx + 14, cy + 8]] : [];
      if (!size) return [[x - w / 2, y - h / 2, x + w / 2, y + h / 2], ...badge];
      return [[x - r, y - h / 2, x + r, y + dy + r], [x - w / 2, y + dy + r, x + w / 2, y + h / 2], ...badge];
    });
    this.wordsAt = placeWords(this.links, (id) => this.end(id, false, 1), boxes);
  }

  countHidden(id) {
    let hidden = 0;
    for (const link of this.graph.nodes[id].links) {
      const other = neighbourOf(link, id);
      if (!this.shown.has(other) && this.passes[other]) hidden += 1;
    }
    return hidden;
  }

  /** Draws the words anew, after a change of language or theme. */
  restyle() {
    this.figures.clear();
    widths.clear();
    this.placeWords();
    this.network.redraw();
  }

  select(id) {
    this.selected = id !== null && this.shown.has(id) ? id : null;
    this.order = null;
    this.near = this.selected === null ? null
      : new Set([id, ...this.graph.nodes[id].links.map((link) => neighbourOf(link, id))]);
    this.network.redraw();
  }

  /** Moves the view so that `id` is in sight, if it is not; on a narrow screen its neighbours fill the view. */
  reveal(id) {
    const place = this.places.get(id);
    if (!place) return;
    if (this.narrow && this.near) { this.fit(false); return; }
    const spot = this.network.canvasToDOM(place);
    const margin = 50;
    const inside = spot.x > margin && spot.y > margin && spot.x < this.host.clientWidth - margin && spot.y < this.host.clientHeight - margin;
    if (!inside) this.network.moveTo({ position: place, animation: calm() ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
  }

  bounds(near = null) {
    let left = Infinity; let top = Infinity; let right = -Infinity; let bottom = -Infinity;
    for (const [id, { x, y }] of this.places) {
      if (near && !near.has(id)) continue;
      const { w, h } = this.figure(id);
      left = Math.min(left, x - w / 2); right = Math.max(right, x + w / 2);
      top = Math.min(top, y - h / 2); bottom = Math.max(bottom, y + h / 2);
    }
    return { left, top, right, bottom };
  }

  /** The scale and the middle at which all that is shown fills the frame. */
  get fitting() {
    const { left, top, right, bottom } = this.bounds(this.narrow ? this.near : null);
    const { width, height } = this.frame;
    const scale = Math.min(1.3, width / (right - left + 12), height / (bottom - top + 12));
    return { scale, position: { x: (left + right) / 2, y: (top + bottom) / 2 + 23 / scale } };
  }

  fit(animate = !calm()) {
    if (!this.places.size) return;
    this.network.moveTo({ ...this.fitting, animation: animate ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
  }

  zoom(factor) {
    this.touched = true;
    this.network.moveTo({ scale: Math.min(4, Math.max(0.02, this.network.getScale() * factor)) });
  }

  mood(id) {
    const lit = !this.near || this.whole || this.near.has(id);
    return { alpha: lit ? 1 : 0.25, selected: this.selected === id, hover: this.hovered === id, pinned: Boolean(this.pinned[id]), more: this.more.get(id) };
  }

  renderNode(id, { ctx, x, y }) {
    const fig = this.figure(id);
    const node = this.graph.nodes[id];
    const scale = this.network.getScale();
    if (scale < FAR) {
      const r = this.farRadius(node, fig, scale);
      const draw = () => drawSymbol(new CanvasPen(ctx), node, r, x, y, { ...this.mood(id), plain: r * scale < 5.5 });
      return { drawNode: draw, nodeDimensions: { width: r * 2.2, height: r * 2.2 } };
    }
    return { drawNode: () => drawNode(new CanvasPen(ctx), node, fig, x, y, this.mood(id)), nodeDimensions: { width: fig.w, height: fig.h } };
  }

  farRadius(node, fig, scale) {
    const crowd = this.shown.size > 500 ? 0.55 : 1;
    const least = (node.kind === "event" ? 4 : 6) * crowd;
    const most = (node.kind === "event" ? 9 : 15) * crowd;
    return Math.min(most, Math.max(least, fig.r * scale * 1.15)) / scale;
  }

  end(id, far, scale) {
    const { x, y } = this.network.body.nodes[id];
    const node = this.graph.nodes[id];
    const fig = this.figure(id);
    if (far) return { node, x, y, r: this.farRadius(node, fig, scale) };
    return { node, x, y: y + fig.dy, r: fig.r, w: fig.w, h: fig.h, dy: fig.dy };
  }

  drawLinks(context) {
    const pen = new CanvasPen(context);
    const scale = this.network.getScale();
    const far = scale < FAR;
    const lines = [];
    if (far) context.beginPath();
    for (const link of this.links || []) {
      if (!this.network.body.nodes[link.from] || !this.network.body.nodes[link.to]) continue;
      const lit = this.selected !== null && (link.from === this.selected || link.to === this.selected);
      if (far && !lit) {
        const a = this.network.body.nodes[link.from];
        const b = this.network.body.nodes[link.to];
        context.moveTo(a.x, a.y);
        context.lineTo(b.x, b.y);
        continue;
      }
      const alpha = this.selected === null || (this.whole && !lit) ? (far ? 0.55 : 0.9) : lit ? 1 : 0.14;
      const from = this.end(link.from, far, scale);
      const to = this.end(link.to, far, scale);
      if (far) lines.push([from, to]);
      else drawLink(pen, link, from, to, { lit, alpha, at: this.wordsAt.get(link.id), words: lit || ((this.selected === null || this.whole) && scale > 0.7 && this.wordsAt.has(link.id)) });
    }
    if (!far) return;
    context.strokeStyle = colours.edge;
    context.lineWidth = 0.8 / scale;
    context.globalAlpha = this.selected === null ? 0.55 : 0.14;
    context.stroke();
    context.globalAlpha = 1;
    for (const [from, to] of lines) pen.line(from.x, from.y, to.x, to.y, { stroke: colours.ink, width: 1.6 / scale });
  }

  /** Names from afar, the most important first: the main ones where no other name stands, the rest where no symbol does either. */
  drawFarNames(context) {
    const scale = this.network.getScale();
    if (scale >= FAR) return;
    const pen = new CanvasPen(context);
    const ground = new Ground(this.host.clientWidth, this.host.clientHeight);
    const { clientWidth, clientHeight } = this.host;
    const names = new Ground(clientWidth, clientHeight);
    for (const taken of [ground, names]) {
      taken.take(0, clientHeight - 54, Math.min(380, clientWidth - 1), clientHeight - 1);
      taken.take(Math.max(0, clientWidth - 130), clientHeight - 54, clientWidth - 1, clientHeight - 1);
    }
    const spots = new Map();
    for (const id of this.shown) {
      const { x, y } = this.network.body.nodes[id];
      const r = this.farRadius(this.graph.nodes[id], this.figure(id), scale) * scale;
      const spot = { ...this.network.canvasToDOM({ x, y }), r };
      spots.set(id, spot);
      ground.take(spot.x - r, spot.y - r, spot.x + r, spot.y + r);
    }
    const size = 12.5;
    const order = this.order ??= [...this.shown].sort((a, b) => this.rank(b) - this.rank(a) || a - b).slice(0, 400);
    for (const id of order.slice(0, MAIN_NAMES * 2)) {
      const { x, y, r } = spots.get(id);
      names.take(x - r, y - r, x + r, y + r);
    }
    for (const [turn, id] of order.entries()) {
      const node = this.graph.nodes[id];
      const open = turn < MAIN_NAMES ? names : ground;
      if (this.near && !this.near.has(id)) continue;
      const spot = spots.get(id);
      const text = node.label.length > 34 ? `${node.label.slice(0, 32)}…` : node.label;
      const weight = node.kind === "event" ? 450 : 650;
      const w = textWidth(text, `${weight} ${size}px ${FONT}`) + 8;
      const gap = spot.r + 3;
      const found = [[0, gap + size], [gap + w / 2 + 2, 4], [0, -gap - 3], [-gap - w / 2 - 2, 4]]
        .find(([dx, dy]) => open.free(spot.x + dx - w / 2, spot.y + dy - size, spot.x + dx + w / 2, spot.y + dy + 3));
      if (!found) continue;
      const [dx, dy] = found;
      for (const taken of [ground, names]) taken.take(spot.x + dx - w / 2, spot.y + dy - size, spot.x + dx + w / 2, spot.y + dy + 3);
      const place = this.network.DOMtoCanvas({ x: spot.x + dx, y: spot.y + dy });
      pen.text(text, place.x, place.y, { size: size / scale, weight, fill: node.kind === "event" ? colours.muted : colours.ink, halo: colours.back });
    }
  }

  rank(id) {
    const node = this.graph.nodes[id];
    return (id === this.selected ? 1e9 : 0) + node.weight * (node.kind === "event" ? 0.5 : 1);
  }

  /** The node that lies best in the direction of an arrow key, neighbours of the selected one first. */
  step(direction) {
    const here = this.selected === null ? null : this.places.get(this.selected);
    if (!here) return [...this.shown].sort((a, b) => this.rank(b) - this.rank(a))[0] ?? null;
    const [ux, uy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[direction];
    let best = null;
    let least = Infinity;
    for (const [id, { x, y }] of this.places) {
      const along = (x - here.x) * ux + (y - here.y) * uy;
      if (id === this.selected || along <= 4) continue;
      const across = Math.abs((x - here.x) * uy) + Math.abs((y - here.y) * ux);
      const cost = (along + across * 2.2) * (this.near.has(id) ? 0.55 : 1);
      if (cost < least) { least = cost; best = id; }
    }
    return best;
  }

  /** The picture as SVG, in the present or the light theme, fitted to what is shown. */
  toSvg(theme) {
    const before = colours;
    colours = THEMES[theme] || colours;
    const pen = new SvgPen();
    const { left, top, right, bottom } = this.bounds();
    for (const link of this.links) drawLink(pen, link, this.end(link.from, false, 1), this.end(link.to, false, 1), { lit: false, alpha: 1, at: this.wordsAt.get(link.id), words: this.wordsAt.has(link.id) });
    for (const id of this.shown) {
      const { x, y } = this.network.body.nodes[id];
      drawNode(pen, this.graph.nodes[id], this.figure(id), x, y, { alpha: 1, selected: id === this.selected, pinned: false, more: 0 });
    }
    const box = [left - 24, top - 24, right - left + 48, bottom - top + 48].map((side) => Math.round(side));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(" ")}" width="${box[2]}" height="${box[3]}" font-family="${FONT.replace(/"/g, "'")}">`
      + `<title>${SvgPen.escape(this.graph.title)}</title><rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${colours.back}"/>${pen.parts.join("")}</svg>`;
    colours = before;
    return svg;
  }

  /** The picture as a canvas at twice the size. */
  toCanvas() {
    const { left, top, right, bottom } = this.bounds();
    const scale = Math.min(2, 8000 / (right - left + 48), 8000 / (bottom - top + 48));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round((right - left + 48) * scale);
    canvas.height = Math.round((bottom - top + 48) * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = colours.back;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    context.translate(24 - left, 24 - top);
    const pen = new CanvasPen(context);
    for (const link of this.links) drawLink(pen, link, this.end(link.from, false, 1), this.end(link.to, false, 1), { lit: false, alpha: 1, at: this.wordsAt.get(link.id), words: this.wordsAt.has(link.id) });
    for (const id of this.shown) {
      const { x, y } = this.network.body.nodes[id];
      drawNode(pen, this.graph.nodes[id], this.figure(id), x, y, { ...this.mood(id), alpha: 1, hover: false, more: 0 });
    }
    return canvas;
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
