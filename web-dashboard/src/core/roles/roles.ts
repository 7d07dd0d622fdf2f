/** Roles of the tenant at hand, and the permissions that they are made of. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { answer } from "@/lib/api";
import { useMay, useScope } from "@/lib/scope";
import type { Schema } from "@/lib/types";

export type Role = Schema<"RoleView">;
export type Permission = Schema<"PermissionView">;

/** Built-in ones first; the installation has no roles. */
export function useRoles() {
  const { tenant, api, key } = useScope();
  const may = useMay();
  return useQuery({
    queryKey: key("roles"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/roles", { signal }))).items,
    enabled: tenant !== null && may("omni.role.read"),
  });
}

/** All that plugins declare. */
export function usePermissions() {
  const { api, key } = useScope();
  const may = useMay();
  return useQuery({
    queryKey: key("permissions"),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/permissions", { signal }))).items,
    enabled: may("omni.role.read"),
  });
}

/** The roles that every tenant has. */
export const BUILT_IN = ["owner", "admin", "member", "viewer"] as const;

/** The words for a role: the built-in ones in the language at hand, a tenant's own as it calls them. */
export function useRoleTitle(): (name: string) => string {
  const { t } = useTranslation("roles");
  const { data: roles } = useRoles();
  return useCallback(
    (name) => {
      const known = BUILT_IN.find((one) => one === name);
      if (known) return t(`builtIn.${known}`);
      return roles?.find((one) => one.name === name)?.title || name;
    },
    [roles, t],
  );
}

/** Permissions by the plugin that declares them, the kernel's first. */
export function byPlugin(permissions: Permission[]): [string, Permission[]][] {
  const groups = new Map<string, Permission[]>();
  for (const one of permissions) groups.set(one.plugin, [...(groups.get(one.plugin) ?? []), one]);
  return [...groups].sort(([a], [b]) => Number(b === "omni") - Number(a === "omni") || a.localeCompare(b));
}
