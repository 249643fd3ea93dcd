import type { FunctionCall, FunctionOutcome } from '../../../core/wire/function-call.ts';
import { makeRunner } from '../../../pod-image/runners/make-runner.ts';
import { findToolchain } from '../../../pod-image/runners/toolchain.ts';
import { callFunction } from '../../../pod-image/supervisor/call-function.ts';

/** A request as a test writes it. */
export interface Asked extends Partial<Omit<FunctionCall['request'], 'body'>> {
  readonly body?: string;
}

/** Asks a function once, in bubblewrap; the tree's manifest makes its modules ES modules, unless it brings one. */
export function callInSandbox(
  file: string,
  sources: Readonly<Record<string, string>>,
  { method = 'GET', url = '/api/x', headers = {}, body = '' }: Asked = {},
  reach: Pick<FunctionCall, 'environment' | 'sockets'> = {},
): Promise<FunctionOutcome> {
  const files = Object.entries({ 'package.json': '{"type":"module"}', ...sources });
  return callFunction({
    runner: makeRunner('bubblewrap', findToolchain()),
    ending: new AbortController().signal,
  })({
    ...reach,
    file,
    files: files.map(([path, content]) => ({ path, bytes: Buffer.from(content).toString('base64') })),
    request: { method, url, headers, body: Buffer.from(body).toString('base64') },
  });
}

/** What was answered, as text. */
export async function answerTo(...asked: Parameters<typeof callInSandbox>): Promise<{
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
  readonly headers: Record<string, string>;
}> {
  const outcome = await callInSandbox(...asked);
  if (outcome.kind === 'failed') throw new Error([outcome.because, ...(outcome.log ?? [])].join('\n'));
  const { status, headers, body } = outcome.answer;
  return {
    status,
    headers,
    type: headers['content-type'],
    text: Buffer.from(body, 'base64').toString('utf8'),
  };
}
