// Blocking and first in <head>: the chosen theme must be there before anything is painted.
{
  const choice = localStorage.getItem("stepmark.theme");
  if (choice) document.documentElement.dataset.theme = choice;
}
