// [data-keeps-typing] is fetched anew while somebody goes on in it. The answer knows only what stood there when it was
// asked for, so what was typed or chosen since is put into it before it is shown. What follows from a choice is asked for
// anew after that: the answer to the choice itself had the former control in view, and comes to nothing.
const asked = new WeakMap();
const given = new Map();
const chosen = new WeakMap();
// These give rows other numbers, so that a name may mean another row.
const RENUMBERS = /^(remove|row|action-(up|down|removed))\b/;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.target?.closest?.("[data-keeps-typing]")) asked.set(ctx, performance.now());
});

document.addEventListener("input", ({ target }) => {
  if (target.id && target.closest("[data-keeps-typing]")) given.set(target.id, { input: target, at: performance.now() });
});

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const since = asked.get(ctx);
  if (since === undefined || RENUMBERS.test(ctx.request.submitter?.value ?? "")) return;
  const fresh = [...given].filter(([, { at }]) => at > since);
  for (const [id, { input }] of fresh) {
    const selector = `${input.tagName}[id="${CSS.escape(id)}"]`;
    for (const { fragment } of tasks) keep(input, fragment?.querySelector(selector));
  }
  chosen.set(ctx, fresh.map(([id]) => id));
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  for (const id of chosen.get(ctx) ?? []) {
    const control = document.getElementById(id);
    if (control?.matches("select[hx-post]")) control.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

function keep(input, answer) {
  if (!answer || answer.type !== input.type) return;
  if (input.tagName === "SELECT") {
    if (![...answer.options].some((each) => each.value === input.value)) return;
    for (const each of answer.options) each.toggleAttribute("selected", each.value === input.value);
  } else if (input.tagName === "TEXTAREA") {
    answer.textContent = input.value;
  } else if (input.type === "checkbox" || input.type === "radio") {
    answer.toggleAttribute("checked", input.checked);
  } else {
    answer.setAttribute("value", input.value);
  }
}
