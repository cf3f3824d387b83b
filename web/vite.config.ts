import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const root = import.meta.dirname;

/** Two pages from one project: the console and the chat sidebar. Assets carry their hash and never change. */
export default defineConfig({
  root,
  plugins: [react()],
  build: {
    outDir: resolve(root, "../dist/web"),
    emptyOutDir: true,
    assetsDir: "assets",
    target: "es2022",
    // The policy of our pages allows scripts of our own origin only: nothing is inlined.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { console: resolve(root, "console/index.html"), sidebar: resolve(root, "sidebar/index.html") },
    },
    chunkSizeWarningLimit: 900,
  },
});
