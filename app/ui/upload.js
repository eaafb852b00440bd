// Sends a chosen video to the REST endpoint, and shows how much of it has gone.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const file = document.createElement("input");
  file.type = "file";
  file.accept = "video/*,.mkv,.ts";
  file.setAttribute("aria-label", "Video");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.hidden = true;
  const told = document.createElement("p");
  told.setAttribute("aria-live", "polite");
  file.onchange = () => {
    const body = new FormData();
    body.append("camera", data.camera);
    if (data.start_time) body.append("start_time", data.start_time);
    body.append("file", file.files[0]);
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/sources/upload");
    request.upload.onprogress = (event) => { bar.value = event.loaded / event.total; };
    request.onload = () => {
      const answer = JSON.parse(request.responseText || "{}");
      told.textContent = request.status === 201 ? `Queued as number ${answer.id}.` : answer.detail || `Refused (${request.status}).`;
      file.disabled = false;
    };
    request.onerror = () => { told.textContent = "The connection broke; nothing was kept."; file.disabled = false; };
    file.disabled = true;
    bar.hidden = false;
    told.textContent = "Sending";
    request.send(body);
  };
  root.replaceChildren(file, bar, told);
}
