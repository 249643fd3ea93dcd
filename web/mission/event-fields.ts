type Fields = Readonly<Record<string, unknown>>;

/** A list of an event's data. Events are shown as they come, so it may be missing or hold anything. */
export function listIn(fields: Fields | undefined, name: string): readonly Fields[] {
  const list = fields?.[name];
  return Array.isArray(list) ? list.filter(isFields) : [];
}

/** Whether a value has fields to look for. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
