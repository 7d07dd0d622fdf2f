/** Steps of logins, as the API words them. */
export const FLOW = "019a0000-0000-7000-8000-0000000000f1";

export function login(step: Record<string, unknown>, methods: { method: string; title: string; kind: string }[] = []) {
  return { flow_id: FLOW, expires_at: "2030-01-01T00:00:00Z", step, methods, providers: [], flow_token: null };
}

export const PASSWORD_STEP = {
  type: "form",
  method: null,
  text: "",
  qr: null,
  qr_text: null,
  show: {},
  schema: { required: ["password"], properties: { password: { type: "string", format: "password", title: "Password" } } },
};

export const CODE_STEP = {
  type: "form",
  method: "totp",
  text: "Enter the code that your app shows.",
  qr: null,
  qr_text: null,
  show: {},
  schema: { required: ["code"], properties: { code: { type: "string", title: "Code" } } },
};

export const METHODS = [
  { method: "totp", title: "Authenticator app", kind: "possession" },
  { method: "pigeon", title: "Carrier pigeon", kind: "possession" },
];

export const done = (more: Record<string, unknown> = {}) =>
  login({ type: "done", account: { id: "1", email: "ann@example.com", name: "Ann" }, next: "/", warnings: [], ...more });
