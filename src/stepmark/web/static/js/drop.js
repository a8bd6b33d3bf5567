// [data-drop] takes files into the file input it holds and names them; ="submit" sends its form at once.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    if (kind !== "dragleave") event.preventDefault();
    zone.classList.toggle("over", kind === "dragover");
    if (kind === "drop") take(zone, event.dataTransfer.files);
  });
}

document.addEventListener("change", (event) => {
  const zone = event.target.closest("[data-drop]");
  if (zone) show(zone, event.target);
});

function take(zone, files) {
  const input = zone.querySelector("input[type=file]");
  const chosen = new DataTransfer();
  for (const file of input.multiple ? files : [...files].slice(0, 1)) chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(zone, input) {
  zone.querySelector("[data-drop-names]").textContent = [...input.files].map((file) => file.name).join(", ");
  if (zone.dataset.drop === "submit" && input.files.length) input.form.requestSubmit();
}
