// Lists that narrow while one types, and buttons that copy a text. Every page works without them.
"use strict";

function make(tag, values, parent) {
  const made = Object.assign(document.createElement(tag), values);
  if (parent) parent.append(made);
  return made;
}

function narrow(place, number) {
  const names = place.dataset.search === "names";
  const items = [...document.querySelectorAll(names ? ".names li" : ".rows > .row")];
  const groups = [...document.querySelectorAll(names ? ".letter" : ".theme, .ofplan")];
  const words = items.map((item) => `${item.textContent} ${item.dataset.words || ""}`.toLowerCase());
  const id = `search-${number}`;
  make("label", { htmlFor: id, textContent: names ? "Find a name" : "Find a promise" }, place);
  const field = make("input", { id, type: "search", autocomplete: "off", spellcheck: false }, place);
  const told = make("p", { className: "found" }, place);
  told.setAttribute("role", "status");
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, n) => {
      item.hidden = !wanted.every((word) => words[n].includes(word));
      if (!item.hidden) shown += 1;
    });
    groups.forEach((group) => { group.hidden = !group.querySelector("li:not([hidden])"); });
    document.querySelectorAll("[data-search-hides]").forEach((part) => { part.hidden = wanted.length > 0; });
    const none = "None has these words. Try another, such as SENCO or template.";
    told.textContent = wanted.length ? (shown ? `${shown} of ${items.length}` : none) : "";
  });
}

function copyable(area) {
  const button = make("button", { type: "button", textContent: "Copy", className: "copy" });
  area.after(button);
  button.addEventListener("click", async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected: press Ctrl and C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 4000);
  });
}

document.querySelectorAll("[data-search]").forEach(narrow);
document.querySelectorAll("[data-copy]").forEach(copyable);
