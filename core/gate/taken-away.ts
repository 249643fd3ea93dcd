const name = '[a-z_][a-z0-9_]*';
const names = `${name}(?:\\s*,\\s*${name})*`;
const column = `drop\\s+(?:column\\s+)?(?:if\\s+exists\\s+)?${name}(?:\\s+restrict)?`;

/** Plain forms alone: what a name in quotes, a schema or CASCADE would reach is not told by reading. */
const ofTables = [
  new RegExp(`^drop\\s+table\\s+(?:if\\s+exists\\s+)?(?<tables>${names})(?:\\s+restrict)?$`, 'i'),
  new RegExp(`^truncate\\s+(?:table\\s+)?(?:only\\s+)?(?<tables>${names})$`, 'i'),
  new RegExp(`^delete\\s+from\\s+(?:only\\s+)?(?<tables>${name})(?:\\s+where\\s[\\s\\S]*)?$`, 'i'),
];
const ofColumns = new RegExp(
  `^alter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?(?<table>${name})\\s+(?<actions>${column}(?:\\s*,\\s*${column})*)$`,
  'i',
);
const columnName = new RegExp(`drop\\s+(?:column\\s+)?(?:if\\s+exists\\s+)?(?<named>${name})`, 'gi');

/**
 * What a statement takes away from people who use the app: tables, whose rows are emptied or go with them, and columns as `table.column`, in lower case.
 * Undefined where reading does not tell.
 */
export function takenAway(statement: string): readonly string[] | undefined {
  for (const form of ofTables) {
    const tables = form.exec(statement)?.groups?.tables;
    if (tables !== undefined) return tables.toLowerCase().split(/\s*,\s*/);
  }
  const { table, actions } = ofColumns.exec(statement)?.groups ?? {};
  if (table === undefined || actions === undefined) return undefined;
  return [...actions.matchAll(columnName)].map(({ groups }) => `${table}.${groups?.named}`.toLowerCase());
}

/** Whether all that a statement takes away was agreed to: by its own name, or with its table. */
export function isAgreedLoss(statement: string, drops: readonly string[]): boolean {
  const agreed = (one: string): boolean => drops.includes(one) || drops.includes(one.split('.')[0] as string);
  return takenAway(statement)?.every(agreed) ?? false;
}
