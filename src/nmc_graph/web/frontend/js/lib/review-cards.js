// The card of one statement: what it says, what is uncertain, and the form to change it.

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Return the card of an entry. `on` has what its buttons do, `check` validates the form. */
export function card(entry, { isCurrent, isEdited, on, check }) {
  const item = make("li");
  item.dataset.status = entry.status;
  item.dataset.number = entry.number;
  item.dataset.kind = entry.kind;
  if (isCurrent) item.setAttribute("aria-current", "true");
  const who = entry.speaker ? `, ${entry.speaker}` : "";
  item.append(
    make("p", {}, make("strong", { textContent: entry.name }), ` ${entry.gist}`),
    make("small", {
      textContent: `${entry.place}, ${entry.voice}${who}, confidence ${Math.round(entry.confidence * 100)}%, ${entry.status}`,
    }),
  );
  if (entry.todos.length && entry.status === "open") {
    item.append(make("ul", {}, ...entry.todos.map((todo) => make("li", { textContent: todo }))));
  }
  if (isEdited) item.append(form(entry, on, check));
  else if (isCurrent) item.append(buttons(entry, on));
  item.addEventListener("click", (event) => {
    if (!isCurrent && !event.target.closest("button")) on.choose(entry.number);
  });
  return item;
}

function buttons(entry, on) {
  const button = (text, action) => {
    const made = make("button", { type: "button", textContent: text });
    made.addEventListener("click", () => action(entry.number));
    return made;
  };
  return make(
    "p",
    { className: "review-actions" },
    button("Accept", on.accept),
    button("Change", on.edit),
    button("Drop", on.drop),
  );
}

function form(entry, on, check) {
  const made = make("form");
  const gist = make("textarea", { name: "gist", rows: 2, value: entry.gist });
  const wrong = make("ul", { className: "wrong", ariaLive: "polite" });
  made.append(labeled("In our words", gist));
  for (const row of entry.form) made.append(labeled(row.label, control(row)));
  for (const row of entry.choices) made.append(labeled(`${row.label} in the graph`, choice(row)));
  const cancel = make("button", { type: "button", className: "plain", textContent: "Cancel" });
  cancel.addEventListener("click", on.cancel);
  made.append(wrong, make("p", {}, make("button", { textContent: "Change and accept" }), " ", cancel));
  let timer = 0;
  made.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => show(wrong, entry, await check(entry.number, values(made))), 200);
  });
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    on.change(entry.number, values(made));
  });
  return made;
}

function show(list, entry, problems) {
  const names = Object.fromEntries(entry.form.map((row) => [row.key, row.label]));
  list.replaceChildren(
    ...Object.entries(problems).map(([key, text]) =>
      make("li", { textContent: `${names[key] ?? "In our words"}: ${text}` }),
    ),
  );
}

function labeled(text, element) {
  return make("label", {}, make("span", { textContent: text }), element);
}

function control(row) {
  if (!row.choices.length) {
    return make("input", { name: `value:${row.key}`, value: row.value, autocomplete: "off" });
  }
  const options = row.choices.map((text) => make("option", { value: text, textContent: text || "–" }));
  return make("select", { name: `value:${row.key}` }, ...selected(options, row.value));
}

function choice(row) {
  const options = row.options.map((o) =>
    make("option", { value: o.iri, textContent: `${o.label} (${o.score})` }),
  );
  options.push(make("option", { value: "", textContent: "something new" }));
  return make("select", { name: `choice:${row.key}` }, ...selected(options, row.taken));
}

function selected(options, value) {
  for (const option of options) option.selected = option.value === value;
  return options;
}

function values(form) {
  const found = { gist: "", values: {}, choices: {} };
  for (const [name, value] of new FormData(form)) {
    const [kind, key] = name.split(/:(.*)/);
    if (kind === "value") found.values[key] = value;
    else if (kind === "choice") found.choices[key] = value;
    else found.gist = value;
  }
  return found;
}
