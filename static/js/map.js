// A map that can be moved, in the place of the drawn one. Without this script the drawing and the list say the same.
"use strict";
(() => {
  const figure = document.querySelector("[data-map]");
  if (!figure || !window.L) return;
  const words = figure.dataset;
  const GAP = 30; // pixels between middles of points: each can be touched

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
    const markers = data.points.map(pointOf);
    const points = L.featureGroup(markers).addTo(map);
    const around = L.latLngBounds([]).extend(areas.getBounds()).extend(points.getBounds());
    if (around.isValid()) map.fitBounds(around, { padding: [12, 12] });
    else map.setView([49.8, 15.5], 7);
    map.on("zoomend", () => spread(map, markers, data.points));
    spread(map, markers, data.points);
    if (words.tiles) offerTiles(map, ground);
  };

  // As the drawing does: points that would lie over each other are pushed apart, whatever the zoom.
  const spread = (map, markers, points) => {
    const places = points.map((point) => map.latLngToLayerPoint([point.north, point.east]));
    for (let round = 0; round < 30; round++) {
      places.forEach((one, index) => places.slice(0, index).forEach((other) => pushApart(one, other)));
    }
    markers.forEach((marker, index) => marker.setLatLng(map.layerPointToLatLng(places[index])));
  };

  const pushApart = (one, other) => {
    const apart = one.distanceTo(other);
    if (apart >= GAP) return;
    const [across, down] = apart ? [(one.x - other.x) / apart, (one.y - other.y) / apart] : [1, 0];
    const push = (GAP - apart) / 2;
    one.x += across * push; one.y += down * push;
    other.x -= across * push; other.y -= down * push;
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
