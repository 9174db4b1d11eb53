// Suggestions while typing, for every search box that says where they come from. Without script the form still searches.
"use strict";

const PAUSE = 150;

function suggest(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  let waiting = 0;
  let asking = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  async function ask() {
    asking?.abort();
    const text = input.value.trim();
    if (!text) return show(false);
    asking = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (!answer.ok) return show(false);
      list.innerHTML = await answer.text();
      for (const option of options()) option.id = `${list.id}-${option.id}`;
      show(options().length > 0 && document.activeElement === input);
    } catch (fault) {
      if (fault.name !== "AbortError") show(false);
    }
  }

  function move(step) {
    const all = options();
    const at = all.indexOf(chosen());
    const next = at + step;
    choose(next < 0 && at >= 0 ? null : all[(next + all.length) % all.length]);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && chosen()) {
      event.preventDefault();
      location.assign(chosen().dataset.address);
    }
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
}

for (const input of document.querySelectorAll("input[data-suggestions]")) suggest(input);
