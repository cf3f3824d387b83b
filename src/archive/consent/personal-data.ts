import type { PersonalData } from "../../app";
import { affectedRows } from "../../platform/db";
import { ArchiveConsent } from "./archive-consent.entity";

export const consentData: PersonalData = {
  label: "存档授权",
  tables: ["archive_consents"],
  count: (app, { corpId, externalUserid }) => app.db.getRepository(ArchiveConsent).countBy({ corpId, externalUserid }),
  erase: async (app, { corpId, externalUserid }, limit) => {
    const result: unknown = await app.db.query(
      "DELETE FROM archive_consents WHERE corp_id = ? AND external_userid = ? LIMIT ?",
      [corpId, externalUserid, limit],
    );
    return affectedRows(result);
  },
};
