import createCache from "@emotion/cache";
import { CacheProvider } from "@emotion/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { newRouter } from "./app/router";
import { startI18n } from "./lib/i18n";
import { newQueryClient } from "./lib/query";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const cache = createCache({ key: "omni", nonce });
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// The page's file, its first answers and the texts come side by side.
const client = newQueryClient();
const router = newRouter(client);
await startI18n();
createRoot(root).render(
  <StrictMode>
    <CacheProvider value={cache}>
      <App client={client} router={router} />
    </CacheProvider>
  </StrictMode>,
);
