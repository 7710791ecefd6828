// Pointer, keys and buttons; then the page is drawn for the first time.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

picture.addEventListener("keydown", (event) => {
  const node = nodeAt(event.target);
  if (node && ARROWS[event.key]) {
    const next = towards(node, ...ARROWS[event.key]);
    if (next) {
      drawn.get(node).setAttribute("tabindex", "-1");
      drawn.get(next).setAttribute("tabindex", "0");
      drawn.get(next).focus({ preventScroll: true });
      reveal(next);
    }
  } else if (node && (event.key === "Enter" || event.key === " ")) {
    press_(node);
  } else if (node && (event.key === "Backspace" || event.key === "Delete")) {
    fold(node);
  } else {
    return;
  }
  event.preventDefault();
});

function press_(node) {
  choose(node);
  if (hiddenAround(node).length) open(node);
}

picture.addEventListener("click", (event) => {
  if (travelled >= 5) return;
  const node = nodeAt(event.target);
  if (node) { press_(node); drawn.get(node)?.focus({ preventScroll: true }); }
});
picture.addEventListener("pointerover", (event) => { if (!moving) light(nodeAt(event.target)); });
picture.addEventListener("pointerleave", () => light(null));
picture.addEventListener("focusin", (event) => light(nodeAt(event.target)));
picture.addEventListener("focusout", () => light(null));
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { if (!typing && chosen) choose(null); return; }
  if (typing) return;
  const keys = { "/": () => words.focus(), "+": () => zoomMiddle(1.25), "-": () => zoomMiddle(0.8), 0: fit };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

const BUTTONS = { overview: () => { remember(); showOverview(); }, back: goBack, fit,
  closer: () => zoomMiddle(1.25), farther: () => zoomMiddle(0.8) };
for (const [name, action] of Object.entries(BUTTONS)) {
  document.getElementById(name).addEventListener("click", action);
}
addEventListener("resize", fit);
document.addEventListener("pointerdown", (event) => {
  const box = document.getElementById("filters");
  if (box.open && !box.contains(event.target)) box.open = false;
});
addFilters();
addLegend();
if (held.start.length) showStart(); else showOverview(true);
document.documentElement.dataset.ready = String(Math.round(performance.now()));
