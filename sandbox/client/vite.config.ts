import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `npx vite build --config sandbox/client/vite.config.ts`; the sandbox serves the result at its root. */
export default defineConfig({
  root: __dirname,
  base: "/",
  plugins: [react()],
  build: {
    outDir: join(__dirname, "../../dist/sandbox-client"),
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/_sandbox": "http://127.0.0.1:3180" } },
});
