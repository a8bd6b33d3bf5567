// a[data-reads="/notices/7/read"] marks its notice as read on the way to what the notice is about, and waits for it, so
// that the next page's bell counts right; in a tab of its own the link goes as links do.
const PATIENCE = 2000;

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-reads]");
  if (!link) return;
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (isPlain) event.preventDefault();
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    await fetch(link.dataset.reads, { method: "POST", keepalive: true, redirect: "manual", signal });
  } catch {
    // Unread as it stays then, the notice is still there to be marked; the way on matters more.
  }
  if (isPlain) window.location.assign(link.href);
});
