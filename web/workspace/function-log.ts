/** What one of an app's functions printed last. */
export interface FunctionLog {
  readonly file: string;
  readonly lines: readonly string[];
}

/** Reads an app's log, in which each function's lines stand under `# file`; without such a line it is a sentence, which is kept. */
export function readFunctionLogs(text: string): {
  readonly functions: readonly FunctionLog[];
  readonly words: string | undefined;
} {
  const functions: { file: string; lines: string[] }[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [, file] = /^# (api\/\S+)$/.exec(line) ?? [];
    if (file !== undefined) functions.push({ file, lines: [] });
    else functions.at(-1)?.lines.push(line);
  }
  return functions.length === 0
    ? { functions, words: text.trim() }
    : {
        functions: functions.map(({ file, lines }) => ({ file, lines: withoutEnd(lines) })),
        words: undefined,
      };
}

/** Functions are set apart by an empty line. */
const withoutEnd = (lines: readonly string[]): readonly string[] =>
  lines.at(-1) === '' ? lines.slice(0, -1) : lines;
