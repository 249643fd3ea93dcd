/** Node's code of a failed connection, which may lie beneath what libraries make of it; empty where there is none. */
export function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const beneath = networkCode(error.cause);
  const own = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return beneath === '' ? own : beneath;
}

/** Codes of a connection that never came to be, so that nobody can have read anything. */
export const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const brokeOff =
  /^(?:ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|UND_ERR_\w+|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_\w+)$/;

/** What an error of the network says to people: libraries have only words such as "terminated" for it. */
export function networkWords(error: Error): string {
  const code = networkCode(error);
  if (brokeOff.test(code)) return `The connection broke off (${code}).`;
  return error.message === 'terminated' ? 'The connection broke off.' : error.message;
}
