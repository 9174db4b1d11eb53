// Small comforts of the frame; every page works without them.
"use strict";

// An open menu closes on Escape (focus returns to its button) and when attention goes elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.activeElement?.closest("details.menu[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

// What is folded on screen is read on paper.
const opened = new Set();
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("main details:not([open])")) {
    details.open = true;
    opened.add(details);
  }
});
window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  opened.clear();
});

// "/" goes to the search box, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const search = document.getElementById("frame-search");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});

// A list's address carries only what was asked for. Where an empty field is an answer, the form has data-empty-counts.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters, verb } = event.detail;
  if (verb !== "get" || "emptyCounts" in elt.dataset) return;
  for (const key of Object.keys(parameters)) {
    if (parameters[key] === "") delete parameters[key];
  }
});

// A table that scrolls sideways can be scrolled by keyboard too; one that fits lets the page hold its head in sight.
function reachable(root) {
  for (const frame of root.querySelectorAll(".table-frame:not([tabindex])")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
  }
  for (const frame of root.querySelectorAll(".table-frame.scrolls")) widths.observe(frame);
}
const widths = new ResizeObserver((entries) => {
  for (const { target: frame } of entries) {
    const fits = frame.firstElementChild.offsetWidth <= frame.clientWidth;
    frame.classList.toggle("fits", fits);
    frame.tabIndex = fits ? -1 : 0;
  }
  moveHeads();
});

// A frame that scrolls sideways keeps its head from sticking to the page: on a wide screen it is moved along.
const wide = window.matchMedia("(min-width: 721px)");
function moveHeads() {
  for (const head of document.querySelectorAll(".table-frame.scrolls > table > thead")) {
    const frame = head.closest(".table-frame");
    const held = wide.matches && !frame.classList.contains("fits");
    const room = frame.clientHeight - head.offsetHeight;
    const down = held ? Math.min(Math.max(0, -frame.getBoundingClientRect().top - frame.clientTop), Math.max(0, room)) : 0;
    head.classList.toggle("moved", down > 0);
    head.style.transform = down > 0 ? `translateY(${down}px)` : "";
  }
}
window.addEventListener("scroll", moveHeads, { passive: true });
window.addEventListener("beforeprint", () => {
  for (const head of document.querySelectorAll("thead.moved")) head.style.transform = "";
});
reachable(document);
document.addEventListener("htmx:load", (event) => reachable(event.detail.elt));
