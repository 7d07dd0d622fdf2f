/** To another site: by GET, or by a form that submits itself. */

function checked(url: string): string {
  const { protocol, href } = new URL(url, window.location.origin);
  if (protocol !== "https:" && protocol !== "http:") throw new Error(`a login does not lead to ${protocol}`);
  return href;
}

export function leave(url: string, post: Record<string, string> | null) {
  const target = checked(url);
  if (post === null) {
    window.location.assign(target);
    return;
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = target;
  for (const [name, value] of Object.entries(post)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
