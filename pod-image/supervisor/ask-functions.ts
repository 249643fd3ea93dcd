import { isTelling } from '../../core/pod/telling-end.ts';
import type { FunctionOutcome } from '../../core/wire/function-call.ts';
import type { BootReport } from '../../core/wire/pod.ts';
import type { ServedFunctions } from './served-functions.ts';
import type { WrittenFile } from './work-folder.ts';

type AskedFunction = BootReport['functions'][number];

/** What asking every function once showed: faults fail the app, notes are for whoever reads on. */
export interface AskedFunctions {
  readonly functions: readonly AskedFunction[];
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

interface Judged {
  readonly function?: AskedFunction;
  readonly fault?: string;
  readonly note?: string;
}

const mostFunctions = 100;
const longestSaid = 1_000;
const forms = {
  node: 'export default a function (request, response), or functions named GET, POST and so on that take a Request and return a Response, or a default export with fetch(request)',
  python: 'define a class `handler` that extends BaseHTTPRequestHandler, or a WSGI or ASGI `app`',
} as const;

/** Asks each function of an artifact once with a bare GET: what it answers is its own affair, that it answers is not. */
export async function askFunctions(
  { paths, call }: ServedFunctions,
  artifact: readonly WrittenFile[],
): Promise<AskedFunctions> {
  const asked: Judged[] = [];
  for (const { file, path } of paths.slice(0, mostFunctions)) {
    const request = { method: 'GET', url: path, headers: { host: 'app.test' }, body: '' };
    asked.push(judge(file, path, await call(request), artifact));
  }
  return {
    functions: asked.flatMap((one) => one.function ?? []),
    faults: asked.flatMap(({ fault }) => fault ?? []),
    notes: asked.flatMap(({ note }) => note ?? []),
  };
}

function judge(
  file: string,
  path: string,
  outcome: FunctionOutcome,
  artifact: readonly WrittenFile[],
): Judged {
  const said = endOf(outcome.log ?? []);
  if (outcome.kind === 'answered') return judgeAnswer(path, outcome.answer.status, said);
  if (outcome.because === 'handler') return withoutHandler(file, artifact);
  const why = { time: 'it took too long', memory: 'it ran out of memory', error: errorIn(said) }[
    outcome.because
  ];
  return {
    function: { path, status: null, said },
    fault: `${file}: GET ${path} gave no answer${why === '' ? '' : `: ${why}`}`,
  };
}

/** What a function answers without being told anything is its own affair; one that breaks is told of. */
function judgeAnswer(path: string, status: number, said: string): Judged {
  const answered = `GET ${path} answered ${status}`;
  if (status < 500) return { function: { path, status, said: '' }, note: `✔ ${answered}` };
  const why = errorIn(said);
  return { function: { path, status, said }, note: `⚠ ${answered}${why === '' ? '' : `: ${why}`}` };
}

/** A Python file that others import is a helper of theirs; any other file that answers nothing was meant to. */
function withoutHandler(file: string, artifact: readonly WrittenFile[]): Judged {
  const isPython = file.endsWith('.py');
  if (isPython && isImported(file, artifact)) return { note: `${file} has no handler: others import it` };
  return {
    fault: `${file}: has no handler, so nothing answers there: ${forms[isPython ? 'python' : 'node']}; a file that others import begins its name with _`,
  };
}

function isImported(file: string, artifact: readonly WrittenFile[]): boolean {
  const name = file.replace(/^.*\//, '').replace(/\.py$/, '');
  const importing = new RegExp(`^[ \\t]*(?:from|import)\\b.*\\b${name.replaceAll(/[^\w]/g, '\\$&')}\\b`, 'm');
  return artifact.some(
    ({ path, content }) =>
      path !== file && path.endsWith('.py') && importing.test(Buffer.from(content).toString('utf8')),
  );
}

/** The end of what it said, where errors stand. */
const endOf = (lines: readonly string[]): string => lines.join('\n').slice(-longestSaid).toWellFormed();
const errorIn = (text: string): string => {
  const lines = text.trimEnd().split('\n');
  const error = lines.findLast((line) => isTelling(line) && !/^\s*at /.test(line));
  return (error ?? lines.at(-1) ?? '').trim().slice(0, 300);
};
