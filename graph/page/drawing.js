// How a node and a link look. One description, two pens: the canvas on the screen and an SVG for export
// and print. Kinds differ by shape and colour; what did not happen is dashed, faded or struck.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';
const THEMES = {
  light: { back: "#f6f5f1", surface: "#ffffff", ink: "#1c2127", muted: "#59626d", faint: "#c9c6bd", edge: "#a7abb0", edgeInk: "#59626d",
    person: "#1f5fa8", organization: "#b4500f", place: "#0b7a5b", event: "#7c2d6b", eventTint: "#f5ebf2", glyph: "#ffffff", accent: "#1c2127" },
  dark: { back: "#14171b", surface: "#1f242b", ink: "#eceef0", muted: "#a9b1bb", faint: "#3b424b", edge: "#59616b", edgeInk: "#a9b1bb",
    person: "#79b4f2", organization: "#f0a15e", place: "#5cc9a7", event: "#e3a3d3", eventTint: "#33252f", glyph: "#14171b", accent: "#ffffff" },
};
THEMES.print = { ...THEMES.light, back: "#ffffff", surface: "#ffffff" };
let colours = THEMES.light;

const measure = document.createElement("canvas").getContext("2d");
const widths = new Map();
function textWidth(text, font) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    measure.font = font;
    width = measure.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** Breaks text at spaces into at most `most` lines of `width` pixels; what is left over ends in an ellipsis. */
function wrap(text, font, width, most) {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, font) > width) { lines.push(line); line = word; } else line = longer;
  }
  if (line) lines.push(line);
  if (lines.length > most) { lines.length = most; lines[most - 1] += "…"; }
  return lines.map((one) => {
    let cut = one;
    while (textWidth(cut, font) > width * 1.15 && cut.length > 4) cut = `${cut.replace(/…$/, "").slice(0, -1)}…`;
    return cut;
  });
}

class CanvasPen {
  constructor(context) { this.context = context; this.paths = CanvasPen.paths; }
  path(d, { x = 0, y = 0, scale = 1, fill, stroke, width = 1, dash = [], alpha = 1 }) {
    let path = this.paths.get(d);
    if (!path) { path = new Path2D(d); this.paths.set(d, path); }
    const { context } = this;
    context.save();
    context.globalAlpha = alpha;
    context.translate(x, y);
    context.scale(scale, scale);
    if (fill) { context.fillStyle = fill; context.fill(path); }
    if (stroke) {
      context.strokeStyle = stroke; context.lineWidth = width / scale; context.lineJoin = "round"; context.lineCap = "round";
      context.setLineDash(dash.map((piece) => piece / scale)); context.stroke(path);
    }
    context.restore();
  }
  line(x1, y1, x2, y2, { stroke, width = 1, dash = [], alpha = 1 }) {
    const { context } = this;
    context.globalAlpha = alpha; context.strokeStyle = stroke; context.lineWidth = width; context.setLineDash(dash);
    context.beginPath(); context.moveTo(x1, y1); context.lineTo(x2, y2); context.stroke();
    context.setLineDash([]); context.globalAlpha = 1;
  }
  text(text, x, y, { size, weight = 400, fill, halo, align = "center", angle = 0, alpha = 1, strike = false, italic = false }) {
    const { context } = this;
    context.save();
    context.globalAlpha = alpha;
    context.translate(x, y);
    if (angle) context.rotate(angle);
    context.font = `${italic ? "italic " : ""}${weight} ${size}px ${FONT}`;
    context.textAlign = align; context.textBaseline = "alphabetic"; context.lineJoin = "round";
    if (halo) { context.strokeStyle = halo; context.lineWidth = size * 0.32; context.strokeText(text, 0, 0); }
    context.fillStyle = fill;
    context.fillText(text, 0, 0);
    if (strike) {
      const width = context.measureText(text).width;
      const left = align === "center" ? -width / 2 : 0;
      context.fillRect(left, -size * 0.33, width, Math.max(1, size * 0.075));
    }
    context.restore();
  }
}
CanvasPen.paths = new Map();

class SvgPen {
  constructor() { this.parts = []; }
  static escape(text) {
    return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  }
  look({ fill, stroke, width = 1, dash = [], alpha = 1 }, scale = 1) {
    return `fill="${fill || "none"}"${stroke ? ` stroke="${stroke}" stroke-width="${(width / scale).toFixed(2)}" stroke-linejoin="round" stroke-linecap="round"` : ""}`
      + `${dash.length ? ` stroke-dasharray="${dash.map((piece) => piece / scale).join(" ")}"` : ""}${alpha < 1 ? ` opacity="${alpha}"` : ""}`;
  }
  path(d, options) {
    const { x = 0, y = 0, scale = 1 } = options;
    this.parts.push(`<path d="${d}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale})" ${this.look(options, scale)}/>`);
  }
  line(x1, y1, x2, y2, options) {
    this.parts.push(`<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" ${this.look(options)}/>`);
  }
  text(text, x, y, { size, weight = 400, fill, halo, align = "center", angle = 0, alpha = 1, strike = false, italic = false }) {
    const turn = angle ? ` transform="rotate(${((angle * 180) / Math.PI).toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})"` : "";
    const edge = halo ? ` stroke="${halo}" stroke-width="${(size * 0.32).toFixed(1)}" stroke-linejoin="round" paint-order="stroke"` : "";
    this.parts.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${fill}"`
      + ` text-anchor="${align === "center" ? "middle" : "start"}"${edge}${turn}${alpha < 1 ? ` opacity="${alpha}"` : ""}`
      + `${strike ? ' text-decoration="line-through"' : ""}${italic ? ' font-style="italic"' : ""}>${SvgPen.escape(text)}</text>`);
  }
}

const rounded = (w, h, r) => `M${-w / 2 + r} ${-h / 2}H${w / 2 - r}a${r} ${r} 0 0 1 ${r} ${r}V${h / 2 - r}a${r} ${r} 0 0 1 ${-r} ${r}H${-w / 2 + r}a${r} ${r} 0 0 1 ${-r} ${-r}V${-h / 2 + r}a${r} ${r} 0 0 1 ${r} ${-r}z`;
const SHAPES = {
  person: (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  organization: (r) => rounded(r * 1.86, r * 1.86, 4),
  place: (r) => { const s = r * 1.22; return `M0 ${-s}L${s} 0L0 ${s}L${-s} 0z`; },
  event: (r) => rounded(r * 2, r * 2, r),
};
const STATUS_LOOK = {
  occurred: {}, ongoing: {}, planned: { dash: [5, 3.5] }, cancelled: { dash: [5, 3.5], strike: true, faded: true },
  hypothetical: { dash: [1.5, 3.5], faded: true, italic: true }, negated: { strike: true, faded: true },
};

/** The second line of an entity: the post a person holds. */
function underName(graph, node) {
  if (node.kind !== "person" || !node.positions.length) return "";
  const current = node.positions.find((position) => position.modifier !== "former") || node.positions[0];
  const organization = current.organization >= 0 ? graph.nodes[current.organization].label : "";
  const title = sayTitle(current);
  return organization && !title.includes(organization) ? `${title} · ${organization}` : title;
}

/** The second line of an event: when, and what came of it unless it simply happened. */
function underEvent(node) {
  return [sayDate(node.time), node.status === "occurred" ? "" : say(node.status)].filter(Boolean).join(" · ");
}

/** What a node needs to be drawn: its box (w, h), radius, lines of text, and dy, the symbol's offset from the box's centre. */
function figure(graph, node, heaviest, narrow) {
  if (node.kind === "event") {
    const look = STATUS_LOOK[node.status];
    const font = `${look.italic ? "italic " : ""}550 13px ${FONT}`;
    const lines = wrap(node.label, font, narrow ? 112 : 168, narrow ? 3 : 2);
    const under = underEvent(node);
    const inner = Math.max(...lines.map((line) => textWidth(line, font)), textWidth(under, `400 11px ${FONT}`));
    const h = 16 + lines.length * 17 + (under ? 14 : 0);
    return { w: Math.round(inner) + 56, h: Math.max(h, 38), r: 15, dy: 0, lines, under, look, font };
  }
  const share = Math.sqrt(node.weight / heaviest);
  const r = Math.round(12 + 14 * share);
  const size = Math.round(13 + 4 * share);
  const font = `650 ${size}px ${FONT}`;
  const lines = wrap(node.label, font, narrow ? 108 : 150, narrow ? 3 : 2);
  const under = wrap(underName(graph, node), `400 11.5px ${FONT}`, narrow ? 120 : 190, 2);
  const w = Math.max(2.4 * r, ...lines.map((line) => textWidth(line, font)), ...under.map((line) => textWidth(line, `400 11.5px ${FONT}`))) + 6;
  const h = 2.44 * r + 5 + lines.length * (size + 4) + under.length * 15;
  return { w: Math.round(w), h: Math.round(h), r, dy: -h / 2 + 1.22 * r, lines, under, size, font };
}

/** Draws a whole node at the centre of its box. `mood` is {alpha, selected, hover, pinned, more}. */
function drawNode(pen, node, fig, x, y, mood) {
  const colour = colours[node.kind];
  const { alpha } = mood;
  if (node.kind === "event") {
    const { faded, dash, strike, italic } = fig.look;
    const ink = faded ? colours.muted : colours.ink;
    const pill = rounded(fig.w, fig.h, Math.min(fig.h / 2, 19));
    if (mood.selected) pen.path(rounded(fig.w + 9, fig.h + 9, Math.min(fig.h / 2, 19) + 4.5), { x, y, stroke: colours.accent, width: 2.5, alpha });
    pen.path(pill, { x, y, fill: faded ? colours.back : colours.surface, stroke: colour, width: node.status === "ongoing" ? 2.6 : mood.hover ? 2 : 1.3, dash, alpha });
    const left = x - fig.w / 2;
    pen.path(SHAPES.person(13), { x: left + 20, y, fill: faded ? colours.back : colours.eventTint, alpha });
    pen.path(ICONS[node.type] || ICONS.event, { x: left + 11, y: y - 9, scale: 0.75, stroke: colour, width: 1.5, alpha });
    let line = y - (fig.lines.length * 17 + (fig.under ? 14 : 0)) / 2 + 13;
    for (const text of fig.lines) { pen.text(text, left + 41, line, { size: 13, weight: 550, fill: ink, align: "left", alpha, strike, italic }); line += 17; }
    if (fig.under) pen.text(fig.under, left + 41, line - 2, { size: 11, fill: colours.muted, align: "left", alpha });
    if (mood.more) drawBadge(pen, x + fig.w / 2 - 5, y - fig.h / 2, mood.more, colour, alpha);
    if (mood.pinned) pen.path(ICONS.pin, { x: left - 2, y: y - fig.h / 2 - 8, scale: 0.62, fill: colours.back, stroke: colours.ink, width: 1.4, alpha });
    return;
  }
  const centre = y + fig.dy;
  drawSymbol(pen, node, fig.r, x, centre, mood);
  let line = centre + 1.22 * fig.r + fig.size + 2;
  for (const text of fig.lines) { pen.text(text, x, line, { size: fig.size, weight: 650, fill: colours.ink, halo: colours.back, alpha }); line += fig.size + 4; }
  line -= fig.size - 10;
  for (const text of fig.under) { pen.text(text, x, line, { size: 11.5, fill: colours.muted, halo: colours.back, alpha }); line += 15; }
  if (mood.more) drawBadge(pen, x + fig.r * 0.95, centre - fig.r * 0.9, mood.more, colour, alpha);
  if (mood.pinned) pen.path(ICONS.pin, { x: x - fig.r * 1.3 - 8, y: centre - fig.r * 1.3, scale: 0.66, fill: colours.back, stroke: colours.ink, width: 1.4, alpha });
}

/** The bare symbol: all that is drawn of a node from afar. */
function drawSymbol(pen, node, r, x, y, mood) {
  const colour = colours[node.kind];
  const shape = SHAPES[node.kind];
  if (mood.selected) pen.path(shape(r + 6), { x, y, stroke: colours.accent, width: 2.5, alpha: mood.alpha });
  if (node.kind === "event") {
    const { dash, faded } = STATUS_LOOK[node.status];
    pen.path(shape(r), { x, y, fill: faded ? colours.back : mood.plain ? colour : colours.eventTint, stroke: colour, width: r / 10, dash: dash && dash.map((piece) => (piece * r) / 14), alpha: mood.alpha });
  } else {
    pen.path(shape(r), { x, y, fill: colour, stroke: colours.back, width: mood.hover ? 0.5 : 2, alpha: mood.alpha });
  }
  if (mood.plain) return;
  const scale = r / (node.kind === "place" ? 17 : node.kind === "event" ? 15 : 16);
  pen.path(ICONS[node.kind === "event" ? node.type : node.kind] || ICONS.event, { x: x - 12 * scale, y: y - 12 * scale, scale,
    stroke: node.kind === "event" ? colour : colours.glyph, width: 1.9 * scale, alpha: mood.alpha });
}

function drawBadge(pen, x, y, more, colour, alpha) {
  const text = more > 99 ? "99+" : `+${more}`;
  const w = textWidth(text, `650 10px ${FONT}`) + 9;
  pen.path(rounded(w, 15, 7.5), { x, y, fill: colours.back, stroke: colour, width: 1, alpha });
  pen.text(text, x, y + 3.6, { size: 10, weight: 650, fill: colour, alpha });
}

const LINK_LOOK = { agent: { width: 1.7 }, recipient: { width: 1.7 }, place: { width: 1.1, dash: [1.5, 4] }, source: { width: 1.1, dash: [6, 4] },
  position: { width: 1.1, dash: [2, 3] } };

const LINK_FONT = `400 11px ${FONT}`;

function linkWords(link) {
  const words = link.roles.filter((role) => role !== "position").map((role) => say(ROLE_WORD[role]));
  return [...words, ...link.titles].join(" · ");
}

/** How far the symbol and the words below it reach from the symbol's centre towards (dx, dy). */
function reach(node, fig, dx, dy) {
  const length = Math.hypot(dx, dy) || 1;
  const ux = Math.abs(dx) / length; const uy = Math.abs(dy) / length;
  if (node.kind === "event" && fig.w) return Math.min(fig.w / 2 / (ux || 1e-6), fig.h / 2 / (uy || 1e-6)) + 3;
  let far = fig.r + 3;
  if (node.kind === "organization") far = (fig.r * 0.93) / Math.max(ux, uy) + 3;
  if (node.kind === "place") far = (fig.r * 1.22) / (ux + uy) + 3;
  if (dy <= 0 || !fig.h) return far;
  const top = 1.22 * fig.r + 2; const bottom = fig.h / 2 - fig.dy; const half = fig.w / 2 - 3;
  const enter = Math.max(top / uy, 0);
  const leave = Math.min(bottom / uy, half / (ux || 1e-6));
  return leave > enter ? Math.max(far, leave + 3) : far;
}

/** Draws a link from centre to centre, clipped at the symbols, with its arrow and, where it fits, its role. */
function drawLink(pen, link, from, to, mood) {
  const dx = to.x - from.x; const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  const start = reach(from.node, from, dx, dy); const end = reach(to.node, to, -dx, -dy);
  if (length < start + end + 4) return;
  const ux = dx / length; const uy = dy / length;
  const main = ["agent", "recipient", "source", "place", "position"].find((role) => link.roles.includes(role));
  const look = LINK_LOOK[main];
  const stroke = mood.lit ? colours.ink : colours.edge;
  const arrow = main === "place" ? 0 : 7.5;
  const x1 = from.x + ux * start; const y1 = from.y + uy * start;
  const x2 = to.x - ux * end; const y2 = to.y - uy * end;
  const line = { stroke, width: mood.lit ? look.width + 0.5 : look.width, dash: look.dash, alpha: mood.alpha };
  const words = linkWords(link);
  const half = (textWidth(words, LINK_FONT) + 8) / 2;
  const room = length - start - end - arrow;
  const worded = mood.words && half * 2 <= room;
  const at = start + half + (room - 2 * half) * (mood.at ?? 0.5);
  const stop = arrow * 0.8;
  if (worded) {
    pen.line(x1, y1, from.x + ux * (at - half), from.y + uy * (at - half), line);
    pen.line(from.x + ux * (at + half), from.y + uy * (at + half), x2 - ux * stop, y2 - uy * stop, line);
  } else pen.line(x1, y1, x2 - ux * stop, y2 - uy * stop, line);
  if (arrow) {
    const px = -uy * 3.8; const py = ux * 3.8;
    const bx = x2 - ux * arrow; const by = y2 - uy * arrow;
    pen.path(`M${(x2 - bx).toFixed(1)} ${(y2 - by).toFixed(1)}L${px.toFixed(1)} ${py.toFixed(1)}L${(-px).toFixed(1)} ${(-py).toFixed(1)}z`, { x: bx, y: by, fill: stroke, alpha: mood.alpha });
  }
  if (!worded) return;
  let angle = Math.atan2(dy, dx);
  if (angle > Math.PI / 2 || angle < -Math.PI / 2) angle += Math.PI;
  const mx = from.x + ux * at; const my = from.y + uy * at;
  pen.text(words, mx - Math.sin(angle) * 3.6, my + Math.cos(angle) * 3.6, { size: 11, fill: mood.lit ? colours.ink : colours.edgeInk, halo: colours.back, angle, alpha: mood.alpha });
}

/**
 * Where along its line each link's words stand so that they touch no box and no other words: a share of the
 * free stretch by link id; a link without such a place is missing. `ends(id)` gives what `drawLink` takes.
 */
function placeWords(links, ends, boxes) {
  const taken = [];
  const places = new Map();
  const free = (points) => points.every(([x, y]) => boxes.every((box) => x < box[0] - 4 || x > box[2] + 4 || y < box[1] - 5 || y > box[3] + 5)
    && taken.every(([tx, ty]) => Math.abs(x - tx) > 11 || Math.abs(y - ty) > 11));
  for (const link of links) {
    const from = ends(link.from); const to = ends(link.to);
    const dx = to.x - from.x; const dy = to.y - from.y;
    const length = Math.hypot(dx, dy) || 1;
    const start = reach(from.node, from, dx, dy);
    const half = (textWidth(linkWords(link), LINK_FONT) + 6) / 2;
    const room = length - start - reach(to.node, to, -dx, -dy) - 7.5;
    if (half * 2 > room) continue;
    for (const share of [0.5, 0.3, 0.7, 0.1, 0.9]) {
      const at = start + half + (room - 2 * half) * share;
      const points = [-1, -0.5, 0, 0.5, 1].map((step) => [from.x + (dx / length) * (at + step * half), from.y + (dy / length) * (at + step * half)]);
      if (!free(points)) continue;
      taken.push(...points);
      places.set(link.id, share);
      break;
    }
  }
  return places;
}
