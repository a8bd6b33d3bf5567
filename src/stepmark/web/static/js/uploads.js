// [data-most-bytes] says in words, before anything is sent, that a file in it is too large to be taken.
document.addEventListener("change", (event) => {
  const zone = event.target.closest("[data-most-bytes]");
  if (!zone || event.target.type !== "file") return;
  const tooLarge = [...event.target.files].some((file) => file.size > Number(zone.dataset.mostBytes));
  const message = zone.parentElement.querySelector("[data-too-large]");
  message.hidden = !tooLarge;
  event.target.setCustomValidity(tooLarge ? message.textContent.trim() : "");
});
