import { createApi } from "../shared/api";

export const api = createApi("/console/api");
