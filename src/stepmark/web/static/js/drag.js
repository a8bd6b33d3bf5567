// [data-sortable] lists (data-group, data-handle) can be dragged in and between. A dropped item sends its own
// form[data-move] with the list's data-container-id in `container`, its place, from 0, in `position`, and, if the form
// asks for it, the data-item of the one above it in `below`. Without a pointer the same is done by keys (items.js) or by
// the menu that the server renders.
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
    onEnd: dropped,
  });
}

/** Sends an item off to a place in a list: under another item, or on top. The answer says where it then stands. */
export function sendTo(item, list, above) {
  const form = item.querySelector("form[data-move]");
  form.elements.container.value = list.dataset.containerId;
  form.elements.position.value = above ? itemsOf(list).filter((other) => other !== item).indexOf(above) + 1 : 0;
  if (form.elements.below) form.elements.below.value = above?.dataset.item ?? "";
  form.requestSubmit();
  return form;
}

export function itemsOf(list) {
  return [...list.querySelectorAll(":scope > [data-item]")];
}

function dropped({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
  if (from === to && oldDraggableIndex === newDraggableIndex) return;
  const form = sendTo(item, to, itemsOf(to)[newDraggableIndex - 1]);
  putBack.set(form, () => place(item, from, oldDraggableIndex));
}

function place(item, list, index) {
  const others = itemsOf(list).filter((other) => other !== item);
  list.insertBefore(item, others[index] ?? null);
}
