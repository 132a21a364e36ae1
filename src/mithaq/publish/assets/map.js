// The map: the mission's own muted base, areas shaded by what was reported, circles for coarsened points.
// Without this module (no JavaScript, no WebGL, opened from a folder) the page shows its table and says so.
import { Map, NavigationControl } from "./vendor/maplibre-gl/maplibre-gl.mjs";

const frame = document.getElementById("map");
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function bounds(collection) {
  const box = [180, 90, -180, -90];
  const widen = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else part.forEach(widen);
  };
  for (const feature of collection.features) widen(feature.geometry.coordinates);
  return box;
}

// One hatched tile, drawn by hand: "no number may be shown" must not look like a shade of few.
function hatch(size = 8) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  pen.strokeStyle = colour("--strong-rule");
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

// A label stands in the middle of its area's first ring: no label points are asked of the mission.
function labels(base, name) {
  return base.features
    .filter((feature) => feature.properties[name])
    .map((feature) => {
      const [west, south, east, north] = bounds({ features: [feature] });
      return {
        type: "Feature",
        properties: { name: feature.properties[name] },
        geometry: { type: "Point", coordinates: [(west + east) / 2, (south + north) / 2] },
      };
    });
}

async function draw() {
  const [base, counts] = await Promise.all([read(frame.dataset.base), read(frame.dataset.counts)]);
  for (const feature of base.features) {
    const step = counts.areas[feature.properties.code];
    feature.properties.step = step === undefined ? -1 : step;
  }
  frame.hidden = false;
  // Without a glyph server the browser's own fonts are drawn, Arabic joined and in order.
  const map = new Map({
    container: frame,
    attributionControl: false,
    bounds: bounds(base),
    fitBoundsOptions: { padding: 24 },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: false,
    scrollZoom: false,
    fadeDuration: 0,
    style: {
      version: 8,
      sources: {
        base: { type: "geojson", data: base },
        circles: { type: "geojson", data: counts.circles },
        labels: {
          type: "geojson",
          data: { type: "FeatureCollection", features: labels(base, `name_${frame.dataset.lang}`) },
        },
      },
      layers: [
        { id: "paper", type: "background", paint: { "background-color": colour("--paper") } },
        {
          id: "areas",
          type: "fill",
          source: "base",
          filter: ["==", ["geometry-type"], "Polygon"],
          paint: {
            "fill-color": [
              "match",
              ["get", "step"],
              ...[1, 2, 3, 4, 5].flatMap((step) => [step, colour(`--s${step}`)]),
              colour("--wash"),
            ],
          },
        },
        {
          id: "lines",
          type: "line",
          source: "base",
          paint: { "line-color": colour("--strong-rule"), "line-width": 0.8 },
        },
        {
          id: "circles-edge",
          type: "line",
          source: "circles",
          paint: { "line-color": colour("--paper"), "line-width": 4 },
        },
        {
          id: "circles",
          type: "line",
          source: "circles",
          paint: { "line-color": colour("--ink"), "line-width": 1.6 },
        },
        {
          id: "names",
          type: "symbol",
          source: "labels",
          layout: {
            "text-field": ["get", "name"],
            "text-font": ["Plex", "sans-serif"],
            "text-size": 15,
            "text-max-width": 9,
          },
          paint: { "text-color": colour("--ink"), "text-halo-color": colour("--paper"), "text-halo-width": 2.2 },
        },
      ],
    },
  });
  // The control stands opposite the mark, whichever way the page reads.
  const rtl = document.documentElement.dir === "rtl";
  map.addControl(new NavigationControl({ showCompass: false }), rtl ? "top-left" : "top-right");
  map.getCanvas().setAttribute("aria-label", frame.dataset.label);
  map.on("load", () => {
    map.addImage("hatch", hatch());
    map.addLayer(
      {
        id: "unknown",
        type: "fill",
        source: "base",
        filter: ["==", ["get", "step"], 0],
        paint: { "fill-pattern": "hatch" },
      },
      "lines",
    );
    frame.dataset.drawn = "yes";
  });
  if (frame.dataset.mark) {
    const mark = document.createElement("p");
    mark.className = "picture-mark";
    mark.textContent = frame.dataset.mark;
    frame.append(mark);
  }
}

function showTable() {
  frame.hidden = true;
  document.getElementById("legend").hidden = true;
  document.querySelector(".no-map").hidden = false;
}

try {
  await document.fonts.ready;
  document.querySelector(".no-map").hidden = true;
  document.getElementById("legend").hidden = false;
  await draw();
} catch (trouble) {
  // The table carries the same numbers; the reason is for whoever looks at the console.
  console.warn(trouble);
  showTable();
}
