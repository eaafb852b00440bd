// Writes the address of what is shown into the present entry of the browser's history.
export default function ({ data }) {
  const query = data.query ? `?${data.query}` : "";
  if (location.search !== query) history.replaceState(history.state, "", location.pathname + query);
}
