import type { CapabilityModule } from "../app";
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
  sidebarRoutes: suggestionsSidebar,
  jobs: { suggest: suggestJob },
  on: { "messages.stored": "suggest" },
};
