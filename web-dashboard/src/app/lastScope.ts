/** The tenant that was used last in this browser, or "platform". */
const KEPT = "omni.scope";

export function lastScope(): string | null {
  return localStorage.getItem(KEPT);
}

export function rememberScope(scope: string) {
  localStorage.setItem(KEPT, scope);
}
