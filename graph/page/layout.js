// Where the nodes stand: stress by stochastic gradient descent (Zheng, Pawar, Goodman 2018) over the graph's
// distances, in large graphs over those to a few pivots (Ortmann, Klimenta, Brandes 2017), then boxes pushed apart until none overlap, then components packed.
// Everything is computed before it is drawn and is the same each time: the picture stands still.

/** A small seeded generator (mulberry32); numbers in [0, 1). */
function seeded(seed) {
  let value = seed >>> 0;
  return () => {
    value = (value + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(value ^ (value >>> 15), 1 | value);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Connected components of `boxes` as lists of indices, the largest first. */
function components(count, edges) {
  const near = Array.from({ length: count }, () => []);
  for (const [a, b] of edges) { near[a].push(b); near[b].push(a); }
  const seen = new Uint8Array(count);
  const found = [];
  for (let start = 0; start < count; start += 1) {
    if (seen[start]) continue;
    const part = [start];
    seen[start] = 1;
    for (let head = 0; head < part.length; head += 1) {
      for (const next of near[part[head]]) if (!seen[next]) { seen[next] = 1; part.push(next); }
    }
    found.push(part);
  }
  return { parts: found.sort((a, b) => b.length - a.length || a[0] - b[0]), near };
}

const PIVOTS = 40;

/** Hops from `from` to every node of a part, given its neighbour lists by position. */
function hopsFrom(from, near) {
  const hops = new Int16Array(near.length).fill(-1);
  const queue = new Int32Array(near.length);
  hops[from] = 0;
  queue[0] = from;
  for (let head = 0, tail = 1; head < tail; head += 1) {
    for (const next of near[queue[head]]) {
      if (hops[next] >= 0) continue;
      hops[next] = hops[queue[head]] + 1;
      queue[tail] = next;
      tail += 1;
    }
  }
  return hops;
}

/** Pairs that want a distance: all of them in a small part, in a large one neighbours and pivots that lie far apart. */
function stressPairs(boxes, part, near) {
  const n = part.length;
  const all = n <= 160;
  const mean = part.reduce((sum, index) => sum + boxes[index].w + boxes[index].h, 0) / n / 2;
  const step = 46 + mean * 0.9;
  const pairs = { a: [], b: [], wanted: [], weight: [] };
  const add = (a, b, hops, heavier) => {
    pairs.a.push(a);
    pairs.b.push(b);
    pairs.wanted.push(hops === 1 ? 62 + (boxes[part[a]].w + boxes[part[b]].w) * 0.28 : step * hops ** 0.92);
    pairs.weight.push(hops ** -1.7 * heavier);
  };
  if (all) {
    for (let from = 0; from < n; from += 1) hopsFrom(from, near).forEach((hops, to) => { if (to > from) add(from, to, hops, 1); });
    return pairs;
  }
  near.forEach((others, from) => others.forEach((to) => { if (to > from) add(from, to, 1, 1); }));
  const closest = new Int16Array(n).fill(32767);
  let pivot = near.reduce((best, others, index) => (others.length > near[best].length ? index : best), 0);
  for (let count = 0; count < Math.min(PIVOTS, n); count += 1) {
    const hops = hopsFrom(pivot, near);
    let farthest = 0;
    for (let to = 0; to < n; to += 1) {
      if (hops[to] > 1) add(pivot, to, hops[to], n / PIVOTS / 8);
      closest[to] = Math.min(closest[to], hops[to]);
      if (closest[to] > closest[farthest]) farthest = to;
    }
    pivot = closest[farthest] > 0 ? farthest : (pivot + 7) % n;
  }
  return pairs;
}

/** Stress: each pair moves towards the distance it wants, in a shuffled order, with falling steps. */
function relaxStress(boxes, part, near, rounds) {
  const random = seeded(part.length * 7919 + 11);
  const place = new Map(part.map((index, position) => [index, position]));
  const own = part.map((index) => [...new Set(near[index].map((other) => place.get(other)))].filter((other) => other !== place.get(index)));
  const pairs = stressPairs(boxes, part, own);
  const a = Int32Array.from(pairs.a); const b = Int32Array.from(pairs.b);
  const wanted = Float64Array.from(pairs.wanted); const weight = Float64Array.from(pairs.weight);
  const x = Float64Array.from(part, (index) => boxes[index].x); const y = Float64Array.from(part, (index) => boxes[index].y);
  const free = Uint8Array.from(part, (index) => (boxes[index].fixed ? 0 : 1));
  const order = Int32Array.from(a, (_, index) => index);
  for (let round = 0; round < rounds; round += 1) {
    const rate = 4 * Math.exp((-4.6 * round) / rounds);
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      const swap = order[i]; order[i] = order[j]; order[j] = swap;
    }
    for (let k = 0; k < order.length; k += 1) {
      const pair = order[k]; const one = a[pair]; const two = b[pair];
      const dx = x[one] - x[two] || 0.01;
      const dy = y[one] - y[two] || 0.01;
      const distance = Math.sqrt(dx * dx + dy * dy);
      const pull = (Math.min(1, weight[pair] * rate) * (distance - wanted[pair])) / distance / 2;
      if (free[one]) { x[one] -= dx * pull; y[one] -= dy * pull; }
      if (free[two]) { x[two] += dx * pull; y[two] += dy * pull; }
    }
  }
  part.forEach((index, position) => { boxes[index].x = x[position]; boxes[index].y = y[position]; });
}

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

/** Pushes overlapping boxes apart along the shorter way out, in sweeps by x, until none overlap. */
function separate(boxes, gap, rounds) {
  const order = boxes.map((_, index) => index);
  const sorted = boxes.length > 60;
  const widest = boxes.reduce((most, box) => Math.max(most, box.w), 0);
  for (let round = 0; round < rounds; round += 1) {
    if (sorted) order.sort((a, b) => boxes[a].x - boxes[a].w / 2 - (boxes[b].x - boxes[b].w / 2) || a - b);
    let moved = false;
    for (let i = 0; i < order.length; i += 1) {
      const one = boxes[order[i]];
      for (let j = i + 1; j < order.length; j += 1) {
        const two = boxes[order[j]];
        if (sorted && two.x - two.w / 2 - (one.x - one.w / 2) > widest + gap * 2 + one.w) break;
        const overX = (one.w + two.w) / 2 + gap - Math.abs(one.x - two.x);
        const overY = (one.h + two.h) / 2 + gap * 0.7 - Math.abs(one.y - two.y);
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

/** Sets components side by side in rows that together have about the frame's shape. */
function pack(boxes, parts, aspect) {
  const frames = parts.map((part) => {
    const left = Math.min(...part.map((index) => boxes[index].x - boxes[index].w / 2));
    const right = Math.max(...part.map((index) => boxes[index].x + boxes[index].w / 2));
    const top = Math.min(...part.map((index) => boxes[index].y - boxes[index].h / 2));
    const bottom = Math.max(...part.map((index) => boxes[index].y + boxes[index].h / 2));
    return { part, left, top, w: right - left + 36, h: bottom - top + 30 };
  });
  const area = frames.reduce((sum, frame) => sum + frame.w * frame.h, 0);
  const rowWidth = Math.max(frames[0].w, Math.sqrt(area * aspect) * 1.05);
  let x = 0; let y = 0; let rowHeight = 0;
  for (const frame of frames) {
    if (x > 0 && x + frame.w > rowWidth) { x = 0; y += rowHeight; rowHeight = 0; }
    for (const index of frame.part) {
      boxes[index].x += x - frame.left;
      boxes[index].y += y - frame.top;
    }
    x += frame.w;
    rowHeight = Math.max(rowHeight, frame.h);
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

/** How far a layout is from a good one: lines that cross, lines over boxes, and text made small to fit the frame. */
function flaws(boxes, edges, frame) {
  const [left, top, right, bottom] = extent(boxes);
  const scale = Math.min(frame.width / (right - left + 40), frame.height / (bottom - top + 60));
  let cost = 26 * Math.max(0, Math.log(1.12 / scale));
  for (let i = 0; i < edges.length; i += 1) {
    for (let j = i + 1; j < edges.length; j += 1) if (crosses(boxes, edges[i], edges[j])) cost += 1.3;
    for (let index = 0; index < boxes.length; index += 1) if (runsOver(boxes, edges[i], index)) cost += 2.6;
    const [a, b] = edges[i];
    const gap = Math.hypot(boxes[a].x - boxes[b].x, boxes[a].y - boxes[b].y) - boxes[a].r - boxes[b].r;
    if (gap > 300) cost += (gap - 300) / 300;
  }
  return cost;
}

/** Stretches boxes to the frame's shape, then draws them together as far as they go without touching. */
function squeeze(boxes, edges, frame) {
  for (let round = 0; round < 9; round += 1) {
    const [left, top, right, bottom] = extent(boxes);
    const wanted = frame.width / frame.height / ((right - left) / (bottom - top));
    const turn = Math.min(1.5, Math.max(0.67, wanted)) ** 0.5;
    const shrink = round < 6 ? 0.95 : 1;
    for (const box of boxes) { box.x *= turn * shrink; box.y *= shrink / turn; }
    for (let step = 0; step < 6; step += 1) {
      separate(boxes, 15, 3);
      clearLines(boxes, edges, 5);
    }
    separate(boxes, 13, 120);
  }
  fill(boxes, frame);
}

/** Gives room that the frame still has to the distances between boxes; never brings two closer. */
function fill(boxes, frame) {
  const [left, top, right, bottom] = extent(boxes);
  const scale = Math.min(1.15, frame.width / (right - left + 12), frame.height / (bottom - top + 12));
  const wider = Math.min(1.5, Math.max(1, frame.width / ((right - left + 12) * scale)));
  const taller = Math.min(1.5, Math.max(1, frame.height / ((bottom - top + 12) * scale)));
  for (const box of boxes) { box.x *= wider; box.y *= taller; }
}

/** Gives a large component room for its boxes, in the frame's shape, before they are pushed apart. */
function spread(boxes, frame) {
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

/**
 * Positions for `boxes` ({w, h, r, dy, x, y, fixed}; x and y may be undefined) joined by `edges` of indices,
 * for a `frame` of {width, height}. With `keep`, boxes that have a place stay near it. Small pictures are
 * tried from several scatterings and the one with the fewest flaws is taken.
 */
function layOut(boxes, edges, frame, keep) {
  const { parts, near } = components(boxes.length, edges);
  if (keep) { placeNewcomers(boxes, near); return; }
  for (const part of parts) {
    const tries = part.length < 4 ? 1 : part.length <= 40 ? 10 : part.length <= 90 ? 3 : 1;
    let best = null;
    for (let seed = 1; seed <= tries; seed += 1) {
      const cost = layPart(boxes, part, near, edges, frame, seed);
      if (!best || cost < best.cost) best = { cost, places: part.map((index) => [boxes[index].x, boxes[index].y]) };
    }
    part.forEach((index, position) => { [boxes[index].x, boxes[index].y] = best.places[position]; });
  }
  if (parts.length > 1 && !boxes.some((box) => box.fixed)) pack(boxes, parts, frame.width / frame.height);
  else if (parts.length > 1) separate(boxes, 16, 300);
}
