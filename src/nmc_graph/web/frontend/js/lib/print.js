// Opens folded parts on paper. The stylesheet does that too, but not in every browser.

/** Open all folded parts of the document while it is printed. */
export function openForPrint(document) {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}
