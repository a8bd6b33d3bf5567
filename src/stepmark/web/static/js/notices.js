// a[data-reads="/notices/7/read"] marks its notice as read on the way to what the notice is about.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-reads]");
  if (link) fetch(link.dataset.reads, { method: "POST", keepalive: true, redirect: "manual" });
});
