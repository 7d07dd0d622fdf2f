"use strict";
// Shows the API's description; the key stays in this page's memory and is sent to this server only.
(() => {
  const said = document.getElementById("said");

  // OpenAPI 3.1 in the words of 3.0: types with null become nullable, const an enum, examples one example.
  function older(node) {
    if (Array.isArray(node)) return node.map(older);
    if (node === null || typeof node !== "object") return node;
    const made = {};
    for (const [name, value] of Object.entries(node)) made[name] = older(value);
    for (const union of ["anyOf", "oneOf"]) {
      if (!Array.isArray(made[union])) continue;
      const rest = made[union].filter((one) => !(one && one.type === "null"));
      if (rest.length === made[union].length) continue;
      delete made[union];
      if (rest.length === 1 && !rest[0].$ref) Object.assign(made, rest[0], { ...made });
      else if (rest.length === 1) made.allOf = rest;
      else made[union] = rest;
      made.nullable = true;
    }
    if (Array.isArray(made.type)) {
      made.nullable = made.type.includes("null");
      made.type = made.type.find((one) => one !== "null");
    }
    if ("const" in made && !("enum" in made)) made.enum = [made.const];
    if (Array.isArray(made.examples)) {
      made.example ??= made.examples[0];
      delete made.examples;
    }
    return made;
  }

  function show(spec, headers) {
    const shown = older(spec);
    shown.openapi = "3.0.3";
    SwaggerUIBundle({
      spec: shown,
      dom_id: "#ui",
      deepLinking: true,
      displayRequestDuration: true,
      validatorUrl: null,
      presets: [SwaggerUIBundle.presets.apis],
      layout: "BaseLayout",
      requestInterceptor(request) {
        for (const [name, value] of Object.entries(headers)) request.headers[name] ??= value;
        return request;
      },
    });
  }

  async function load(url, headers) {
    said.textContent = "";
    const answer = await fetch(url, { headers });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail || body.title || String(answer.status));
    show(body, headers);
  }

  document.getElementById("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const headers = {};
    const key = document.getElementById("key").value.trim();
    const tenant = document.getElementById("tenant").value.trim();
    if (key) headers.Authorization = `Bearer ${key}`;
    if (tenant) headers["Omni-Tenant"] = tenant;
    load(key ? "/api/v1/openapi.json" : "/docs/openapi.json", headers).catch((error) => { said.textContent = error.message; });
  });
  load("/docs/openapi.json", {}).catch((error) => { said.textContent = error.message; });
})();
