// From wishes to places: components laid out by stress (stress.js), boxes pushed apart until none overlap, and
// components packed (packing.js). Everything is computed before it is drawn and is the same each time: the
// picture stands still.

/** Turns a component so that its longer side lies along the longer side of the frame, and stretches it a little. */
function orient(boxes, part, aspect) {
  let cx = 0; let cy = 0;
  for (const index of part) { cx += boxes[index].x / part.length; cy += boxes[index].y / part.length; }
  let xx = 0; let yy = 0; let xy = 0;
  for (const index of part) {
    const dx = boxes[index].x - cx; const dy = boxes[index].y - cy;
    xx += dx * dx; yy += dy * dy; xy += dx * dy;
  }
  const turn = (aspect >= 1 ? 0 : Math.PI / 2) - Math.atan2(2 * xy, xx - yy) / 2;
  const cos = Math.cos(turn); const sin = Math.sin(turn);
  let spreadX = 1; let spreadY = 1;
  for (const index of part) {
    const dx = boxes[index].x - cx; const dy = boxes[index].y - cy;
    boxes[index].x = dx * cos - dy * sin;
    boxes[index].y = dx * sin + dy * cos;
    spreadX += boxes[index].x ** 2; spreadY += boxes[index].y ** 2;
  }
  const stretch = Math.sqrt(Math.min(2, Math.max(0.5, aspect / Math.sqrt(spreadX / spreadY))));
  for (const index of part) { boxes[index].x *= stretch; boxes[index].y /= stretch; }
}

const LINK_ROOM = 26;

/** Pushes overlapping boxes apart along the shorter way out, in sweeps by x, until none overlap; those in `linked` (a < b as a * 1000 + b) further, so that their line and its words are seen. */
function separate(boxes, gap, rounds, linked = null) {
  const order = boxes.map((_, index) => index);
  const sorted = boxes.length > 60;
  for (let round = 0; round < rounds; round += 1) {
    if (sorted) order.sort((a, b) => boxes[a].x - boxes[a].w / 2 - (boxes[b].x - boxes[b].w / 2) || a - b);
    let moved = false;
    for (let i = 0; i < order.length; i += 1) {
      const one = boxes[order[i]];
      for (let j = i + 1; j < order.length; j += 1) {
        const two = boxes[order[j]];
        if (sorted && two.x - two.w / 2 - (one.x - one.w / 2) > one.w + gap + LINK_ROOM) break;
        const more = linked && linked.has(Math.min(order[i], order[j]) * 1000 + Math.max(order[i], order[j])) ? LINK_ROOM : 0;
        const overX = (one.w + two.w) / 2 + gap + more - Math.abs(one.x - two.x);
        const overY = (one.h + two.h) / 2 + gap * 0.7 + more * 0.75 - Math.abs(one.y - two.y);
        if (overX <= 0.01 || overY <= 0.01 || (one.fixed && two.fixed)) continue;
        moved = true;
        const share = one.fixed || two.fixed ? 1 : 0.5;
        if (overX * 0.75 < overY) {
          const way = (one.x === two.x ? order[i] < order[j] : one.x < two.x) ? 1 : -1;
          if (!one.fixed) one.x -= way * overX * share;
          if (!two.fixed) two.x += way * overX * share;
        } else {
          const way = (one.y === two.y ? order[i] < order[j] : one.y < two.y) ? 1 : -1;
          if (!one.fixed) one.y -= way * overY * share;
          if (!two.fixed) two.y += way * overY * share;
        }
      }
    }
    if (!moved) return;
  }
}

/** Moves boxes off the lines that pass over them without ending there; for small pictures. */
function clearLines(boxes, edges, gap) {
  for (let index = 0; index < boxes.length; index += 1) {
    const box = boxes[index];
    if (box.fixed) continue;
    for (const [a, b] of edges) {
      if (a === index || b === index) continue;
      const ax = boxes[a].x; const ay = boxes[a].y + boxes[a].dy;
      const dx = boxes[b].x - ax; const dy = boxes[b].y + boxes[b].dy - ay;
      const length = Math.hypot(dx, dy) || 1;
      const along = ((box.x - ax) * dx + (box.y - ay) * dy) / (length * length);
      if (along < 0.02 || along > 0.98) continue;
      const nx = -dy / length; const ny = dx / length;
      const off = (box.x - ax) * nx + (box.y - ay) * ny;
      const needed = (Math.abs(nx) * box.w + Math.abs(ny) * box.h) / 2 + gap;
      if (Math.abs(off) >= needed) continue;
      const push = (needed - Math.abs(off)) * 0.35 * (off < 0 ? -1 : 1);
      box.x += nx * push;
      box.y += ny * push;
    }
  }
}

/** Whether segments cross; those that share an end do not count. */
function crosses(boxes, [a, b], [c, d]) {
  if (a === c || a === d || b === c || b === d) return false;
  const side = (p, q, r) => (boxes[q].x - boxes[p].x) * (boxes[r].y - boxes[p].y) - (boxes[q].y - boxes[p].y) * (boxes[r].x - boxes[p].x);
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** Whether the line of an edge passes over a box. */
function runsOver(boxes, [a, b], index) {
  if (a === index || b === index) return false;
  const box = boxes[index];
  const x1 = boxes[a].x - box.x; const y1 = boxes[a].y + boxes[a].dy - box.y;
  const dx = boxes[b].x - box.x - x1; const dy = boxes[b].y + boxes[b].dy - box.y - y1;
  let from = 0; let to = 1;
  for (const [p, q] of [[-dx, x1 + box.w / 2], [dx, box.w / 2 - x1], [-dy, y1 + box.h / 2], [dy, box.h / 2 - y1]]) {
    if (p === 0) { if (q < 0) return false; } else if (p < 0) from = Math.max(from, q / p); else to = Math.min(to, q / p);
  }
  return from < to;
}

/** The extent of boxes: [left, top, right, bottom]. */
function extent(boxes) {
  const all = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, w, h } of boxes) {
    all[0] = Math.min(all[0], x - w / 2); all[1] = Math.min(all[1], y - h / 2);
    all[2] = Math.max(all[2], x + w / 2); all[3] = Math.max(all[3], y + h / 2);
  }
  return all;
}

/** How much of the line between two boxes is outside both. */
function seen(one, two) {
  const dx = two.x - one.x; const dy = two.y + two.dy - one.y - one.dy;
  const length = Math.hypot(dx, dy) || 1;
  const hidden = (box) => length * Math.min(dx ? box.w / 2 / Math.abs(dx) : Infinity, dy ? box.h / 2 / Math.abs(dy) : Infinity);
  return length - hidden(one) - hidden(two);
}

/** How far a layout is from a good one: lines that cross, lines over boxes, lines too short for an arrow or long, and text made small to fit the frame. */
function flaws(boxes, edges, frame) {
  const [left, top, right, bottom] = extent(boxes);
  const scale = Math.min(frame.width / (right - left + 40), frame.height / (bottom - top + 60));
  let cost = 26 * Math.max(0, Math.log(1.12 / scale));
  for (let i = 0; i < edges.length; i += 1) {
    for (let j = i + 1; j < edges.length; j += 1) if (crosses(boxes, edges[i], edges[j])) cost += 1.3;
    for (let index = 0; index < boxes.length; index += 1) if (runsOver(boxes, edges[i], index)) cost += 2.6;
    const [a, b] = edges[i];
    const gap = seen(boxes[a], boxes[b]);
    if (gap > 240) cost += (gap - 240) / 300;
    if (gap < 40) cost += (40 - gap) / 40;
  }
  return cost;
}

/** Stretches boxes to the frame's shape, then draws them together as far as they go without touching. */
function squeeze(boxes, edges, frame) {
  const linked = new Set(edges.map(([a, b]) => Math.min(a, b) * 1000 + Math.max(a, b)));
  for (let round = 0; round < 9; round += 1) {
    const [left, top, right, bottom] = extent(boxes);
    const wanted = frame.width / frame.height / ((right - left) / (bottom - top));
    const turn = Math.min(1.5, Math.max(0.67, wanted)) ** 0.5;
    const shrink = round < 6 ? 0.95 : 1;
    for (const box of boxes) { box.x *= turn * shrink; box.y *= shrink / turn; }
    for (let step = 0; step < 6; step += 1) {
      separate(boxes, 15, 3, linked);
      clearLines(boxes, edges, 5);
    }
    separate(boxes, 13, 120, linked);
  }
}

/** Gives room that the frame still has to the distances between boxes; never brings two closer. */
function fill(boxes, frame) {
  const [left, top, right, bottom] = extent(boxes);
  const scale = Math.min(1.15, frame.width / (right - left + 12), frame.height / (bottom - top + 12));
  const wider = Math.min(1.5, Math.max(1, frame.width / ((right - left + 12) * scale)));
  const taller = Math.min(1.5, Math.max(1, frame.height / ((bottom - top + 12) * scale)));
  for (const box of boxes) { box.x *= wider; box.y *= taller; }
}

/** Draws a large component's crowded middle apart: coordinates half way to their ranks. */
function equalise(boxes) {
  for (const axis of ["x", "y"]) {
    const order = [...boxes].sort((a, b) => a[axis] - b[axis]);
    const first = order[0][axis]; const range = order.at(-1)[axis] - first || 1;
    order.forEach((box, rank) => { box[axis] = 0.4 * (box[axis] - first) + (0.6 * range * rank) / order.length; });
    for (const box of boxes) box[axis] -= range / 2;
  }
}

/** Gives a large component room for its boxes, in the frame's shape, before they are pushed apart. */
function spread(boxes, frame) {
  if (boxes.length > 90) equalise(boxes);
  const area = boxes.reduce((sum, { w, h }) => sum + (w + 12) * (h + 12), 0) * 2.4;
  const aspect = frame.width / frame.height;
  const rms = (axis) => Math.sqrt(boxes.reduce((sum, box) => sum + box[axis] ** 2, 0) / boxes.length) || 1;
  const [wide, tall] = [Math.sqrt(area * aspect) / (3.4 * rms("x")), Math.sqrt(area / aspect) / (3.4 * rms("y"))];
  for (const box of boxes) { box.x *= wide; box.y *= tall; }
}

/** One component laid out afresh from a scattering that depends on `seed`. */
function layPart(boxes, part, near, edges, frame, seed) {
  const random = seeded(seed * 101 + part.length);
  for (const index of part) {
    if (boxes[index].fixed) continue;
    boxes[index].x = (random() - 0.5) * 60 * Math.sqrt(part.length) * 2;
    boxes[index].y = (random() - 0.5) * 60 * Math.sqrt(part.length) * 2;
  }
  const pinned = part.some((index) => boxes[index].fixed);
  if (part.length > 1) relaxStress(boxes, part, near, part.length > 160 ? 30 : 60);
  if (part.length > 2 && !pinned) orient(boxes, part, frame.width / frame.height);
  const own = part.map((index) => boxes[index]);
  const place = new Map(part.map((index, position) => [index, position]));
  const small = part.length <= 90;
  const ownEdges = small ? edges.filter(([a]) => place.has(a)).map(([a, b]) => [place.get(a), place.get(b)]) : [];
  if (small && !pinned && part.length > 2) squeeze(own, ownEdges, frame);
  else {
    if (!pinned) spread(own, frame);
    separate(own, 12, part.length > 600 ? 24 : 60);
  }
  return small ? flaws(own, ownEdges, frame) : 0;
}

/** Gives newcomers a place near their neighbours; all others stay, but make room. */
function placeNewcomers(boxes, near) {
  const random = seeded(boxes.length + 3);
  const settled = boxes.map((box) => box.x !== undefined);
  const all = boxes.map((_, index) => index).filter((index) => settled[index]);
  for (let index = 0; index < boxes.length; index += 1) {
    if (settled[index]) continue;
    const known = near[index].filter((other) => settled[other]);
    const from = known.length ? known : all;
    const mid = from.reduce((sum, other) => [sum[0] + boxes[other].x / from.length, sum[1] + boxes[other].y / from.length], [0, 0]);
    const angle = index * 2.399963;
    const away = known.length > 1 ? 40 : 150 + 40 * random();
    boxes[index].x = mid[0] + Math.cos(angle) * away;
    boxes[index].y = mid[1] + Math.sin(angle) * away * 0.7;
  }
  separate(boxes, 14, 200);
}

const SHAPES_TRIED = [1, 2.1, 0.5];

/** The layouts of a component that are worth packing: the best of several scatterings, for one frame or more. */
function shapesOf(boxes, part, near, edges, frame, alone) {
  const few = boxes.length <= 60;
  const share = alone ? 1 : part.reduce((sum, index) => sum + boxes[index].w * boxes[index].h, 0) / boxes.reduce((sum, { w, h }) => sum + w * h, 0);
  const tries = part.length < 4 ? 1 : part.length <= 40 ? (few ? 10 : 2) : part.length <= 90 ? 3 : 1;
  return (alone || !few || part.length < 3 || part.length > 40 ? [1] : SHAPES_TRIED).map((shape) => {
    const own = { width: frame.width * Math.sqrt(share * shape), height: frame.height * Math.sqrt(share / shape) };
    let best = null;
    for (let seed = 1; seed <= Math.ceil(tries / (alone ? 1 : 2)); seed += 1) {
      const cost = layPart(boxes, part, near, edges, own, seed);
      if (!best || cost < best.cost) best = { cost, places: part.map((index) => [boxes[index].x, boxes[index].y]) };
    }
    return best;
  });
}

/**
 * Positions for `boxes` ({w, h, r, dy, x, y, fixed}; x and y may be undefined) joined by `edges` of indices,
 * for a `frame` of {width, height}. With `keep`, boxes that have a place stay near it. Small pictures are
 * tried from several scatterings and the one with the fewest flaws is taken.
 */
function layOut(boxes, edges, frame, keep) {
  const { parts, near } = components(boxes.length, edges);
  if (keep) { placeNewcomers(boxes, near); return; }
  const pinned = boxes.some((box) => box.fixed);
  const shapes = parts.map((part) => shapesOf(boxes, part, near, edges, frame, parts.length === 1 || pinned));
  parts.forEach((part, p) => part.forEach((index, position) => { [boxes[index].x, boxes[index].y] = shapes[p][0].places[position]; }));
  if (parts.length > 1 && pinned) separate(boxes, 16, 300);
  else if (parts.length > 24 || boxes.length > 120) pack(boxes, parts, frame);
  else if (parts.length > 1) nest(boxes, parts, shapes, edges, frame);
  if (!pinned && boxes.length > 1) fill(boxes, frame);
}
