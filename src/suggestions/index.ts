import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { Adoption } from "./adoption.entity";
import { Suggestion } from "./suggestion.entity";
import { SuggestionSet } from "./suggestion-set.entity";
import { suggestJob } from "./suggestions.jobs";
import { suggestionsSidebar } from "./suggestions.sidebar";

export { rank } from "./rank";
export { suggestReplies } from "./suggest-replies";
export type { ChatMessage } from "./understand";

export const suggestions: CapabilityModule = {
  name: "suggestions",
  entities: [SuggestionSet, Suggestion, Adoption],
  personalData: [
    { label: "建议", ...rowsOf("suggestion_sets") },
    { label: "建议", ...rowsOf("suggestions") },
  ],
  sidebarRoutes: suggestionsSidebar,
  jobs: { suggest: suggestJob },
  on: { "messages.stored": "suggest" },
};
