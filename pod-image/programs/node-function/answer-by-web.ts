import type { FunctionAnswer, FunctionRequest } from '../../../core/wire/function-call.ts';
import type { WebHandler } from './find-handler.ts';

/** Runs a handler of the web's form; what it asked to be waited for is over when this resolves. */
export async function answerByWeb(handler: WebHandler, request: FunctionRequest): Promise<FunctionAnswer> {
  const waits: Promise<unknown>[] = [];
  const response = await handler(webRequest(request), { waitUntil: (work) => void waits.push(work) });
  if (!(response instanceof Response))
    throw new TypeError('The handler returned no Response. Return one: new Response(…) or Response.json(…).');
  const bytes = Buffer.from(await response.arrayBuffer());
  await Promise.allSettled(waits);
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: bytes.toString('base64'),
  };
}

function webRequest({ method, url, headers, body }: FunctionRequest): Request {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const origin = `${headers['x-forwarded-proto'] ?? 'http'}://${headers.host ?? 'localhost'}`;
  return new Request(new URL(url, origin), {
    method,
    headers,
    ...(hasBody && { body: Buffer.from(body, 'base64') }),
  });
}
