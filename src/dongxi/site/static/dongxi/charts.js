// Charts come drawn from the server. Where the browser can, they are drawn anew so that marks answer when pointed at.
// The library is fetched only when a chart comes near, and expressions are interpreted: no eval.
// On a map the arcs of the place one points at or comes to by keyboard stand out.
"use strict";

let library = null;

function fetchLibrary(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.vegaEmbed);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

async function answer(drawing) {
  const definition = JSON.parse(drawing.parentElement.querySelector("script[type='application/json']").textContent);
  const embed = await fetchLibrary(drawing.dataset.bundle);
  const place = document.createElement("div");
  const title = drawing.querySelector("svg > title").textContent;
  const description = drawing.querySelector("svg > desc").textContent;
  const options = { ast: true, actions: false, renderer: "svg", tooltip: { disableDefaultStyle: true } };
  // Labels are measured before they are drawn: with the page's own fonts, or what stands at the edge is cut off.
  const config = { ...definition.config, font: getComputedStyle(drawing).fontFamily };
  await embed(place, { ...definition, config, width: drawing.clientWidth }, options);
  const svg = place.querySelector("svg");
  for (const inner of svg.querySelectorAll("[role], [aria-label], [aria-roledescription]")) {
    inner.removeAttribute("role");
    inner.removeAttribute("aria-label");
    inner.removeAttribute("aria-roledescription");
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${title} ${description}`);
  drawing.replaceChildren(place);
}

function watch(root) {
  for (const drawing of root.querySelectorAll(".drawing[data-bundle]:not([data-watched])")) {
    drawing.dataset.watched = "";
    near.observe(drawing);
  }
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    near.unobserve(entry.target);
    answer(entry.target).catch(() => {}); // the server's drawing stays
  }
}, { rootMargin: "200px" });

if (!navigator.connection?.saveData) {
  watch(document);
  document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
}

function ask(map, place) {
  map.classList.toggle("asked", Boolean(place) && Boolean(map.querySelector(`.arc[data-ends~="${place}"]`)));
  const partners = new Set();
  for (const arc of map.querySelectorAll(".arc[data-ends]")) {
    const ends = arc.dataset.ends.split(" ");
    const own = ends.includes(place);
    arc.classList.toggle("own", own);
    if (own) ends.forEach((end) => partners.add(end));
  }
  for (const tile of map.querySelectorAll("a[data-place]")) {
    tile.classList.toggle("partner", partners.has(tile.dataset.place) && tile.dataset.place !== place);
  }
}

for (const map of document.querySelectorAll(".map svg.with-arcs")) {
  const placeOf = (event) => event.target.closest?.("a[data-place]")?.dataset.place;
  for (const kind of ["pointerover", "focusin"]) map.addEventListener(kind, (event) => ask(map, placeOf(event)));
  for (const kind of ["pointerleave", "focusout"]) map.addEventListener(kind, () => ask(map, undefined));
}
