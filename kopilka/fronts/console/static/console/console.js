// What the pages need beyond htmx: the CSRF token, and a word when the server can't be reached.
(function () {
  "use strict";

  function cookie(name) {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function say(text) {
    const place = document.getElementById("alert");
    place.hidden = !text;
    place.textContent = text;
  }

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
  });
  document.addEventListener("htmx:sendError", () => {
    say(document.body.dataset.offline);
  });
  document.addEventListener("htmx:responseError", () => {
    say(document.body.dataset.failed);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) say("");
  });

  // A slider's figure follows the thumb; the answer comes when it is let go.
  document.addEventListener("input", (event) => {
    const figure = document.getElementById(event.target.id + "-figure");
    if (figure) figure.textContent = event.target.value.replace(".", figure.dataset.point) + figure.dataset.unit;
  });
})();
