import { afterEach, expect, it, vi } from "vitest";

import { leave } from "./leave";

afterEach(() => document.body.replaceChildren());

it("posts a form that submits itself", () => {
  const submit = vi.spyOn(HTMLFormElement.prototype, "submit").mockImplementation(() => undefined);
  leave("https://idp.example/sso", { SAMLRequest: "abc", RelayState: '"><script>' });
  const form = document.querySelector("form");
  expect(form?.method).toBe("post");
  expect(form?.action).toBe("https://idp.example/sso");
  expect(Object.fromEntries([...(form?.querySelectorAll("input") ?? [])].map((one) => [one.name, one.value]))).toEqual({
    SAMLRequest: "abc",
    RelayState: '"><script>',
  });
  expect(submit).toHaveBeenCalledOnce();
});

it.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])("goes to no %s", (url) => {
  expect(() => leave(url, null)).toThrow("a login does not lead to");
  expect(() => leave(url, {})).toThrow("a login does not lead to");
});
