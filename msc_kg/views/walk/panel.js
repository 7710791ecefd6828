// The side panel: what is known of a node, its neighbours, and where it is stated in which words.

const MOST_NEAR = 8, MOST_SAID = 80;
const panel = document.getElementById("panel");

function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function button(words, action, name = "") {
  const made = html("button", { type: "button", ...(name ? { class: name } : {}) }, words);
  made.addEventListener("click", action);
  return made;
}

function webLink(address, words) {
  if (!/^https?:\/\//i.test(address)) return document.createTextNode(words);
  return html("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

function about(node) {
  const aside = panel;
  aside.replaceChildren();
  if (!node) return;
  const close = button("×", () => choose(null), "close");
  close.setAttribute("aria-label", "Close");
  const kind = held.kinds[node.kind] || "group";
  aside.append(close, html("p", { class: "kind" }, kind), html("h2", { dir: "auto" }, node.label));
  if (node.title && node.title !== node.label) aside.append(html("p", { dir: "auto" }, node.title));
  if (node.url) aside.append(html("p", {}, webLink(node.url, siteOf(node.url))));
  aside.append(factsOf(node), doing(node), ...nearOf(node), ...saidOf(node));
  aside.scrollTop = 0;
}

function siteOf(address) {
  return address.replace(/^https?:\/\//i, "").replace(/\/$/, "");
}

function factsOf(node) {
  const list = html("dl");
  const add = (name, words) => {
    if (words) list.append(html("dt", {}, name), html("dd", { dir: "auto" }, words));
  };
  if (node.kind !== "Trial") add("trials", trialsOf(node).size.toLocaleString("en"));
  for (const [fact, [places]] of Object.entries(node.facts)) {
    add(fact, places.map((place) => held.facts[fact][place]).join(", "));
  }
  add("start", node.start);
  add("participants", node.enrollment);
  add("also", node.names.slice(0, 12).join("; "));
  return list;
}

function doing(node) {
  const hidden = hiddenAround(node).length;
  const row = html("div", { class: "row" });
  const words = `Open ${Math.min(hidden, BATCH)} of ${hidden.toLocaleString("en")} more`;
  if (hidden) row.append(button(words, () => open(node)));
  if (openedBy(node).length) row.append(button("Fold up", () => fold(node)));
  row.append(button("Only this", () => only(node)));
  return row;
}

// The neighbours by relation, as buttons that lead to them.
function nearOf(node) {
  const parts = new Map();
  const add = (heading, other) => {
    if (!parts.has(heading)) parts.set(heading, new Set());
    parts.get(heading).add(other);
  };
  for (const link of node.links) {
    const other = otherEnd(link, node);
    if (other.kind === "Trial" && !passes(other)) continue;
    if (link.relation === "broader") add(link.source === node ? "broader" : "narrower", other);
    else add(node.kind === "Trial" ? link.name : counting(2, "Trial").slice(2), other);
  }
  for (const member of node.members || []) if (trialsOf(member).size) add("members", member);
  return [...parts].map(([heading, others]) => nearList(heading, [...others]));
}

function nearList(heading, others) {
  const used = heading === "narrower" ? others.filter((other) => trialsOf(other).size) : others;
  used.sort(used[0]?.kind === "Condition" ? byCount : byStart);
  const list = html("ul");
  const fill = (most) => {
    list.replaceChildren(...used.slice(0, most).map((other) => {
      const words = other.kind === "Condition" ? ` ${trialsOf(other).size}` : ` ${other.title}`;
      return html("li", {}, button(html("bdi", {}, other.label,
        html("small", {}, words.slice(0, 120))), () => go(other)));
    }));
    if (used.length > most) list.append(html("li", {}, button(`all ${used.length}`, () => fill(used.length))));
  };
  fill(MOST_NEAR);
  return html("section", { class: "near" }, html("h3", {}, `${heading} (${used.length})`), list);
}

// The evidence, document by document: words, what they are taken for, and where they stand.
function saidOf(node) {
  const rows = (evidence.get(node) || []).filter((row) => passes(row.trial));
  if (!rows.length) return node.links.length ? [html("p", { class: "kind" }, "No statement of its own.")] : [];
  const documents = new Map();
  for (const row of rows) {
    if (!documents.has(row.document)) documents.set(row.document, []);
    documents.get(row.document).push(row);
  }
  const counts = `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "statement" : "statements"}`;
  const section = html("section", { class: "said" }, html("h3", {}, `Evidence: ${counts}`));
  let left = MOST_SAID;
  for (const [[name, date], said] of documents) {
    if (left <= 0) break;
    section.append(html("p", {}, html("strong", {}, html("bdi", {}, name)), date ? ` as of ${date}` : ""));
    section.append(html("ul", {}, ...said.slice(0, left).map((row) => statement(row, node))));
    left -= said.length;
  }
  if (rows.length > MOST_SAID) section.append(html("p", {}, `and ${rows.length - MOST_SAID} more: open the trials`));
  return [section];
}

function statement(row, node) {
  const other = row.trial === node ? row.target : row.trial;
  const item = html("li", {}, `${row.relation} `);
  if (row.words) item.append(html("q", { dir: "auto" }, row.words), " ");
  if (other && other !== node) item.append("→ ", html("bdi", {}, other.label));
  item.append(html("span", { class: "place" }, row.place));
  return item;
}
