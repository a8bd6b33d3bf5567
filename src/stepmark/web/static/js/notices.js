import { eachTime } from "./swapped.js";
import { say } from "./toasts.js";

// a[data-reads="/notices/7/read"] marks its notice as read on the way to what the notice is about, and waits for it, so
// that the next page's bell counts right; in a tab of its own the link goes as links do.
const PATIENCE = 2000;

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-reads]");
  if (!link) return;
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (isPlain) event.preventDefault();
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    await fetch(link.dataset.reads, { method: "POST", keepalive: true, redirect: "manual", signal });
  } catch {
    // Unread as it stays then, the notice is still there to be marked; the way on matters more.
  }
  if (isPlain) window.location.assign(link.href);
});

// #bell[data-news="7"][data-news-text] is what one was told just now. It is shown the ways that data-told-by names: as a
// toast in the page one looks at, as a notification of the browser if one looks elsewhere.
const EVERY = 60_000;
const SHOWN = "stepmark-news";

eachTime(() => {
  showNews(document.getElementById("bell"));
  showPermission();
});

// A hidden tab has given up its stream; it asks now and then, if there is a use.
setInterval(() => {
  const bell = document.getElementById("bell");
  if (!document.hidden || !wants(bell, "browser") || !mayNotify()) return;
  window.htmx.ajax("GET", bell.dataset.refresh, { target: "#bell", swap: "outerMorph" });
}, EVERY);

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-ask-notifications]")) return;
  await Notification.requestPermission();
  showPermission();
});

function showNews(bell) {
  const { news, newsText } = bell?.dataset ?? {};
  if (!news || Number(news) <= Number(sessionStorage.getItem(SHOWN))) return;
  sessionStorage.setItem(SHOWN, news);
  if (wants(bell, "popup") && !document.hidden) say(newsText, "");
  if (wants(bell, "browser") && mayNotify() && !document.hasFocus()) notify(news, newsText);
}

function notify(news, text) {
  try {
    const notification = new Notification("Stepmark", { body: text, tag: `stepmark-${news}` });
    notification.addEventListener("click", () => {
      window.focus();
      window.location.assign("/notices");
    });
  } catch {
    // Some browsers on phones have the name and not the thing.
  }
}

function showPermission() {
  const button = document.querySelector("[data-ask-notifications]");
  if (!button || !("Notification" in window)) return;
  const { permission } = Notification;
  button.hidden = permission !== "default";
  const said = { granted: button.dataset.textGranted, denied: button.dataset.textDenied };
  document.querySelector("[data-notifications]").textContent = said[permission] ?? "";
}

function mayNotify() {
  return "Notification" in window && Notification.permission === "granted";
}

function wants(bell, way) {
  return (bell?.dataset.toldBy ?? "").split(" ").includes(way);
}
