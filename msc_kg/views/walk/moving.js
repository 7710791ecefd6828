// Moving the sheet: dragging, wheel, two fingers, and drawing everything within the window.

const view = { x: 0, y: 0, scale: 1 };
const LEAST_SCALE = 0.08, MOST_SCALE = 5;
const pointers = new Map();
let dragged = null, travelled = 0, moving = false;

function apply() {
  const at = `${view.x.toFixed(2)} ${view.y.toFixed(2)}`;
  moved.setAttribute("transform", `translate(${at}) scale(${view.scale.toFixed(4)})`);
}

function zoom(factor, x, y) {
  const scale = Math.max(LEAST_SCALE, Math.min(MOST_SCALE, view.scale * factor));
  view.x = x - (x - view.x) * scale / view.scale;
  view.y = y - (y - view.y) * scale / view.scale;
  view.scale = scale;
  apply();
}

function zoomMiddle(factor) {
  const { width, height } = picture.getBoundingClientRect();
  zoom(factor, width / 2, height / 2);
}

// Show everything, letters not larger than they are.
function fit() {
  const { width, height } = picture.getBoundingClientRect();
  if (!shown.size || !width || !height) return;
  const all = [...shown.values()];
  const left = Math.min(...all.map((one) => one.x - one.width / 2)) - 16;
  const right = Math.max(...all.map((one) => one.x + one.width / 2)) + 16;
  const top = Math.min(...all.map((one) => one.y - one.height / 2)) - 16;
  const bottom = Math.max(...all.map((one) => one.y + one.height / 2)) + 16;
  const legend = document.getElementById("legend").offsetHeight + 6;
  const room = Math.max(height - legend, 60);
  view.scale = Math.max(LEAST_SCALE, Math.min(1.3, width / (right - left), room / (bottom - top)));
  view.x = width / 2 - (left + right) / 2 * view.scale;
  view.y = room / 2 - (top + bottom) / 2 * view.scale;
  apply();
}

// Bring a node into the window without changing the scale more than it must.
function reveal(node) {
  const placed = shown.get(node);
  const { width, height } = picture.getBoundingClientRect();
  const x = placed.x * view.scale + view.x, y = placed.y * view.scale + view.y;
  if (view.scale < 0.5) view.scale = 0.75;
  else if (x > 40 && x < width - 40 && y > 30 && y < height - 60) return;
  view.x = width / 2 - placed.x * view.scale;
  view.y = height / 2 - placed.y * view.scale;
  apply();
}

function nodeAt(target) {
  const mark = target instanceof Element ? target.closest("[data-node]") : null;
  if (!mark) return null;
  for (const [node, each] of drawn) if (each === mark) return node;
  return null;
}

function press(event) {
  if (event.button) return;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  travelled = 0;
  dragged = pointers.size === 1 ? nodeAt(event.target) : null;
}

function drag(event) {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const dx = event.clientX - before.x, dy = event.clientY - before.y;
  const apart = pointers.size === 2 ? spread() : 0;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  travelled += Math.abs(dx) + Math.abs(dy);
  if (travelled < 5) return;
  if (!moving) {
    moving = true;
    picture.classList.add("moving");
    picture.setPointerCapture(event.pointerId);
  }
  if (pointers.size === 2) {
    const box = picture.getBoundingClientRect();
    const [one, other] = [...pointers.values()];
    zoom(spread() / (apart || 1), (one.x + other.x) / 2 - box.left, (one.y + other.y) / 2 - box.top);
  } else if (dragged && shown.has(dragged)) {
    const placed = shown.get(dragged);
    Object.assign(placed, { x: placed.x + dx / view.scale, y: placed.y + dy / view.scale, fixed: true });
    place();
  } else {
    view.x += dx;
    view.y += dy;
    apply();
  }
}

function spread() {
  const [one, other] = [...pointers.values()];
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function release(event) {
  pointers.delete(event.pointerId);
  if (pointers.size) return;
  moving = false;
  dragged = null;
  picture.classList.remove("moving");
}

picture.addEventListener("pointerdown", press);
picture.addEventListener("pointermove", drag);
picture.addEventListener("pointerup", release);
picture.addEventListener("pointercancel", release);
picture.addEventListener("wheel", (event) => {
  event.preventDefault();
  const box = picture.getBoundingClientRect();
  const lines = event.deltaMode === 1 ? 18 : 1;
  zoom(Math.exp(-event.deltaY * lines * 0.0016), event.clientX - box.left, event.clientY - box.top);
}, { passive: false });
