import { StateFailed } from './fault.ts';

/** Step Functions' limit on any input, output, argument or task result, in bytes of UTF-8 JSON. */
export const payloadLimitBytes = 256 * 1024;

/** True when the value's JSON is within the limit. */
export function fitsPayload(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null') <= payloadLimitBytes;
}

/** The value as it is after crossing as JSON (nothing is shared, undefined is null); throws States.DataLimitExceeded. */
export function boundedPayload(value: unknown, what: string): unknown {
  const json = JSON.stringify(value) ?? 'null';
  const sizeBytes = Buffer.byteLength(json);
  if (sizeBytes > payloadLimitBytes) {
    throw new StateFailed(
      'States.DataLimitExceeded',
      `${what} is ${sizeBytes} bytes; at most ${payloadLimitBytes} are allowed`,
    );
  }
  return JSON.parse(json);
}
