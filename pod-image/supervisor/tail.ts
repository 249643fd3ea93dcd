/** Keeps the last lines of a text within a size in bytes; errors stand at the end. */
export function createTail(limitBytes: number): { push(line: string): void; text(): string } {
  const lines: string[] = [];
  let sizeBytes = 0;
  let first = 0;
  return {
    push(line) {
      lines.push(line);
      sizeBytes += Buffer.byteLength(line) + 1;
      while (sizeBytes > limitBytes && first < lines.length) {
        sizeBytes -= Buffer.byteLength(lines[first] ?? '') + 1;
        first += 1;
      }
      if (first > 1_000) lines.splice(0, first);
      if (first > 1_000) first = 0;
    },
    text: () => lines.slice(first).join('\n'),
  };
}
