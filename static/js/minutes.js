// While minutes are written, each point is stored a few seconds after it was changed. The button does the same without this.
"use strict";
const EVERY_MS = 4000;
const form = document.querySelector("form.writing");
const points = [...document.querySelectorAll(".point[data-save]")].map((section) => ({
  section,
  text: section.querySelector("textarea"),
  seen: section.querySelector("input[name^=seen_]"),
  state: section.querySelector(".save-state"),
  stored: null,
  stopped: false,
}));

async function save(point) {
  const typed = point.text.value;
  if (point.stopped || typed === point.stored) {
    return;
  }
  const body = new FormData();
  body.append("text", typed);
  body.append("seen", point.seen.value);
  body.append("csrfmiddlewaretoken", form.querySelector("input[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(point.section.dataset.save, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    return; // signed out or the server is away: the text stays in the page and is tried again
  }
  const told = await answer.json();
  point.state.textContent = told.message;
  if (answer.ok) {
    point.stored = typed;
    point.seen.value = told.seen;
  } else {
    point.stopped = true; // somebody else was faster: from now on the button decides
    point.section.classList.add("conflict");
  }
}

// The editor takes the place of the textarea and not of its label.
function nameEditors() {
  for (const point of points) {
    const heading = point.section.querySelector("h2").id;
    point.section.querySelector("[contenteditable]")?.setAttribute("aria-labelledby", heading);
  }
}

for (const point of points) {
  point.stored = point.text.value;
}
window.addEventListener("load", nameEditors);
setInterval(() => {
  nameEditors();
  for (const point of points) {
    save(point).catch(() => {});
  }
}, EVERY_MS);
