// Where nodes would like to stand: stress by stochastic gradient descent (Zheng, Pawar, Goodman 2018) over the
// graph's distances, in large graphs over those to a few pivots (Ortmann, Klimenta, Brandes 2017).

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
