// What every page loads. Each part only adds to what works without it.
import { enhanceCopyButtons } from "./lib/copy.js";

enhanceCopyButtons(document);
