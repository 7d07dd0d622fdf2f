/** Whether there is anything to set. */
export function hasFields(schema: Record<string, unknown> | undefined): boolean {
  return Object.keys((schema?.properties as object | undefined) ?? {}).length > 0;
}
