// Suggestions below a search box: an ARIA combobox with a listbox (ARIA Authoring Practices,
// "Editable Combobox With List Autocomplete"). Without it the form works as usual.

const WAIT = 120; // milliseconds between the last key and the question
const kept = new Map();

async function ask(text, signal) {
  if (!kept.has(text)) {
    const answer = await fetch(`/suggest?q=${encodeURIComponent(text)}`, { signal });
    if (!answer.ok) return [];
    if (kept.size > 200) kept.clear();
    kept.set(text, (await answer.json()).suggestions);
  }
  return kept.get(text);
}

function option(suggestion, id) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const name = document.createElement("span");
  for (const [text, found] of suggestion.marked) {
    const piece = document.createElement(found ? "mark" : "span");
    piece.textContent = text;
    name.append(piece);
  }
  const kind = document.createElement("small");
  kind.textContent = suggestion.kind_label;
  item.append(name, " ", kind);
  item.dataset.url = suggestion.url;
  return item;
}

export function enhanceSearch(form) {
  const input = form?.querySelector("input[type=search]");
  if (!input) return;
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  form.append(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  let timer, running, at = -1;

  function choose(index) {
    const options = [...list.children];
    at = options.length ? (index + options.length + 1) % (options.length + 1) : -1;
    if (at === options.length) at = -1; // one step beyond either end leads back to the box
    options.forEach((o, n) => o.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", options[at].id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map((s, n) => option(s, `${list.id}-${n}`)));
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
    told.textContent = suggestions.length
      ? `${suggestions.length} ${suggestions.length === 1 ? "suggestion" : "suggestions"}. Use the up and down arrows to choose.`
      : "";
  }

  function look() {
    running?.abort();
    const text = input.value.trim();
    if (!text) return close();
    running = new AbortController();
    ask(text, running.signal)
      .then((suggestions) => document.activeElement === input && show(suggestions))
      .catch(() => close()); // offline or overtaken: the box still searches
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else choose(event.key === "ArrowDown" ? at + 1 : at - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(list.children[at].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  // Before the box loses the focus, which closes the list.
  list.addEventListener("pointerdown", (event) => {
    const chosen = event.target.closest("[role=option]");
    event.preventDefault();
    if (chosen) location.assign(chosen.dataset.url);
  });
}
