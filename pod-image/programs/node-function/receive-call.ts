import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FunctionRequest } from '../../../core/wire/function-call.ts';

/** What a function's process is told of its one request. */
export interface ReceivedCall {
  readonly file: string;
  readonly request: FunctionRequest;
  readonly environment: Readonly<Record<string, string>>;
}

/** Waits for the request: beside the tree lies a file that holds it, or a socket that will say it. Nothing of the app is loaded before. */
export async function receiveCall(folder: string): Promise<ReceivedCall> {
  const file = join(folder, 'request.json');
  const said = existsSync(file) ? readFileSync(file, 'utf8') : await text(connect(join(folder, 'call')));
  return JSON.parse(said) as ReceivedCall;
}
