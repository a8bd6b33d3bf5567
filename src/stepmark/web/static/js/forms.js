// form[data-guard] asks before unsaved input is lost; [data-submit-on-change] sends its form.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.dirty = "";
});

document.addEventListener("submit", (event) => {
  delete event.target.dataset.dirty;
}, true);

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

// A link that takes along what was typed, such as back to the first step of a wizard, asks nothing.
document.addEventListener("click", (event) => {
  if (event.target.closest("a[data-keeps]")) for (const form of document.querySelectorAll("form[data-dirty]")) delete form.dataset.dirty;
});
