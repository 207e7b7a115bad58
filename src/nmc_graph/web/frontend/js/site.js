// What every page loads. Each part only adds to what works without it.
import { enhanceCopyButtons } from "./lib/copy.js";
import { openForPrint } from "./lib/print.js";
import { enhanceSearch } from "./lib/suggest.js";

enhanceCopyButtons(document);
openForPrint(document);
enhanceSearch(document.querySelector(".site-search"));
