/* Keys of the review and alignment pages. Every key presses a link or button that stands on the page anyway. */
(() => {
  "use strict";
  let leaving = false; // a key pressed twice must not decide twice
  window.addEventListener("pageshow", () => { leaving = false; });
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || leaving || typing(event.target)) return;
    if (!document.querySelector("[data-review]")) return;
    if (event.key === "?") {
      const keys = document.getElementById("keys");
      if (keys) { keys.classList.add("called"); keys.scrollIntoView({ block: "center" }); }
      return;
    }
    const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!control) return;
    event.preventDefault();
    leaving = true;
    control.click();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const fields = ":is(input:not([type=hidden]), textarea, select)"; // what is wrong first, else the first of all
    const form = document.querySelector("form.correction");
    (form?.querySelector(`.wrong ${fields}`) ?? form?.querySelector(fields))?.focus();
    const mark = document.querySelector(".review-source mark");
    const frame = mark && mark.closest(".source-words");
    if (frame) frame.scrollTop = mark.offsetTop - frame.offsetTop - frame.clientHeight / 3;
  });
})();
