// Files dropped anywhere on a page with [data-attach] are sent to its form, one by one, each with its progress; those that
// are refused stay named with the reason.
import { say } from "./toasts.js";

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event) || !formOf()) return;
  event.preventDefault();
  document.body.classList.toggle("attaching", !inOtherZone(event));
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("attaching");
});

document.addEventListener("drop", (event) => {
  document.body.classList.remove("attaching");
  if (!holdsFiles(event) || !formOf() || inOtherZone(event)) return;
  event.preventDefault();
  attach(formOf(), [...event.dataTransfer.files]);
});

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-attach]");
  if (form && target.type === "file" && target.files.length) attach(form, [...target.files]);
});

async function attach(form, files) {
  const list = form.querySelector("[data-uploads]");
  const results = [];
  for (const [file, row] of files.map((file) => [file, rowFor(list, file)])) {
    const refusal = file.size > Number(form.dataset.attachMost) ? form.dataset.textTooLarge : await send(form, file, row);
    results.push(!refusal);
    if (refusal) refuse(row, refusal);
    else row.remove();
  }
  form.querySelector("input[type=file]").value = "";
  if (!results.some(Boolean)) return;
  say(form.dataset.textAdded, "good");
  // The rows of what was refused are kept: only what stands above the form is fetched anew.
  window.htmx.ajax("GET", location.pathname + location.search, {
    target: "#files-list", select: "#files-list", swap: "outerMorph",
  });
}

/** Sends one file; resolves to why it was refused, or to nothing. */
function send(form, file, row) {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", ({ loaded, total }) => (row.querySelector("progress").value = loaded / total));
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => resolve(request.status === 200 ? "" : reasonIn(request.responseText)));
    request.send(body);
  });
}

function reasonIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector(".error, .toast > div")?.textContent.trim() || document.body.dataset.textFailed;
}

function rowFor(list, file) {
  const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", file.name);
  list.append(row);
  return row;
}

function refuse(row, reason) {
  row.querySelector("progress").remove();
  row.querySelector("[data-reason]").textContent = reason;
}

function formOf() {
  return document.querySelector("form[data-attach]");
}

function holdsFiles(event) {
  return Boolean(event.dataTransfer?.types.includes("Files")) && !document.querySelector("dialog[open]");
}

function inOtherZone(event) {
  const zone = event.target.closest?.("[data-drop]");
  return Boolean(zone) && !zone.closest("[data-attach]");
}
