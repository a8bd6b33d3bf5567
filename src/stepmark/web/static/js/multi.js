// Rows of a multi-valued field: [data-multi-add] clones the row in its <template>, [data-multi-remove] takes one out.
document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-multi-add]");
  const remove = event.target.closest("[data-multi-remove]");
  if (add) addRow(add);
  if (remove) removeRow(remove);
});

function addRow(button) {
  const template = button.closest("[data-multi]").querySelector("template");
  template.before(template.content.cloneNode(true));
  template.previousElementSibling.querySelector("input, select, textarea").focus();
}

function removeRow(button) {
  const row = button.closest(".multi-row");
  const next = row.parentElement.querySelector("[data-multi-add]");
  row.querySelector("input").value = "";
  row.dispatchEvent(new Event("input", { bubbles: true }));
  row.remove();
  next.focus();
}
