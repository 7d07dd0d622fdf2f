/** E-mail addresses out of what people paste: one a line, by commas or semicolons, also as `Ann Lee <ann@example.com>`. */
export function addressesIn(text: string): string[] {
  const parts = text.split(/[,;\n]+/).flatMap((part) => {
    const named = /<([^<>]+)>/.exec(part);
    return named ? [named[1] ?? ""] : part.split(/\s+/);
  });
  return [...new Set(parts.map((one) => one.trim().toLowerCase()).filter(Boolean))];
}

/** What cannot be an address; the API says more about the others. */
export function strangeOnes(addresses: string[]): string[] {
  return addresses.filter((one) => !/^[^\s@]+@[^\s@]+$/.test(one));
}
