// Components side by side. Many: rectangles on a skyline (Baker, Coffman, Rivest 1980, bottom-left), at the width
// that lets the picture be largest. Few: one by one, each in the shape and at the spot that widen it least.

const BETWEEN = 44;

/** Places rectangles [width, height] in turn at the lowest spot of a strip `width` wide: corners, and the extent. */
function skyline(sizes, width) {
  let steps = [[0, 0]];
  let right = 0; let bottom = 0;
  const corners = sizes.map(([w, h]) => {
    let best = null;
    for (let i = 0; i < steps.length; i += 1) {
      const x = steps[i][0];
      if (x > 0 && x + w > width) break;
      let y = 0;
      for (let j = i; j < steps.length && steps[j][0] < x + w; j += 1) y = Math.max(y, steps[j][1]);
      if (!best || y + h < best.y + h - 0.01) best = { x, y };
    }
    const end = best.x + w;
    const after = steps.filter(([x]) => x < end).at(-1)[1];
    steps = [...steps.filter(([x]) => x < best.x), [best.x, best.y + h],
      ...(steps.some(([x]) => x === end) ? [] : [[end, after]]), ...steps.filter(([x]) => x >= end)];
    right = Math.max(right, end);
    bottom = Math.max(bottom, best.y + h);
    return best;
  });
  return { corners, right, bottom };
}

/** The best strip for rectangles in a frame: largest scale; {corners, scale}. */
function packSizes(sizes, frame) {
  const area = sizes.reduce((sum, [w, h]) => sum + w * h, 0);
  const widest = Math.max(...sizes.map(([w]) => w));
  const fair = Math.sqrt((area * frame.width) / frame.height);
  let best = null;
  for (let factor = 0.8; factor < 1.9; factor += sizes.length > 200 ? 0.1 : 0.05) {
    const { corners, right, bottom } = skyline(sizes, Math.max(widest, fair * factor));
    const scale = Math.min(frame.width / right, frame.height / bottom);
    if (!best || scale > best.scale + 1e-9) best = { corners, scale };
  }
  return best;
}

/** Sets components side by side. `parts` are lists of box indices that have their places inside the component. */
function pack(boxes, parts, frame) {
  const framed = parts.map((part) => ({ part, sides: extent(part.map((index) => boxes[index])) }));
  framed.sort((a, b) => b.sides[3] - b.sides[1] - a.sides[3] + a.sides[1] || a.part[0] - b.part[0]);
  const { corners } = packSizes(framed.map(({ sides: [left, top, right, bottom] }) => [right - left + BETWEEN, bottom - top + BETWEEN]), frame);
  framed.forEach(({ part, sides }, turn) => {
    for (const index of part) { boxes[index].x += corners[turn].x - sides[0]; boxes[index].y += corners[turn].y - sides[1]; }
  });
}

/** Whether box `index` is nearer than `gap` to another of `others`. */
function crowds(boxes, index, others, gap) {
  const one = boxes[index];
  return others.some((other) => {
    const two = boxes[other];
    return Math.abs(one.x - two.x) < (one.w + two.w) / 2 + gap && Math.abs(one.y - two.y) < (one.h + two.h) / 2 + gap;
  });
}

const CELLS = 18;

/** Sets the components of a small picture one by one where they widen it least, also into hollows of those before. */
function nest(boxes, parts, shapes, edges, frame) {
  const fits = ([left, top, right, bottom]) => 40 * Math.max(0, Math.log(1.12 / Math.min(frame.width / (right - left + 12), frame.height / (bottom - top + 12))));
  const put = (part, places, dx, dy) => part.forEach((index, position) => { boxes[index].x = places[position][0] + dx; boxes[index].y = places[position][1] + dy; });
  const own = parts.map((part) => { const inside = new Set(part); return edges.filter(([a]) => inside.has(a)); });
  let best = null;
  for (const first of shapes[0]) {
    put(parts[0], first.places, 0, 0);
    const settled = [...parts[0]];
    const lines = [...own[0]];
    let cost = first.cost;
    for (let p = 1; p < parts.length; p += 1) {
      const part = parts[p];
      const [left, top, right, bottom] = extent(settled.map((index) => boxes[index]));
      const spots = [];
      for (const shape of shapes[p]) {
        put(part, shape.places, 0, 0);
        const [l, t, r, b] = extent(part.map((index) => boxes[index]));
        const [w, h] = [r - l + BETWEEN, b - t + BETWEEN];
        for (let i = 0; i <= CELLS; i += 1) {
          for (let j = 0; j <= CELLS; j += 1) {
            const x = left - w + ((right + BETWEEN - left + w) * i) / CELLS;
            const y = top - h + ((bottom + BETWEEN - top + h) * j) / CELLS;
            const whole = [Math.min(left, x), Math.min(top, y), Math.max(right, x + r - l), Math.max(bottom, y + b - t)];
            const off = Math.hypot(x + (r - l) / 2 - (left + right) / 2, y + (b - t) / 2 - (top + bottom) / 2);
            spots.push({ shape, dx: x - l, dy: y - t, cost: shape.cost + fits(whole) - off / 4000 });
          }
        }
      }
      spots.sort((a, b) => a.cost - b.cost);
      const taken = spots.find(({ shape, dx, dy }) => {
        put(part, shape.places, dx, dy);
        return !part.some((index) => crowds(boxes, index, settled, BETWEEN - 8) || lines.some((line) => runsOver(boxes, line, index)))
          && !own[p].some((line) => settled.some((index) => runsOver(boxes, line, index)));
      });
      put(part, taken.shape.places, taken.dx, taken.dy);
      cost += taken.shape.cost;
      settled.push(...part);
      lines.push(...own[p]);
    }
    cost += fits(extent(boxes));
    if (!best || cost < best.cost) best = { cost, places: boxes.map(({ x, y }) => [x, y]) };
  }
  best.places.forEach(([x, y], index) => { boxes[index].x = x; boxes[index].y = y; });
}
