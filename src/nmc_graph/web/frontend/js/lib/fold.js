// Opens the folded part that has the target of a link. Not every browser does so.

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
