// Moving items of the outline by dragging; buttons and the choice "move under" do the same without this.
"use strict";
(() => {
  const table = document.querySelector("table.outline[data-move]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!table || !token) return;
  let dragged = null;
  const rows = [...table.tBodies[0].rows];
  const send = (target) => {
    const siblings = rows.filter((row) => row.dataset.parent === target.dataset.parent);
    const form = document.createElement("form");
    form.method = "post";
    form.action = table.dataset.move;
    const values = {
      csrfmiddlewaretoken: token.value,
      polozka: dragged.dataset.item,
      pod: target.dataset.parent,
      poradi: siblings.indexOf(target) + 1,
    };
    for (const [name, value] of Object.entries(values)) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  };
  for (const row of rows) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragover", (event) => {
      if (dragged && dragged !== row) event.preventDefault();
    });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (dragged && dragged !== row) send(row);
    });
  }
})();
