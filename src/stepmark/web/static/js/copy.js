// [data-copy="id"] copies the input of that id and says so; where the clipboard is not to be had, it selects the text.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const input = document.getElementById(button.dataset.copy);
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    button.lastChild.textContent = button.dataset.textCopied;
  } catch {
    // The clipboard is for https and localhost only; the selected text can still be copied by hand.
    input.focus();
  }
});
