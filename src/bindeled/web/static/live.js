/* Two helps, and nothing depends on either. Parts marked data-live are fetched anew every so many seconds and put in
   when they changed; fields for a secret get a button that shows what was typed. */
"use strict";

function keepLive(part, place) {
  const seconds = Number(part.dataset.live);
  window.setTimeout(async function look() {
    if (!document.hidden && !part.contains(document.activeElement)) {
      try {
        const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-live]")[place];
        if (!fresh && (answer.ok || answer.status === 404)) {
          window.location.reload(); /* What it waited for has come: the page is another one by now, or is not there. */
          return;
        }
        if (answer.ok && fresh.innerHTML !== part.innerHTML) {
          part.innerHTML = fresh.innerHTML;
        }
      } catch {
        /* The page stays as it is and looks again. */
      }
    }
    window.setTimeout(look, seconds * 1000);
  }, seconds * 1000);
}

function letShow(button) {
  const field = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener("click", function () {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}

document.querySelectorAll("[data-live]").forEach(keepLive);
document.querySelectorAll("[data-shows]").forEach(letShow);
