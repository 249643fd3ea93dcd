const strings = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/**
 * Reads a file of evidence, throwing for what two readers could read differently: bytes that are not UTF-8, and an object with the same name
 * twice, of which JSON.parse takes the last and others the first.
 */
export function parseEvidence(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const value: unknown = JSON.parse(text);
  // Outside of strings a colon is what stands between a name and its value, so there are as many as members that were written.
  const written = text.replace(strings, '').split(':').length - 1;
  if (written === countMembers(value)) return value;
  throw new SyntaxError('an object holds the same name twice');
}

function countMembers(value: unknown): number {
  let count = 0;
  const todo: unknown[] = [value];
  while (todo.length > 0) {
    const node = todo.pop();
    if (node === null || typeof node !== 'object') continue;
    const children = Object.values(node);
    if (!Array.isArray(node)) count += children.length;
    for (const child of children) todo.push(child);
  }
  return count;
}
