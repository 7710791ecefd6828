// Search box, filters and legend.

const words = document.getElementById("words");
const list = document.getElementById("found");
let at = -1;

function find() {
  const found = search(words.value, MOST_FOUND);
  at = -1;
  list.replaceChildren(...found.map(({ node, by }, place) => {
    const small = [held.kinds[node.kind], by, node.title].filter(Boolean).join(" · ");
    const item = html("li", { role: "option", id: `found-${place}`, "aria-selected": "false" },
      html("bdi", {}, node.label), html("small", {}, small.slice(0, 160)));
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(node));
    item.node = node;
    return item;
  }));
  if (words.value.trim() && !found.length) {
    list.append(html("li", { role: "option", "aria-disabled": "true" }, "nothing is called so"));
  }
  list.hidden = !list.childElementCount;
  words.setAttribute("aria-expanded", String(!list.hidden));
  say(words.value.trim() ? `${found.length} found` : "");
}

function take(node) {
  closeList();
  words.value = node.label;
  remember();
  only(node);
  go(node);
}

function closeList() {
  list.hidden = true;
  words.setAttribute("aria-expanded", "false");
  words.removeAttribute("aria-activedescendant");
}

function mark(place) {
  const items = [...list.querySelectorAll("li[id]")];
  if (!items.length) return;
  at = (place + items.length) % items.length;
  items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
  words.setAttribute("aria-activedescendant", items[at].id);
  items[at].scrollIntoView({ block: "nearest" });
}

words.addEventListener("input", find);
words.addEventListener("focus", () => { if (words.value.trim() && list.hidden) find(); });
words.addEventListener("blur", closeList);
words.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") mark(at + 1);
  else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
  else if (event.key === "Escape") { closeList(); words.value = ""; return; }
  else if (event.key === "Enter") {
    const item = list.hidden ? null : list.querySelectorAll("li[id]")[Math.max(at, 0)];
    if (item) take(item.node);
  } else return;
  event.preventDefault();
});

// The filters: a select box for each fact, the most frequent values first.
function addFilters() {
  for (const [fact, values] of Object.entries(held.facts)) {
    if (!values.length) continue;
    const counts = values.map(() => 0);
    let without = 0;
    for (const trial of trials) {
      const stated = valuesOf(trial, fact);
      stated.forEach((place) => { counts[place]++; });
      if (!stated.length) without++;
    }
    const order = values.map((_, place) => place).filter((place) => counts[place])
      .sort((one, other) => counts[other] - counts[one] || one - other);
    if (!order.length) continue;
    const select = html("select", { name: fact }, html("option", { value: "" }, "any"),
      ...order.map((place) => html("option", { value: place }, `${values[place]} (${counts[place]})`)),
      without ? html("option", { value: -1 }, `not stated (${without})`) : null);
    select.addEventListener("change", () => filterBy(fact, select.value));
    document.getElementById("facts").append(html("label", {}, fact, select));
  }
  document.getElementById("facts").append(button("Clear filters", clearFilters));
}

function clearFilters() {
  document.querySelectorAll("#facts select").forEach((select) => { select.value = ""; });
  for (const fact of Object.keys(held.facts)) setFilter(fact, null);
  filtered();
}

function filterBy(fact, value) {
  setFilter(fact, value === "" ? null : Number(value));
  filtered();
}

// Draw again with the filters: the overview anew, elsewhere without what no longer passes.
function filtered() {
  const names = [...filters].map(([fact, place]) => place < 0 ? `no ${fact}` : held.facts[fact][place]);
  document.getElementById("chosen").textContent = names.length ? `: ${names.join(", ")}` : "";
  const groups_ = [...shown.values()].every(({ from }) => !from) && !chosen;
  if (groups_ || !shown.size) { showOverview(); return; }
  for (const [node] of shown) if (node !== chosen && !trialsOf(node).size) shown.delete(node);
  for (const placed of shown.values()) Object.assign(placed, sizeOf(placed.node));
  say(`${counting([...trials].filter(passes).length, "Trial")} pass the filters`);
  const now = chosen;
  refresh(true);
  choose(now);
}

function addLegend() {
  const samples = { Condition: svg("circle", { r: 7, cx: 13, cy: 7 }),
    Trial: svg("rect", { width: 26, height: 14, rx: 4 }),
    Organization: svg("rect", { width: 26, height: 14 }), Paper: svg("circle", { r: 5, cx: 13, cy: 7 }) };
  for (const [kind, sample] of Object.entries(samples)) {
    if (!nodes.some((node) => node.kind === kind)) continue;
    sample.setAttribute("class", "outline");
    const drawing = svg("svg", { "aria-hidden": "true" });
    const holder = svg("g", { class: kind });
    holder.append(sample);
    drawing.append(holder);
    const words_ = kind === "Condition" ? "condition (area: trials)" : held.kinds[kind];
    document.getElementById("legend").append(html("li", {}, drawing, words_));
  }
}
