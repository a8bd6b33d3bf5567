// The button of a page for printing; the browser's own command needs none.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
