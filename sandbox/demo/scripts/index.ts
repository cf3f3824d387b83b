import { parseScripts } from "../script";
import { aftersalesScripts } from "./aftersales";
import { competitorScripts } from "./competitors";
import { complaintScripts } from "./complaints";
import { filterScripts } from "./filters";
import { groupScripts } from "./groups";
import { inquiryScripts } from "./inquiry";
import { installationScripts } from "./installation";
import { mediaScripts } from "./media";
import { openingScripts } from "./openings";
import { orderScripts } from "./orders";
import { priceScripts } from "./price";
import { relationScripts } from "./relations";

export const singleChatScripts = parseScripts(
  [
    openingScripts,
    inquiryScripts,
    priceScripts,
    competitorScripts,
    orderScripts,
    installationScripts,
    filterScripts,
    complaintScripts,
    aftersalesScripts,
    mediaScripts,
    relationScripts,
  ].join("\n"),
);

export const groupChatScripts = parseScripts(groupScripts);
