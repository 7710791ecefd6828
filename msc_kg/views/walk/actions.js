// What is shown and chosen, and what changes it: opening, folding up, going somewhere, filtering.

const BATCH = 24, FEW = 15, MOST_SHOWN = 400, MOST_GROUPS = 40, MOST_FOUND = 30;
const status_ = document.getElementById("told");
const back = [];
let chosen = null;

function hiddenAround(node) {
  return shown.has(node) || node.members ? around(node).filter((other) => !shown.has(other)) : [];
}

function openedBy(node) {
  return [...shown.values()].filter((placed) => placed.from === node);
}

function say(words) { status_.textContent = words; }

function note(words) {
  const line = document.getElementById("note");
  line.textContent = [held.note, words].filter(Boolean).join(" ");
  line.hidden = !line.textContent;
}

function remember() {
  back.push([...shown.values()].map(({ node, x, y, from, fixed }) => ({ node, x, y, from, fixed })));
  if (back.length > 50) back.shift();
  document.getElementById("back").disabled = false;
}

function refresh(fitted, still) {
  redraw();
  rove();
  document.getElementById("empty").hidden = shown.size > 0;
  let first = true;
  settle((ended) => {
    place();
    if (fitted && (ended || first)) fit();
    first = false;
    if (ended && !fitted && chosen && shown.has(chosen)) reveal(chosen);
  }, still);
}

// Open the next neighbours of a node.
function open(node) {
  const hidden = hiddenAround(node);
  const room = MOST_SHOWN - shown.size;
  const added = hidden.slice(0, Math.min(BATCH, room));
  if (!hidden.length) return;
  if (!added.length) {
    note(`${MOST_SHOWN} nodes are shown at most: fold something up, choose "Only this", or filter.`);
    say(document.getElementById("note").textContent);
    return;
  }
  remember();
  const from = shown.get(node);
  added.forEach((other, turn) => put(other, from, turn + openedBy(node).length));
  say(`${added.length} opened, ${shown.size} nodes are shown`);
  refresh(false);
  choose(node);
}

// Take away what was opened from a node, and from those.
function fold(node) {
  remember();
  const away = (one) => openedBy(one).forEach(({ node: other }) => { shown.delete(other); away(other); });
  away(node);
  note("");
  say(`folded up, ${shown.size} nodes are shown`);
  refresh(false);
  choose(node);
}

function only(node) {
  remember();
  shown.clear();
  put(node, null, 0);
  around(node).slice(0, BATCH).forEach((other, turn) => put(other, shown.get(node), turn));
  note("");
  refresh(true);
  choose(node);
}

// Go to a node, wherever it is.
function go(node) {
  if (!shown.has(node)) {
    remember();
    const near = node.links.map((link) => shown.get(otherEnd(link, node))).find(Boolean);
    if (!near || shown.size >= MOST_SHOWN) { only(node); } else { put(node, near, shown.size); refresh(false); }
  }
  choose(node);
  reveal(node);
  drawn.get(node).focus({ preventScroll: true });
}

function choose(node) {
  if (chosen && drawn.has(chosen)) drawn.get(chosen).classList.remove("chosen");
  chosen = node;
  if (node && drawn.has(node)) drawn.get(node).classList.add("chosen");
  const had = panel.childElementCount > 0;
  about(node);
  rove();
  if (had !== panel.childElementCount > 0 && node && shown.has(node)) requestAnimationFrame(() => reveal(node));
}

function withNeighbours(few) {
  const others = few.flatMap((trial) => around(trial).filter((other) => other.kind !== "Paper"));
  return [...new Set([...few, ...others])];
}

function showOverview(still) {
  shown.clear();
  const passing = trials.filter(passes);
  const all = passing.length > FEW ? overview(MOST_GROUPS) : withNeighbours(passing);
  all.forEach((node, turn) => put(node, null, turn));
  note("");
  say(`${counting(passing.length, "Trial")}, ${all.length} nodes are shown`);
  refresh(true, still);
  choose(null);
}

function showStart() {
  shown.clear();
  const wanted = held.start.map((place) => nodes[place]).filter((node) => node.kind !== "Trial" || passes(node));
  wanted.slice(0, MOST_SHOWN).forEach((node, turn) => put(node, null, turn));
  const first = nodes[held.focus[0]];
  about(first || null);
  note("");
  refresh(true, true);
  choose(first && shown.has(first) ? first : null);
}

function goBack() {
  const before = back.pop();
  document.getElementById("back").disabled = !back.length;
  if (!before) return;
  shown.clear();
  for (const one of before) Object.assign(put(one.node, null, 0), one);
  note("");
  redraw();
  fit();
  choose(chosen && shown.has(chosen) ? chosen : null);
}

// One node of the picture can be reached by Tab: the chosen one, else the first.
function rove() {
  const target = chosen && drawn.has(chosen) ? chosen : drawn.keys().next().value;
  for (const [node, mark] of drawn) {
    mark.setAttribute("tabindex", node === target ? "0" : "-1");
    mark.classList.toggle("chosen", node === chosen);
  }
}

// The nearest node in a direction, sideways distance counting double.
function towards(node, dx, dy) {
  const here = shown.get(node);
  let best = null, least = Infinity;
  for (const placed of shown.values()) {
    const x = placed.x - here.x, y = placed.y - here.y;
    const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
    if (placed !== here && ahead > 0 && ahead + 2 * aside < least) {
      least = ahead + 2 * aside;
      best = placed.node;
    }
  }
  return best;
}
