import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { ErrorState } from "@/components/ErrorState";
import { LoadingPage } from "@/components/LoadingPage";
import { ScopeProvider, useScope } from "@/lib/scope";

import { Deleting } from "./Deleting";
import { Overview } from "./Overview";
import { TenantDialogs, type Asked } from "./TenantDialogs";
import { TenantHeader } from "./TenantHeader";
import { useOneTenant } from "./api";

const TABS = ["overview", "members", "plugins", "keys", "jobs", "audit"] as const;
type Name = (typeof TABS)[number];

const OfTenant = lazy(() => import("./OfTenant"));

/** One tenant, with what belongs to it. */
export default function TenantPage() {
  const { t } = useTranslation("tenants");
  const { tenant: slug = "" } = useParams();
  const { to } = useScope();
  const navigate = useNavigate();
  const found = useOneTenant(slug);
  const [params, setParams] = useSearchParams();
  const [asked, setAsked] = useState<Asked["what"] | null>(null);
  const tab: Name = TABS.find((one) => one === params.get("tab")) ?? "overview";
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <LoadingPage />;
  const tenant = found.data;
  return (
    <>
      <TenantHeader tenant={tenant} onAsk={setAsked} />
      {tenant.state === "deleting" && <Deleting tenant={tenant} onRestore={() => setAsked("restore")} />}
      {/* Search and order of one list mean nothing to the next. */}
      <Tabs
        value={tab}
        onChange={(_, chosen: Name) => setParams(chosen === "overview" ? {} : { tab: chosen })}
        variant="scrollable"
        allowScrollButtonsMobile
        aria-label={t("tabs.label")}
        sx={{ mb: 2 }}
      >
        {TABS.map((one) => (
          <Tab key={one} value={one} label={t(`tabs.${one}`)} />
        ))}
      </Tabs>
      {tab === "overview" ? (
        <Overview tenant={tenant} />
      ) : (
        // Dates, permissions and links are the tenant's from here on.
        <ScopeProvider tenant={slug} key={tab}>
          <Suspense fallback={<LoadingPage />}>
            <OfTenant what={tab} />
          </Suspense>
        </ScopeProvider>
      )}
      {asked && <TenantDialogs asked={{ what: asked, tenants: [tenant] }} onClose={() => setAsked(null)} onDeleted={() => void navigate(to("tenants"))} />}
    </>
  );
}
