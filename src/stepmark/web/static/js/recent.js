// The records seen lately in this browser, by their places alone: the server says what they are called now, and to whom.
// They belong to one member; whoever comes next, or a page without one, finds them gone.
const KEY = "stepmark.recent";
const MOST = 9;
const member = document.body.dataset.member;

const here = location.pathname.match(/^\/([a-z]+\/\d+)$/)?.[1];
if (!member) localStorage.removeItem(KEY);
else if (here) keep([here, ...kept().filter((place) => place !== here)].slice(0, MOST));

/** The places of other records than the one on this page, the latest first. */
export function places() {
  return member ? kept().filter((place) => place !== here) : [];
}

function kept() {
  try {
    const known = JSON.parse(localStorage.getItem(KEY));
    return known.member === member ? known.places : [];
  } catch {
    return [];
  }
}

function keep(places) {
  localStorage.setItem(KEY, JSON.stringify({ member, places }));
}
