// form[data-guard] asks before unsaved input is lost; [data-submit-on-change] sends its form.
const LONGEST_ANSWER = 5_000;

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

// Who clicks twice means it once: a form is not sent again while its answer is awaited, or a note would be there twice.
// A button called "do" asks for another row of an editor, where each click counts; what scripts send has no button.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!submitter || submitter.name === "do" || form.getAttribute("method") !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, LONGEST_ANSWER);
}, true);

document.addEventListener("htmx:finally:request", ({ target }) => {
  if (target instanceof HTMLFormElement) delete target.dataset.sent;
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

// A link that takes along what was typed, such as back to the first step of a wizard, asks nothing.
document.addEventListener("click", (event) => {
  if (event.target.closest("a[data-keeps]")) for (const form of document.querySelectorAll("form[data-dirty]")) delete form.dataset.dirty;
});
