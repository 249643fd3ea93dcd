import { functionFileAt } from '../../core/pod/served-paths.ts';
import type { FunctionCall, FunctionOutcome, FunctionRequest } from '../../core/wire/function-call.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import type { AppData } from './app-data.ts';
import type { AppOutside } from './app-outside.ts';
import { callFunction } from './call-function.ts';
import type { WrittenFile } from './work-folder.ts';

/** Requests that wait for their turn; an app that asks for more at once asks for more than any needs. */
const mostWaiting = 200;

/** The functions of an artifact, as the pod answers for them. */
export interface ServedFunctions {
  /** A path that each file of them answers at; one that is in `api/` and answers nowhere is not among them. */
  readonly paths: readonly { readonly file: string; readonly path: string }[];
  /** Answers one request after the other: those of one app share a user, and the end of one takes all of that user's processes with it. */
  readonly call: (request: FunctionRequest) => Promise<FunctionOutcome>;
}

/** Serves the functions of an artifact, each call in a step of its own, until `ending` aborts. */
export function servedFunctions(
  artifact: readonly WrittenFile[],
  deps: {
    readonly runner: StepRunner;
    readonly ending: AbortSignal;
    readonly data?: Pick<AppData, 'reach'>;
    readonly outside?: Pick<AppOutside, 'reach'>;
  },
): ServedFunctions {
  const names = new Set(artifact.map(({ path }) => path));
  let files: FunctionCall['files'] | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const answer = async (file: string, request: FunctionRequest): Promise<FunctionOutcome> => {
    files ??= artifact.map(({ path, content }) => ({
      path,
      bytes: Buffer.from(content).toString('base64'),
    }));
    const reached = [deps.data?.reach(), deps.outside?.reach()];
    const environment = Object.assign({}, ...reached.map((one) => one?.environment));
    const sockets = Object.assign({}, ...reached.map((one) => one?.sockets));
    return callFunction(deps)({ file, files, request, environment, sockets });
  };
  return {
    paths: [...names].flatMap((file) => {
      const path = `/${file.replace(/(?:\/index)?\.[^./]+$/, '')}`;
      return functionFileAt(names, path) === file ? [{ file, path }] : [];
    }),
    async call(request) {
      const file = functionFileAt(names, request.url);
      if (file === undefined || waiting >= mostWaiting) return { kind: 'failed', because: 'error' };
      waiting += 1;
      const mine = turn.then(() => answer(file, request));
      turn = mine.catch(() => undefined).finally(() => (waiting -= 1));
      return mine;
    },
  };
}
