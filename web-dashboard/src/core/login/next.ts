/** Where a login leads: a path of this origin, whatever the address says (CWE-601). */
const LOCAL = /^\/(?![/\\])[^\\]*$/;
/** Answered by the server, not by pages of the dashboard. */
const SERVED = /^\/(api|docs)(\/|$)/;

export function localPath(wanted: string | null | undefined): string {
  // A browser leaves out tabs and line feeds of an address, so that "/\t/evil.example" were elsewhere.
  const control = [...(wanted ?? "")].some((letter) => letter <= " " || letter === "\u007f");
  if (!wanted || control || !LOCAL.test(wanted)) return "/";
  return new URL(wanted, window.location.origin).origin === window.location.origin ? wanted : "/";
}

/** Must the browser load it, since it is no page of the dashboard? */
export function isServed(path: string): boolean {
  return SERVED.test(path.split(/[?#]/)[0] ?? "");
}

/** The tenant that a path is about: `/t/acme/plugins` → `acme`. */
export function tenantOf(path: string): string | null {
  const found = /^\/t\/([^/?#]+)/.exec(path)?.[1];
  return found ? decodeURIComponent(found) : null;
}
