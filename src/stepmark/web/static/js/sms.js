// [data-sms-count="f-text"] says how many characters and parts the text box of this id has. While one types, the server
// counts: it alone knows how the text is written before it is sent.
const PAUSE = 300;
const waiting = new WeakMap();

document.addEventListener("input", ({ target }) => {
  const counter = target.id && document.querySelector(`[data-sms-count="${CSS.escape(target.id)}"]`);
  if (!counter) return;
  clearTimeout(waiting.get(counter));
  waiting.set(counter, setTimeout(() => count(target, counter), PAUSE));
});

async function count(input, counter) {
  const text = input.value;
  try {
    const answer = await fetch("/sms/count", { method: "POST", body: new URLSearchParams({ text }), redirect: "manual" });
    if (answer.ok && input.value === text) counter.textContent = (await answer.text()).trim();
  } catch {
    // What it said last stands until there is a connection again.
  }
}
