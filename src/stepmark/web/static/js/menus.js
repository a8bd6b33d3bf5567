// Places a menu beside its button, inside the window, and closes it once something in it was chosen.
const GAP = 4;
// The click that opens a menu may scroll its button into sight; the menu then goes along instead of closing.
const SETTLING = 300;
let openedAt = 0;

document.addEventListener("beforetoggle", (event) => {
  if (event.newState === "open" && event.target.matches(".menu")) openedAt = performance.now();
}, true);

document.addEventListener("toggle", (event) => {
  if (event.newState === "open" && event.target.matches(".menu")) place(event.target);
}, true);

document.addEventListener("click", (event) => {
  const chosen = event.target.closest(".menu a, .menu button:not([popovertarget])");
  if (chosen && !chosen.hasAttribute("data-theme-choice")) chosen.closest(".menu").hidePopover();
});

document.addEventListener("scroll", (event) => {
  const open = document.querySelector(".menu:popover-open");
  if (!open || open.contains(event.target)) return;
  if (performance.now() - openedAt < SETTLING) place(open);
  else open.hidePopover();
}, true);

function place(menu) {
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!button) return;
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height;
  const left = at.left + width <= innerWidth - GAP ? at.left : at.right - width;
  menu.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - height)}px`;
  menu.style.left = `${Math.max(GAP, left)}px`;
}
