/** A real Omni for tests: an installation of its own in a temporary folder, on a free port of loopback, and a way in. */
import type { APIRequestContext } from "@playwright/test";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { GREETER, install } from "./strangers";

const COMMAND = process.env.OMNI_COMMAND ?? new URL("../../.venv/bin/omni", import.meta.url).pathname;
export const EMAIL = "admin@example.com";
export const PASSWORD = "correct horse battery staple 7";
const STARTED = /Omni serves on (\S+)/;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

export class Omni {
  /** The platform administrator's key. */
  key = "";
  /** On which the administrator sets the password; good once. */
  setupLink = "";
  private server: ChildProcess | null = null;
  private log = "";

  private constructor(
    readonly folder: string,
    readonly url: string,
  ) {}

  /** With the plugins of strangers, or without. */
  static async start({ strangers = false } = {}): Promise<Omni> {
    const port = await freePort();
    const omni = new Omni(mkdtempSync(join(tmpdir(), "omni-browser-")), `http://127.0.0.1:${port}`);
    mkdirSync(join(omni.folder, "data"));
    // Cheap passwords: what is tested here is not their cost.
    const auth = "[auth]\nargon2_time_cost = 1\nargon2_memory_kib = 1024\nargon2_parallelism = 1\nfree_tries = 100\n";
    writeFileSync(
      join(omni.folder, "omni.toml"),
      `public_url = "${omni.url}"\ndata_dir = "${omni.folder}/data"\n\n[server]\nport = ${port}\ndashboard = "${process.env.DASHBOARD_OUT ?? ""}"\n\n${auth}\n[drivers.mail]\nuse = "file"\n`,
    );
    if (strangers) install(omni.site, (...words) => omni.command(...words));
    const said = omni.command("init", "--email", EMAIL);
    omni.key = /^\s+(omni_\S+)$/m.exec(said)?.[1] ?? "";
    omni.setupLink = /^\s+(http\S+)$/m.exec(said)?.[1] ?? "";
    if (!omni.key || !omni.setupLink) throw new Error(`omni init said neither key nor link: ${said}`);
    await omni.serve();
    return omni;
  }

  /** Run `omni …` for this installation; what it printed. */
  command(...words: string[]): string {
    return execFileSync(COMMAND, ["--config", join(this.folder, "omni.toml"), ...words], { encoding: "utf8", input: "", env: this.env });
  }

  private get site() {
    return join(this.folder, "site");
  }

  private get env() {
    const rest = Object.entries(process.env).filter(([name]) => !name.startsWith("OMNI_"));
    return { ...Object.fromEntries(rest), NO_COLOR: "1", PYTHONPATH: [this.site, process.env.PYTHONPATH].filter(Boolean).join(delimiter) };
  }

  private async serve() {
    const server = spawn(COMMAND, ["--config", join(this.folder, "omni.toml"), "serve"], { env: this.env });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.log += chunk.toString();
        if (STARTED.test(this.log)) resolve();
      };
      server.stdout.on("data", hear);
      server.stderr.on("data", hear);
      server.on("exit", (code) => reject(new Error(`omni serve ended with ${code}: ${this.log}`)));
    });
  }

  /** Stop the server, as SIGTERM does. */
  async stop() {
    const server = this.server;
    if (server && server.exitCode === null) {
      server.removeAllListeners("exit");
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Call the API with the administrator's key; raises what it refused. */
  async call<T = Record<string, unknown>>(method: string, path: string, { body, tenant }: { body?: unknown; tenant?: string } = {}): Promise<T> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json", Connection: "close" };
    if (tenant) headers["Omni-Tenant"] = tenant;
    const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }

  /** A tenant of that slug; made once. */
  async tenant(slug: string, name = slug): Promise<string> {
    try {
      const made = await this.call<{ id: string }>("POST", "/tenants", { body: { slug, name } });
      return made.id;
    } catch (error) {
      if (!String(error).includes("409")) throw error;
      return (await this.call<{ id: string }>("GET", `/tenants/${slug}`)).id;
    }
  }

  /** Switch a plugin on in a tenant, with all that it asks for. */
  async enable(tenant: string, plugin = GREETER) {
    const { scopes } = await this.call<{ scopes: unknown }>("GET", `/plugins/${plugin}`, { tenant });
    await this.call("POST", `/plugins/${plugin}/enable`, { tenant, body: { grant: scopes } });
  }

  /** An account with `PASSWORD`, a member of a tenant. */
  async person(email: string, tenant: string, roles: string[]): Promise<void> {
    this.command("account", "create", email, "--verified");
    const link = /(http\S+#\S+)/.exec(this.command("account", "link", email))?.[1] ?? "";
    await this.setPassword(link);
    await this.call("POST", `/tenants/${tenant}/members`, { body: { email, roles }, tenant });
  }

  /** Use a link that sets a password. */
  async setPassword(link: string): Promise<void> {
    const token = decodeURIComponent(link.split("#")[1] ?? "");
    await this.call("POST", "/auth/password/reset/confirm", { body: { token, password: PASSWORD } });
  }

  /** Texts of mails to an address, the latest last. */
  mails(to: string): string[] {
    const folder = join(this.folder, "data", "mail");
    return readdirSync(folder)
      .sort()
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .filter((text) => text.includes(to));
  }

  /** Sign a browser in, without its pages. */
  async signIn(request: APIRequestContext, email = EMAIL): Promise<void> {
    const answer = await request.post(`${this.url}/api/v1/auth/login`, { data: { email, password: PASSWORD }, headers: { Origin: this.url } });
    const { step } = (await answer.json()) as { step?: { type: string } };
    if (step?.type !== "done") throw new Error(`the login did not end: ${await answer.text()}`);
  }
}
