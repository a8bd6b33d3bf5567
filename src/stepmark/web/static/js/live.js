// <div data-live="/deals/7/stream" data-refresh="/deals/7/checklist" data-target="#checklist" data-version="12">:
// an event {kind, id, version} of another version than the page shows fetches data-refresh anew. Every stream tells of
// notices too, so that a page with one of its own listens to that alone: a browser allows six per host.
import { eachTime } from "./swapped.js";

// An event may overtake the answer to the very click that caused it.
const PATIENCE = 250;
const NOTICES = "/notices/stream";
const streams = new Map();
const postponed = new Set();

eachTime(() => {
  connect();
  places().filter((place) => postponed.delete(place.dataset.live)).forEach(refresh);
});

document.addEventListener("visibilitychange", () => {
  connect();
  if (!document.hidden) places().forEach(refresh);
});

// For the same reason a hidden tab gives its own up.
function connect() {
  const wanted = new Set(document.hidden ? [] : places().map((place) => place.dataset.live));
  if (wanted.size > 1) wanted.delete(NOTICES);
  for (const [url, stream] of streams) {
    if (wanted.has(url)) continue;
    stream.close();
    streams.delete(url);
  }
  for (const url of wanted) if (!streams.has(url)) streams.set(url, listen(url));
}

function listen(url) {
  const stream = new EventSource(url);
  const timers = {};
  stream.addEventListener("message", ({ data }) => {
    const { kind, version } = JSON.parse(data);
    const told = kind === "notices" ? NOTICES : url;
    clearTimeout(timers[kind]);
    timers[kind] = setTimeout(() => places(told).filter((place) => isOlder(place, version)).forEach(refresh), PATIENCE);
  });
  return stream;
}

function places(url) {
  return [...document.querySelectorAll("[data-live]")].filter((place) => !url || place.dataset.live === url);
}

function isOlder(place, version) {
  return place.dataset.version !== String(version);
}

function refresh(place) {
  if (isBusy(document.querySelector(place.dataset.target))) {
    postponed.add(place.dataset.live);
    return;
  }
  window.htmx.ajax("GET", place.dataset.refresh, { target: place.dataset.target, swap: "outerMorph" });
}

// Someone edits in place or drags there: what they have begun goes first, and its answer brings the rest.
function isBusy(target) {
  return Boolean(target?.querySelector("[data-cancel], .dragging"));
}
