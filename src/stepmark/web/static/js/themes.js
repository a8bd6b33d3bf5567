// The choice of light, dark or as the system says; theme.js applies it before the next page is painted.
const KEY = "stepmark.theme";

mark();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  choose(button.dataset.themeChoice);
  mark();
});

function choose(theme) {
  if (theme) {
    localStorage.setItem(KEY, theme);
    document.documentElement.dataset.theme = theme;
  } else {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  }
}

function mark() {
  const now = localStorage.getItem(KEY) ?? "";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
  }
}
