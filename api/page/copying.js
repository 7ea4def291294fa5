// Gives every block of code of the guide a button that copies it.

const guide = /** @type {HTMLElement} */ (document.getElementById("guide"));

for (const block of guide.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = guide.dataset.copy ?? "";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent ?? "");
      button.textContent = guide.dataset.copied ?? "";
    } catch {
      getSelection()?.selectAllChildren(block); // without HTTPS: selected, ready to be copied by hand
    }
  });
  const frame = document.createElement("div");
  frame.className = "code";
  frame.setAttribute("aria-live", "polite");
  block.tabIndex = 0;
  block.replaceWith(frame);
  frame.append(block, button);
}

for (const table of guide.querySelectorAll("table")) {
  const frame = document.createElement("div");
  frame.className = "table";
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
