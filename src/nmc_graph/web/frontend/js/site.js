// What every page loads. Each part only adds to what works without it.
import { enhanceCopyButtons } from "./lib/copy.js";
import { enhanceSearch } from "./lib/suggest.js";

enhanceCopyButtons(document);
enhanceSearch(document.querySelector(".site-search"));
