// Goes to another page of the dashboard, as a link would: with one entry in the browser's history, not two.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  if (root.gone) return;
  root.gone = true;
  history.pushState({}, "", data.to);
  window.dispatchEvent(new PopStateEvent("popstate"));
}
