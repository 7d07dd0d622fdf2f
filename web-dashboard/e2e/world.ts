/** Two tenants with something in them: members, an invitation, a role, a key, a plugin of its own, jobs that ended and one that failed. */
import { GREETER, test as base, expect, type Omni } from "./omni";

/** One of each, for pages that show one thing. */
interface Things {
  job: string;
  schedule: string;
}

export interface World {
  tenant: Things;
  platform: Things;
}

interface Listed {
  items: { id: string; name: string; state?: string }[];
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 150; tries += 1) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("what was waited for did not come");
}

const PEOPLE = [
  ["ada@example.com", "Ada Lovelace", "admin"],
  ["grace@example.com", "Grace Hopper", "member"],
  ["alan@example.com", "Alan Turing", "member"],
] as const;

async function people(omni: Omni) {
  const tenant = "acme";
  for (const [email, name] of PEOPLE) omni.command("account", "create", email, "--name", name, "--verified");
  // The commands stopped the clock here, and meanwhile the server closed what was idle: time to notice.
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const [email, , role] of PEOPLE) {
    await omni.call("POST", `/tenants/${tenant}/members`, { body: { email, roles: [role] }, tenant });
  }
  await omni.call("POST", "/invitations", { body: { email: "katherine@example.com", roles: ["member"] }, tenant });
  const permissions = ["omni.member.read", `${GREETER}.greeting.read`];
  await omni.call("POST", "/roles", { body: { name: "support", title: "Support team", permissions }, tenant });
  await omni.call("POST", "/api-keys", { body: { name: "Till in the shop", permissions: [`${GREETER}.greeting.read`] }, tenant });
}

async function greetings(omni: Omni) {
  for (const name of ["Ann", "Bob", "Clara", "Dora", "Emil"]) await omni.call("POST", `/x/${GREETER}/greetings/${name}`, { tenant: "acme" });
}

/** A schedule's job, asked for now. */
async function things(omni: Omni, tenant?: string): Promise<Things> {
  const { items } = await omni.call<Listed>("GET", "/schedules", { tenant });
  const schedule = (items.find((one) => one.name === "digest") ?? items[0])?.id;
  if (!schedule) throw new Error(`there is no schedule in ${tenant ?? "the installation"}`);
  const { id: job } = await omni.call<{ id: string }>("POST", `/schedules/${schedule}/run`, { tenant });
  await until(async () => ((await omni.call<{ state: string }>("GET", `/jobs/${job}`, { tenant })).state === "done" ? true : undefined));
  return { job, schedule };
}

/** A tenant with reports, files of them, and one with every kind of chart. */
export const ANALYTICS = ["analytics", "report-usage", "report-performance", "format-csv", "format-json", "format-xlsx", "acme-sales"];

async function analytics(omni: Omni) {
  for (const plugin of ANALYTICS) await omni.enable("acme", plugin);
  const about = { type: "sales", parameters: { period: "last_week" }, format: "xlsx", cron: "0 7 * * 1", recipients: ["ada@example.com"] };
  await omni.call("POST", "/analytics/schedule-report", { tenant: "acme", body: { name: "Sales of the week", ...about } });
}

async function populate(omni: Omni): Promise<World> {
  await omni.tenant("acme", "Acme");
  await omni.tenant("globex", "Globex");
  await omni.enable("acme");
  await analytics(omni);
  await people(omni);
  await greetings(omni);
  return { tenant: await things(omni, "acme"), platform: await things(omni) };
}

export const test = base.extend<object, { world: World }>({
  world: [async ({ omni }, use) => use(await populate(omni)), { scope: "worker", timeout: 120_000 }],
});

export { expect };
