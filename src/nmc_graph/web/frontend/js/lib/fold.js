// Opens the folded part that a link within the page leads to; not every browser does so by itself.

/** Open what is folded around the target of the address, now and whenever it changes. */
export function openTarget(document) {
  const open = () => {
    const target = document.querySelector(":target");
    const folded = target?.closest("details:not([open])");
    for (let part = folded; part; part = part.parentElement.closest("details")) part.open = true;
    if (folded) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
}
