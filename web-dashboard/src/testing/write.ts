import userEvent from "@testing-library/user-event";

/** Text at the end of a field, all at once: a stroke for each letter takes its time. */
export async function write(field: HTMLElement, text: string) {
  await userEvent.click(field);
  await userEvent.paste(text);
}
