import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { CustomerImport } from "./customer-import.entity";
import { ImportRow } from "./import-row.entity";
import { importsConsole } from "./imports.console";
import { importsJobs } from "./imports.jobs";
import { forgetOldImports } from "./start-import";

export { applySlice, askForApply } from "./apply-import";
export { askForCheck, checkSlice } from "./check-import";
export { CustomerImport } from "./customer-import.entity";
export { findImport, listRows, presentImport } from "./imports.queries";
export { reportLines } from "./report";
export { startImport } from "./start-import";

export const imports: CapabilityModule = {
  name: "imports",
  entities: [CustomerImport, ImportRow],
  personalData: [{ label: "导入的行", ...rowsOf("customer_import_rows") }],
  consoleRoutes: importsConsole,
  jobs: importsJobs,
  schedules: { "forget-imports": { everyMs: 3_600_000, run: forgetOldImports } },
};
