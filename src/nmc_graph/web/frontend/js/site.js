// What every page loads. Each part only adds to what works without it.
import { enhanceCopyButtons } from "./lib/copy.js";
import { openTarget } from "./lib/fold.js";
import { openForPrint } from "./lib/print.js";
import { enhanceSearch } from "./lib/suggest.js";

enhanceCopyButtons(document);
openForPrint(document);
openTarget(document);
for (const form of document.querySelectorAll('form[role=search][action="/search"]')) enhanceSearch(form);
