import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionAnswer, FunctionRequest } from '../../core/wire/function-call.ts';
import type { outsideVariable } from '../../core/wire/outside.ts';
import { giveText } from './give-result.ts';
import { answerByHandler } from './node-function/answer-by-handler.ts';
import { answerByWeb } from './node-function/answer-by-web.ts';
import { findHandler, whyNoHandler } from './node-function/find-handler.ts';
import { outsideFetch } from './node-function/outside-fetch.ts';
import { receiveCall } from './node-function/receive-call.ts';
import { resolveTypescript } from './node-function/resolve-typescript.ts';

/** A sandbox shows nothing of core/, so that only its types can be imported here. */
const outsideName: typeof outsideVariable = 'GANTRY_OUTSIDE';

/** Answers one request with a module of the app, or says that it exports nothing that could. */
async function answer(
  module: Readonly<Record<string, unknown>>,
  { file, request }: { readonly file: string; readonly request: FunctionRequest },
): Promise<FunctionAnswer | { readonly missing: 'handler' }> {
  const found = findHandler(module, request.method);
  switch (found.kind) {
    case 'web':
      return await answerByWeb(found.handler, request);
    case 'node':
      return await answerByHandler(found.handler, request);
    case 'other-methods':
      return { status: 405, headers: {}, body: '' };
    case 'none':
      process.stderr.write(`${whyNoHandler(file)}\n`);
      return { missing: 'handler' };
  }
}

/** The two ways out as they were before the app could change them: what was printed may wait where nobody has read on yet, and an exit drops it. */
const writers = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));
const allIsRead = (): Promise<unknown> =>
  Promise.all(writers.map((write) => new Promise((resolve) => write('', resolve))));

resolveTypescript();
const [tree = '', folder = ''] = process.argv.slice(2);
// Node loads these when they are first named, which takes as long as all the rest.
void [Request, Response, Headers];
const call = await receiveCall(folder);
const { [outsideName]: outside, ...environment } = call.environment;
Object.assign(process.env, environment);
globalThis.fetch = outsideFetch(outside);
const module = (await import(pathToFileURL(join(tree, call.file)).href)) as Record<string, unknown>;
giveText(JSON.stringify(await answer(module, call)));
await allIsRead();
process.exit();
