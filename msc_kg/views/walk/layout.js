// Where the shown nodes stand: springs along links, room for every label, a quiet end.

const SPACE = 14;
const shown = new Map();

// Put a node on the sheet, near the one that it was opened from.
function put(node, from, turn) {
  if (shown.has(node)) return shown.get(node);
  const size = sizeOf(node);
  const far = from ? Math.max(from.width, from.height) / 2 + 90 : 60 * Math.sqrt(turn);
  const angle = turn * 2.399963;
  const placed = { node, ...size, x: (from ? from.x : 0) + far * Math.cos(angle),
    y: (from ? from.y : 0) + far * 0.75 * Math.sin(angle), fixed: false, from: from ? from.node : null };
  shown.set(node, placed);
  return placed;
}

function shownLinks() {
  const found = [];
  for (const node of shown.keys()) {
    for (const link of node.links) {
      if (link.source === node && shown.has(link.target)) found.push(link);
    }
    for (const member of node.members || []) {
      const placed = shown.get(member);
      if (placed && placed.from === node) {
        found.push({ source: member, target: node, relation: "broader", name: "part of" });
      }
    }
  }
  return found;
}

// How wide the sheet is by its height, within reason.
function sheetAspect() {
  const { width, height } = picture.getBoundingClientRect();
  return width && height ? Math.max(0.35, Math.min(2.5, width / height)) : 1;
}

// Move everything once; heat goes from 1 to 0.
function step(heat, ties, clusters, flat) {
  const all = [...shown.values()];
  for (const one of all) { one.u = -one.x * 0.0155 / flat; one.v = -one.y * 0.0155 * flat; }
  repel(all);
  clear(all, clusters);
  for (const link of ties) {
    const one = shown.get(link.source), other = shown.get(link.target);
    const dx = other.x - one.x, dy = other.y - one.y, apart = Math.hypot(dx, dy) || 1;
    const wanted = (Math.hypot(one.width, one.height) + Math.hypot(other.width, other.height)) / 4 + 42;
    const pull = (apart - wanted) / apart * 0.22;
    one.u += dx * pull; one.v += dy * pull; other.u -= dx * pull; other.v -= dy * pull;
  }
  for (const one of all) {
    if (one.fixed) continue;
    const most = 40 * heat + 1;
    one.x += Math.max(-most, Math.min(most, one.u * heat));
    one.y += Math.max(-most, Math.min(most, one.v * heat));
  }
  separate(all, 2);
}

// The sets of nodes that links hold together, where more than two are.
function clustersOf(ties) {
  const of = new Map();
  for (const { source, target } of ties) {
    const one = of.get(source) || new Set([source]), other = of.get(target) || new Set([target]);
    if (one === other) continue;
    for (const node of other) one.add(node);
    for (const node of one) of.set(node, one);
  }
  return [...new Set(of.values())].filter((nodes_) => nodes_.size > 2)
    .map((nodes_) => [...nodes_].map((node) => shown.get(node)));
}

// Push what does not belong to a cluster out of the circle around it.
function clear(all, clusters) {
  for (const cluster of clusters) {
    const members = new Set(cluster);
    if (members.size === all.length) return;
    const x = cluster.reduce((sum, one) => sum + one.x, 0) / cluster.length;
    const y = cluster.reduce((sum, one) => sum + one.y, 0) / cluster.length;
    const far = Math.max(...cluster.map((one) => Math.hypot(one.x - x, one.y - y) + one.width / 3));
    for (const one of all) {
      if (members.has(one)) continue;
      const dx = one.x - x, dy = one.y - y, apart = Math.hypot(dx, dy) || 1;
      const inside = far + Math.hypot(one.width, one.height) / 2 - apart;
      if (inside <= 0) continue;
      one.u += dx / apart * inside * 0.25;
      one.v += dy / apart * inside * 0.25;
    }
  }
}

function repel(all) {
  for (let i = 0; i < all.length; i++) {
    const one = all[i];
    for (let j = i + 1; j < all.length; j++) {
      const other = all[j], dx = one.x - other.x, dy = one.y - other.y;
      const square = dx * dx + dy * dy + 60;
      if (square > 360000) continue;
      const push = 2600 / square;
      const along = push / Math.sqrt(square) * 9;
      one.u += dx * along; one.v += dy * along; other.u -= dx * along; other.v -= dy * along;
    }
  }
}

// Push boxes that lie over each other apart along the shorter way.
function separate(all, rounds) {
  for (let round = 0; round < rounds; round++) {
    let pushed = false;
    all.sort((one, other) => one.x - one.width / 2 - (other.x - other.width / 2) ||
      one.node.index - other.node.index);
    for (let i = 0; i < all.length; i++) {
      const one = all[i];
      for (let j = i + 1; j < all.length; j++) {
        const other = all[j];
        if (other.x - other.width / 2 > one.x + one.width / 2 + SPACE) break;
        pushed = part(one, other) || pushed;
      }
    }
    if (!pushed) return true;
  }
  return false;
}

function part(one, other) {
  const dx = one.x - other.x || 0.01 * (one.node.index - other.node.index);
  const dy = one.y - other.y || 0.01 * (one.node.index - other.node.index);
  const wide = (one.width + other.width) / 2 + SPACE - Math.abs(dx);
  const high = (one.height + other.height) / 2 + SPACE - Math.abs(dy);
  if (wide <= 0 || high <= 0) return false;
  const [x, y] = wide < high ? [Math.sign(dx) * (wide / 2 + 0.01), 0] : [0, Math.sign(dy) * (high / 2 + 0.01)];
  const share = one.fixed ? 0 : other.fixed ? 2 : 1;
  one.x += x * share; one.y += y * share; other.x -= x * (2 - share); other.y -= y * (2 - share);
  return true;
}

// Give everything more room.
function widen(factor) {
  for (const one of shown.values()) { one.x *= factor; one.y *= factor; }
}

let running = 0;

// Let the layout come to rest; at once where motion is not wanted.
function settle(done, still) {
  cancelAnimationFrame(running);
  const ties = shownLinks(), clusters = clustersOf(ties), flat = Math.sqrt(sheetAspect());
  const rounds = shown.size > 200 ? 120 : 200;
  const finish = () => {
    for (let turn = 0; turn < 30 && !separate([...shown.values()], 60); turn++) widen(1.04);
  };
  let round = 0;
  if (still || matchMedia("(prefers-reduced-motion: reduce)").matches) {
    for (; round < rounds; round++) step(1 - round / rounds, ties, clusters, flat);
    finish();
    done(true);
    return;
  }
  const frame = () => {
    const until = performance.now() + 12;
    do { step(1 - round / rounds, ties, clusters, flat); round++; } while (round < rounds && performance.now() < until);
    if (round >= rounds) finish();
    done(round >= rounds);
    if (round < rounds) running = requestAnimationFrame(frame);
  };
  running = requestAnimationFrame(frame);
}
