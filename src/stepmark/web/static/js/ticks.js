// While a tick is on its way its box already looks as it will (tick.css), but says only that it is busy; what the server
// answers is what it then says, and a refusal leaves it as it was.
for (const [event, busy] of [["htmx:before:request", true], ["htmx:finally:request", false]]) {
  document.addEventListener(event, ({ detail: { ctx } }) => {
    const tick = ctx.sourceElement.querySelector?.(":scope > .tick");
    if (busy) tick?.setAttribute("aria-busy", "true");
    else tick?.removeAttribute("aria-busy");
  });
}
