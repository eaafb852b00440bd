// Sends a chosen video to the REST endpoint, and shows how much of it has gone. The page may be drawn again meanwhile:
// what is on its way, and its bar, stay.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  root.upload ??= made(root);
  Object.assign(root.upload, { data, setTriggerValue });
  root.querySelector("input").accept = data.accept;
}

function made(root) {
  const upload = {};
  const file = element("input", { type: "file" });
  file.setAttribute("aria-label", "Video");
  const bar = element("progress", { max: 1, value: 0, hidden: true });
  const cancel = element("button", { type: "button", textContent: "Cancel", hidden: true });
  const told = element("p", {});
  told.setAttribute("aria-live", "polite");

  const over = (text) => {
    told.textContent = text;
    file.value = "";
    file.disabled = false;
    bar.hidden = cancel.hidden = true;
  };

  file.onchange = () => {
    if (!file.files.length) return;
    const { data } = upload;
    const body = new FormData();
    body.append("camera", data.camera);
    if (data.start_time) body.append("start_time", data.start_time);
    body.append("file", file.files[0]);
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/sources/upload");
    request.upload.onprogress = (event) => { bar.value = event.loaded / event.total; };
    request.upload.onload = () => { told.textContent = "Checking"; };
    request.onload = () => {
      const answer = read(request.responseText);
      if (request.status !== 201) return over(answer.detail || `Refused (${request.status}).`);
      over(`Queued as number ${answer.id}.`);
      upload.setTriggerValue("queued", answer.id);
    };
    request.onerror = () => over("The connection broke; nothing was kept.");
    request.onabort = () => over("Cancelled; nothing was kept.");
    cancel.onclick = () => request.abort();
    file.disabled = true;
    bar.value = 0;
    bar.hidden = cancel.hidden = false;
    told.textContent = "Sending";
    request.send(body);
  };
  root.replaceChildren(file, bar, cancel, told);
  return upload;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

// What stands between us and the endpoint may answer with a page of its own.
function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
