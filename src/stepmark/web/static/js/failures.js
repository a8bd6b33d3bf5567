// What htmx can't show in place: no answer, a failing server, and a whole page where a part was asked for.
import { say } from "./toasts.js";

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx?.response) say(document.body.dataset.textOffline);
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status >= 500) {
    say(document.body.dataset.textFailed);
  } else if (isWholePage(ctx.text) && !ctx.select) {
    event.preventDefault();
    showPage(ctx);
  }
});

function isWholePage(text) {
  return /^\s*<!doctype html/i.test(text);
}

// Followed redirects land here (a form that saved, a session that ended), and refusals that have a page of their own.
function showPage({ response: { raw, status }, text }) {
  if (status < 400) {
    window.location.assign(raw.url);
  } else {
    say(new DOMParser().parseFromString(text, "text/html").querySelector("h1")?.textContent.trim() ?? raw.statusText);
  }
}
