/** Shorter values stand in too many words to be masked in all of them. */
const leastLength = 4;
/** Lines of a longer value, such as a key in PEM, are masked one by one. */
const leastLineLength = 8;

/**
 * Replaces known secrets in a line by their names: as they are, as an address or JSON has them, and in base64. It is for logs that their owner reads;
 * what an app does to a value before it prints it nobody can know.
 */
export function maskSecrets(secrets: Readonly<Record<string, string>>): (line: string) => string {
  const forms = Object.entries(secrets)
    .flatMap(([name, value]) => formsOf(value).map((form) => ({ form, mark: `[${name}]` })))
    .toSorted((left, right) => right.form.length - left.form.length);
  return (line) => forms.reduce((text, { form, mark }) => text.replaceAll(form, () => mark), line);
}

function formsOf(value: string): readonly string[] {
  if (value.length < leastLength) return [];
  const lines = value.split(/\r?\n/).filter((line) => line.length >= leastLineLength);
  const bytes = new TextEncoder().encode(value);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  const urlSafe = base64.replaceAll('+', '-').replaceAll('/', '_');
  const inJson = JSON.stringify(value).slice(1, -1);
  return [...new Set([value, ...lines, encodeURIComponent(value), inJson, base64, urlSafe])];
}
