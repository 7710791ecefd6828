// The graph of the page: nodes and links, filters, what is below a condition, the search.

const held = JSON.parse(document.getElementById("contents").textContent);
const PLURALS = { Trial: "trials", Condition: "conditions", Organization: "sponsors",
  Paper: "papers", Group: "groups", More: "groups" };

const nodes = held.nodes.map(([kind, label, title, url, names, facts, start, enrollment], index) =>
  ({ index, kind, label, title, url, names, facts, start, enrollment, links: [], members: null }));
const links = held.links.map(([source, target, relation]) => {
  const link = { source: nodes[source], target: nodes[target], relation: held.relations[relation][0],
    name: held.relations[relation][1] };
  nodes[source].links.push(link);
  nodes[target].links.push(link);
  return link;
});
const trials = nodes.filter((node) => node.kind === "Trial");
const filters = new Map();
let counted = new Map();

function otherEnd(link, node) {
  return link.source === node ? link.target : link.source;
}

function linked(node, relation, outwards) {
  return node.links.filter((link) => link.relation === relation &&
    (outwards ? link.source : link.target) === node).map((link) => otherEnd(link, node));
}

function narrower(node) { return linked(node, "broader", false); }

function broader(node) { return linked(node, "broader", true); }

function setFilter(fact, place) {
  if (place === null) filters.delete(fact); else filters.set(fact, place);
  counted = new Map();
}

// The values of a fact: those stated, then those that are broader.
function valuesOf(node, fact) { return (node.facts[fact] || []).flat(); }

// Whether a trial passes all filters; -1 stands for "not stated".
function passes(trial) {
  for (const [fact, place] of filters) {
    const stated = valuesOf(trial, fact);
    if (place === -1 ? stated.length : !stated.includes(place)) return false;
  }
  return true;
}

// The trials of a node that pass the filters; those of a condition with all that is narrower.
function trialsOf(node) {
  if (counted.has(node)) return counted.get(node);
  const found = new Set();
  if (node.kind === "Trial") {
    if (passes(node)) found.add(node);
  } else if (node.members) {
    for (const member of node.members) for (const trial of trialsOf(member)) found.add(trial);
  } else {
    const seen = new Set([node]);
    for (const each of seen) {
      for (const link of each.links) {
        const other = otherEnd(link, each);
        if (other.kind === "Trial" && passes(other)) found.add(other);
        else if (link.relation === "broader" && link.target === each) seen.add(other);
      }
    }
  }
  counted.set(node, found);
  return found;
}

function byCount(one, other) {
  return trialsOf(other).size - trialsOf(one).size || byName(one, other);
}

function byName(one, other) {
  return one.label < other.label ? -1 : one.label > other.label ? 1 : one.index - other.index;
}

function byStart(one, other) {
  return one.start > other.start ? -1 : one.start < other.start ? 1 : byName(one, other);
}

// What opens around a node: narrower conditions and direct trials, or all that a trial has.
function around(node) {
  if (node.members) return node.members.filter((member) => trialsOf(member).size).sort(byCount);
  const others = [...new Set(node.links.map((link) => otherEnd(link, node)))];
  const of = (kind) => others.filter((other) => other.kind === kind);
  const open = of("Trial").filter(passes).sort(byStart);
  if (node.kind === "Condition") {
    return [...narrower(node).filter((other) => trialsOf(other).size).sort(byCount), ...open];
  }
  if (node.kind !== "Trial") return open;
  return [...of("Condition").sort(byName), ...of("Organization").sort(byName),
    ...of("Paper").sort(byName)];
}

// The nodes of the overview: the broadest conditions, the rest of them together, and what has none.
function overview(most) {
  const roots = nodes.filter((node) => node.kind === "Condition" && !broader(node).length);
  const used = roots.filter((node) => trialsOf(node).size).sort(byCount);
  const shown = used.length > most ? used.slice(0, most - 1) : used;
  const rest = used.slice(shown.length);
  if (rest.length) shown.push(group("More", `${rest.length} more conditions`, rest));
  const without = trials.filter((trial) => passes(trial) &&
    !trial.links.some((link) => link.relation === "condition"));
  if (without.length) shown.push(group("Group", "no condition stated", without.sort(byStart)));
  return shown;
}

const groups = new Map();

function group(kind, label, members) {
  if (!groups.has(kind)) {
    groups.set(kind, { index: -1 - groups.size, kind, title: "", url: "", names: [], facts: {},
      start: "", enrollment: "", links: [] });
  }
  counted.delete(groups.get(kind));
  return Object.assign(groups.get(kind), { label, members });
}

function folded(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

let index = null;

// Nodes whose label, number or other name has the words: equal ones first, then those that begin so.
function search(words, most) {
  const wanted = folded(words).trim().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  index ||= nodes.map((node) => [folded(node.label), ...node.names.map(folded), folded(node.title)]);
  const whole = wanted.join(" ");
  const found = [];
  nodes.forEach((node, place) => {
    let best = 9, by = "";
    index[place].forEach((name, which) => {
      if (!wanted.every((word) => name.includes(word))) return;
      const later = which === index[place].length - 1 ? 4 : 0;
      const rank = later + (name === whole ? 0 : name.startsWith(whole) ? 1
        : wanted.every((word) => ` ${name}`.includes(` ${word}`)) ? 2 : 3);
      if (rank < best) {
        best = rank;
        by = which && !later ? node.names[which - 1] : "";
      }
    });
    if (best < 9) found.push({ node, by, best });
  });
  const kinds = Object.keys(held.kinds).filter((kind) => kind !== "Trial");
  const order = (node) => node.kind === "Condition" ? -1 : kinds.indexOf(node.kind);
  found.sort((one, other) => one.best - other.best || order(one.node) - order(other.node) ||
    trialsOf(other.node).size - trialsOf(one.node).size || byName(one.node, other.node));
  return found.slice(0, most);
}

// What records state of a node: rows of trial, document, relation, target, place and words.
const evidence = new Map();
for (const [trial, document_, relation, target, place, words] of held.evidence) {
  const row = { trial: nodes[trial], document: held.documents[document_], relation: held.said[relation],
    target: target < 0 ? null : nodes[target], place, words };
  for (const node of [row.trial, row.target]) {
    if (!node) continue;
    if (!evidence.has(node)) evidence.set(node, []);
    evidence.get(node).push(row);
  }
}
