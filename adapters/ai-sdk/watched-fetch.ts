import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { SilenceWatch } from '../node/silence-watch.ts';
import { sendRequest } from './send-request.ts';

/** Those of one value, which are all that the SDK reads. */
const plainHeaders = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );

/** A fetch for the SDK whose every piece of an answer is a sign of life, comments that only keep a connection open among them. */
export function watchedFetch(watch: SilenceWatch): typeof fetch {
  return async (input, init) => {
    const response = await sendRequest(String(input), {
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: String(init?.body),
      signal: watch.signal,
    });
    response.on('data', watch.hears);
    return new Response(Readable.toWeb(response) as ReadableStream<Uint8Array>, {
      status: response.statusCode ?? 0,
      headers: plainHeaders(response.headers),
    });
  };
}
