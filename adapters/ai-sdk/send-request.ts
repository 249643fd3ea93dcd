import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { ServerFault } from './http-fault.ts';

export interface SentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What is sent goes where a person said, and nowhere else. */
function refuseRedirect(response: IncomingMessage): IncomingMessage {
  const { statusCode = 0, headers } = response;
  if (statusCode < 300 || statusCode >= 400) return response;
  response.destroy();
  throw new ServerFault(`The server sends whoever asks to ${headers.location ?? 'another address'}.`, {
    status: 400,
  });
}

/**
 * Posts a body and answers as soon as the response begins, however long that takes: Node's fetch gives up after five minutes without one, and a
 * model may think for longer. Follows no redirect, and uses a connection of its own, because one that was kept may be dead by now.
 */
export async function sendRequest(
  url: string,
  { headers, body, signal }: SentRequest,
): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? overHttps : overHttp;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(url, { method: 'POST', headers, signal, agent: false }, resolve);
    request.on('error', reject);
    request.end(body);
  });
  return refuseRedirect(response);
}
