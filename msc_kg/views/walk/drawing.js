// The shown nodes and links as SVG; words only ever become text.

const NS = "http://www.w3.org/2000/svg";
const LARGEST = 66, LINE = 14.5;
const picture = document.getElementById("picture");
const moved = document.getElementById("moved");
const measure = document.createElement("canvas").getContext("2d");
measure.font = '12px "DejaVu Sans", Verdana, "Segoe UI", system-ui, sans-serif';

function svg(name, attributes = {}, text = "") {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

// Break words into at most `most` lines of a width in px; the rest is told by "…".
function wrapped(words, width, most) {
  const lines = [];
  let line = "";
  for (const piece of words.split(/(?<=[\s\u2010-])/u)) {
    for (const part of pieces(piece, width)) {
      if (line && measure.measureText((line + part).trimEnd()).width > width) {
        lines.push(line.trimEnd());
        line = "";
      }
      if (lines.length === most) {
        lines[most - 1] = `${lines[most - 1].slice(0, -1).trimEnd()}…`;
        return lines;
      }
      line += part;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines.length ? lines : ["–"];
}

function pieces(word, width) {
  if (measure.measureText(word.trimEnd()).width <= width) return [word];
  const found = [];
  const letters = [...word];
  for (let start = 0; start < letters.length; start += 16) found.push(letters.slice(start, start + 16).join(""));
  return found;
}

function isBubble(node) { return ["Condition", "Group", "More"].includes(node.kind); }

function radius(node) {
  return Math.min(LARGEST, 9 + 3.1 * Math.sqrt(trialsOf(node).size));
}

// The words of a node, and the size of what is drawn of it, in px.
function sizeOf(node) {
  if (node.kind === "Paper") return { lines: wrapped(node.title || node.label, 260, 2), width: 13, height: 13 };
  if (isBubble(node)) return bubbleSize(node);
  const lines = wrapped(node.label, 150, 3);
  const title = node.kind === "Trial" && node.title ? wrapped(node.title, 176, 1) : [];
  const wide = Math.max(...[...lines, ...title].map(widthOf));
  return { lines: [...lines, ...title], small: title.length, width: wide + 18,
    height: (lines.length + title.length) * LINE + 9 };
}

// Words stand in a bubble that has room for them, else below it.
function bubbleSize(node) {
  const across = 2 * radius(node);
  const within = wrapped(node.label, across - 16, 4);
  const high = (within.length + 1) * LINE + 10;
  const widest = Math.max(...within.map(widthOf));
  if (!within.at(-1).endsWith("…") && Math.hypot(widest * 0.8, high) < across && widest < across - 14) {
    return { lines: within, inside: true, across, width: across, height: across };
  }
  const lines = wrapped(node.label, 132, 3);
  return { lines, inside: false, across, width: Math.max(across, ...lines.map(widthOf)),
    height: across + (lines.length + 1) * LINE + 4 };
}

function widthOf(words) { return measure.measureText(words).width; }

const OUTLINES = {
  Trial: (w, h) => svg("rect", { x: -w / 2, y: -h / 2, width: w, height: h, rx: 5 }),
  Organization: (w, h) => svg("rect", { x: -w / 2, y: -h / 2, width: w, height: h }),
  Paper: () => svg("circle", { r: 6 }),
};

const drawn = new Map();
const drawnLines = new Map();

// Draw what is shown and no longer what is not; positions follow in `place`.
function redraw() {
  for (const [node, mark] of drawn) {
    if (shown.has(node)) continue;
    mark.remove();
    drawn.delete(node);
  }
  const order = [...shown.values()].sort((one, other) => one.node.index - other.node.index);
  for (const placed of order) {
    const old = drawn.get(placed.node);
    const mark = drawnNode(placed);
    if (old) {
      const focused = document.activeElement === old;
      old.replaceWith(mark);
      if (focused) mark.focus({ preventScroll: true });
    } else {
      document.getElementById("marks").append(mark);
    }
    drawn.set(placed.node, mark);
  }
  const lines = document.getElementById("lines");
  lines.replaceChildren();
  drawnLines.clear();
  for (const link of shownLinks()) {
    const line = svg("path", { class: link.relation });
    line.append(svg("title", {}, `${link.source.label} – ${link.name}: ${link.target.label}`));
    lines.append(line);
    drawnLines.set(link, line);
  }
  place();
}

function drawnNode(placed) {
  const { node, lines, width, height } = placed;
  const mark = svg("g", { class: `node ${node.kind}`, role: "button", tabindex: "-1",
    "data-node": node.index, "aria-label": told(node) });
  mark.append(svg("title", {}, told(node)), svg("rect", { class: "whole", x: -width / 2,
    y: -height / 2, width, height }));
  if (isBubble(node)) {
    drawBubble(mark, placed);
  } else {
    const outline = OUTLINES[node.kind](width, height);
    outline.setAttribute("class", "outline");
    mark.append(outline);
    const top = node.kind === "Paper" ? 22 : -(lines.length - 1) * LINE / 2 + 4;
    lines.forEach((line, row) => mark.append(svg("text",
      { y: top + row * LINE, ...(row >= lines.length - (placed.small || 0) ? { class: "title" } : {}) }, line)));
  }
  const hidden = hiddenAround(node).length;
  if (hidden) {
    const x = isBubble(node) ? placed.across * 0.36 : width / 2;
    const y = isBubble(node) ? middle(placed) - placed.across * 0.36 : -height / 2;
    mark.append(svg("circle", { class: "more", cx: x, cy: y, r: 6.5 }));
    mark.append(svg("text", { class: "sign", x, y: y + 4 }, "+"));
  }
  mark.setAttribute("aria-expanded", String(!hidden));
  return mark;
}

// The height of the middle of a bubble whose words stand below it.
function middle(placed) { return placed.inside ? 0 : (placed.across - placed.height) / 2; }

function drawBubble(mark, placed) {
  const { node, lines, across, inside, height } = placed;
  mark.append(svg("circle", { class: "outline", cy: middle(placed), r: across / 2 }));
  const top = inside ? -(lines.length) * LINE / 2 + 4 : height / 2 - (lines.length + 0.5) * LINE + 4;
  lines.forEach((line, row) => mark.append(svg("text", { y: top + row * LINE }, line)));
  mark.append(svg("text", { class: "count", y: top + lines.length * LINE }, String(trialsOf(node).size)));
}

// What is told of a node in one line.
function told(node) {
  const kind = held.kinds[node.kind] || "group";
  const count = node.kind === "Trial" ? "" : `, ${counting(trialsOf(node).size, "Trial")}`;
  const title = node.title && node.title !== node.label ? `: ${node.title}` : "";
  return `${kind} ${node.label}${title}${count}`;
}

function counting(number, kind) {
  const plural = PLURALS[kind] || "nodes";
  return `${number.toLocaleString("en")} ${number === 1 ? plural.slice(0, -1) : plural}`;
}

// Move all marks and lines to where the layout has them.
function place() {
  for (const [node, mark] of drawn) {
    const { x, y } = shown.get(node);
    mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }
  for (const [link, line] of drawnLines) {
    const one = shown.get(link.source), other = shown.get(link.target);
    const from = one.y + (one.across ? middle(one) : 0), to = other.y + (other.across ? middle(other) : 0);
    line.setAttribute("d", `M${one.x.toFixed(1)} ${from.toFixed(1)}L${other.x.toFixed(1)} ${to.toFixed(1)}`);
  }
}

// Light up a node with its neighbours; `null` lights everything.
function light(node) {
  moved.classList.toggle("lit", Boolean(node));
  const near = new Set([node]);
  for (const [link, line] of drawnLines) {
    const touches = link.source === node || link.target === node;
    line.classList.toggle("near", touches);
    if (touches) near.add(link.source).add(link.target);
  }
  for (const [each, mark] of drawn) mark.classList.toggle("near", near.has(each));
}
