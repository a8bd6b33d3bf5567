// [data-sortable] lists (data-group, data-handle) can be dragged in and between. A dropped item sends its own
// form[data-move] with the list's data-container-id in `container` and its place, from 0, in `position`.
// Without a pointer the same is done by the "Move to…" menu that the server renders.
import { eachTime } from "./swapped.js";

const putBack = new WeakMap();

eachTime(() => {
  for (const list of document.querySelectorAll("[data-sortable]")) {
    if (!window.Sortable.get(list)) makeSortable(list);
  }
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const restore = putBack.get(ctx.sourceElement);
  putBack.delete(ctx.sourceElement);
  if (restore && !ctx.response?.raw.ok) restore();
});

function makeSortable(list) {
  window.Sortable.create(list, {
    group: list.dataset.group,
    handle: list.dataset.handle,
    draggable: "[data-item]",
    filter: "button, input, select, textarea",
    preventOnFilter: false,
    animation: 120,
    delay: 150,
    delayOnTouchOnly: true,
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    ghostClass: "dragging",
    fallbackClass: "drag-ghost",
    onEnd: send,
  });
}

function send({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
  if (from === to && oldDraggableIndex === newDraggableIndex) return;
  const form = item.querySelector("form[data-move]");
  form.elements.container.value = to.dataset.containerId;
  form.elements.position.value = newDraggableIndex;
  putBack.set(form, () => place(item, from, oldDraggableIndex));
  form.requestSubmit();
}

function place(item, list, index) {
  const others = [...list.querySelectorAll(":scope > [data-item]")].filter((other) => other !== item);
  list.insertBefore(item, others[index] ?? null);
}
