// A map that can be moved, in the place of the drawn one. Without this script the drawing and the list say the same.
"use strict";
(() => {
  const figure = document.querySelector("[data-map]");
  if (!figure || !window.L) return;
  const words = figure.dataset;

  const start = (data) => {
    const ground = document.createElement("div");
    ground.className = "map-live";
    ground.setAttribute("role", "region");
    ground.setAttribute("aria-label", words.mapLabel);
    figure.querySelector(".map-drawn").hidden = true;
    figure.prepend(ground);
    const map = L.map(ground, { zoomControl: false, zoomSnap: 0.5, scrollWheelZoom: false, maxZoom: Number(words.tilesMaxZoom) || 15 });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    const turned = (rings) => rings.map((ring) => ring.map(([east, north]) => [north, east]));
    const areas = L.featureGroup(data.areas.map((area) => L.polygon(turned(area.rings), { className: "area", interactive: false }))).addTo(map);
    const points = L.featureGroup(data.points.map(pointOf)).addTo(map);
    const around = L.latLngBounds([]).extend(areas.getBounds()).extend(points.getBounds());
    if (around.isValid()) map.fitBounds(around, { padding: [12, 12] });
    else map.setView([49.8, 15.5], 7);
    if (words.tiles) offerTiles(map, ground);
  };

  const pointOf = (point) => {
    const number = document.createElement("span");
    number.className = "map-number";
    number.textContent = point.number;
    const name = `${point.number}: ${point.name}, ${words.services} ${point.count}`;
    const icon = L.divIcon({ html: number, className: "", iconSize: [28, 28] });
    const marker = L.marker([point.north, point.east], { icon, keyboard: true });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", name));
    marker.bindTooltip(name);
    marker.on("click keypress", (event) => {
      if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
      location.hash = point.url;
      document.querySelector(point.url)?.focus();
    });
    return marker;
  };

  const offerTiles = (map, ground) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary mt-2";
    button.textContent = words.tilesButton;
    button.addEventListener("click", () => {
      const whose = document.createElement("span");
      whose.textContent = words.tilesAttribution;
      L.tileLayer(words.tiles, { attribution: whose.innerHTML, maxZoom: Number(words.tilesMaxZoom) }).addTo(map);
      ground.classList.add("has-tiles");
      button.remove();
    });
    ground.after(button);
  };

  fetch(words.map, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(start)
    .catch(() => {}); // the drawing stays
})();
