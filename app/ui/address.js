// Writes the address of what is shown into the present entry of the browser's history.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.path ??= location.pathname;
  if (location.pathname !== root.path) return; // one has gone on meanwhile: the entry is another page's
  const query = data.query ? `?${data.query}` : "";
  if (location.search !== query) history.replaceState(history.state, "", location.pathname + query);
}
