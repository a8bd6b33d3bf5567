// time[data-elapsed] says how long it is since its moment, in hours and minutes; counted on while the page is open.
const EVERY = 20_000;

setInterval(() => document.querySelectorAll("time[data-elapsed]").forEach(count), EVERY);

function count(time) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(time.dateTime)) / 60_000));
  time.textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
