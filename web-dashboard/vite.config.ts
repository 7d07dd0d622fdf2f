import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The wheel's package, whose `dist` Omni serves; or any folder, served by `[server] dashboard`.
const OUT = process.env.DASHBOARD_OUT || "python/omni_dashboard/dist";

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      "@rjsf/validator-ajv8": new URL("./src/components/schema/noAjv.ts", import.meta.url).pathname,
      "@": new URL("./src", import.meta.url).pathname,
    },
  },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    // The policy forbids data: scripts and fonts, and inlined assets would be told apart from cached ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // In kilobytes, not compressed; what is measured is what goes over the wire (`npm run bench`).
    chunkSizeWarningLimit: 650,
    // Each page is a chunk; what pages share is put together as they need it, not in a file for each icon and button: sixty
    // requests cost more than the bytes.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "vendor", test: /node_modules/, minShareCount: 6 },
            { name: "shared", test: /src\/(lib|components|core)\//, minShareCount: 4 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // So that the alias above holds within them.
    server: { deps: { inline: [/@rjsf\//] } },
    testTimeout: 90_000,
  },
});
