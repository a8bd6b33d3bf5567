// [data-keeps-typing] is fetched anew while somebody goes on in it. The answer knows only what stood there when it was
// asked for, so what was typed or chosen since is put into it before it is shown.
const asked = new WeakMap();
const given = new Map();
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
  for (const [id, { input, at }] of given) {
    if (at <= since) continue;
    const selector = `${input.tagName}[id="${CSS.escape(id)}"]`;
    for (const { fragment } of tasks) keep(input, fragment?.querySelector(selector));
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
