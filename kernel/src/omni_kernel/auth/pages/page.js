// Does what a mailed link is for. The token comes in the fragment, which browsers send to nobody, and leaves the address
// bar and the history at once.

import { filled, language, texts } from "./texts.js";

const API = "/api/v1";
const action = location.pathname.split("/").pop();
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const $ = (id) => document.getElementById(id);
const values = {};
const say = (id, text) => { $(id).textContent = text; $(id).hidden = !text; };
const said = () => texts.actions[action];

const requests = {
  "set-password": () => ["/auth/password/reset/confirm", { password: $("password").value }],
  "verify-email": () => ["/auth/email/verify/confirm", {}],
  "change-email": () => ["/auth/email/change/confirm", {}],
  "invitation": () => ["/invitations/accept", values.way === "password" ? { name: $("name").value, password: $("password").value } : {}],
};

class Refused extends Error {}

async function post(path, body) {
  const answer = await fetch(API + path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ token, ...body }),
    referrerPolicy: "no-referrer",
  }).catch(() => { throw new Refused(texts.offline); });
  const text = await answer.text();
  const read = text ? JSON.parse(text) : {};
  if (!answer.ok) throw new Refused(read.detail || read.title);
  return read;
}

const sentence = (text) => text && text[0].toUpperCase() + text.slice(1);

function problem(message) {
  say("problem", sentence(message));
  $("password").setAttribute("aria-invalid", String(Boolean(message)));
}

function finish(message) {
  $("form").hidden = true;
  $("lead").hidden = true;
  say("done", message);
  say("go", texts.goto);
  $("title").focus();
}

function ask() {
  const password = action === "set-password" || values.way === "password";
  $("title").textContent = filled(said().title, values);
  $("lead").textContent = filled(said().lead, values);
  $("name-field").hidden = values.way !== "password";
  $("password-field").hidden = !password;
  $("form").hidden = false;
  document.title = `${$("title").textContent} – Omni`;
  document.querySelector(".field:not([hidden]) input")?.focus();
}

async function send(event) {
  event.preventDefault();
  problem("");
  $("send").disabled = true;
  try {
    const answer = await post(...requests[action]());
    finish(filled(answer.done === false ? said().waiting : said().done, values));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    problem(error.message);
  } finally {
    $("send").disabled = false;
  }
}

function toggle() {
  const shown = $("password").type === "text";
  $("password").type = shown ? "password" : "text";
  $("show").textContent = shown ? texts.show : texts.hide;
  $("show").setAttribute("aria-pressed", String(!shown));
}

async function begin() {
  document.documentElement.lang = language;
  document.querySelector('label[for="name"]').textContent = texts.name;
  document.querySelector('label[for="password"]').textContent = texts.password;
  $("hint").textContent = texts.hint;
  $("show").textContent = texts.show;
  $("send").textContent = said().send;
  $("show").addEventListener("click", toggle);
  $("form").addEventListener("submit", send);
  if (!token) {
    $("title").textContent = filled(said().title, { tenant: "Omni" });
    return problem(texts.noToken);
  }
  if (action !== "invitation") return ask();
  try {
    Object.assign(values, await post("/invitations/look", {}));
    ask();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    $("title").textContent = filled(said().title, { tenant: "Omni" });
    problem(error.message);
  }
}

begin();
