// Progress of sending a file: the only thing that a browser can't show by itself. Without scripts the form works as it is.
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.XMLHttpRequest || !window.FormData) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const bar = form.querySelector("progress"), button = form.querySelector("button");
    const request = new XMLHttpRequest();
    bar.hidden = false;
    button.disabled = true;
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
    });
    request.addEventListener("load", () => {
      if (request.status < 300 && request.responseURL !== location.href) location.assign(request.responseURL);
      else form.submit(); // let the browser show the answer of the server
    });
    request.addEventListener("error", () => { button.disabled = false; bar.hidden = true; form.submit(); });
    request.open("POST", form.action || location.href);
    request.send(new FormData(form));
  });
})();
