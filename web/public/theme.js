// Runs before the first paint, so that a chosen theme never flashes.
try {
  var choice = localStorage.getItem("causerie.theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {
  // No storage: the system decides.
}
