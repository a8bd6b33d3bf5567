/** Runs `visit()` on the page as it came and after each swap. */
export function eachTime(visit) {
  visit();
  document.addEventListener("htmx:after:swap", visit);
}
