import { InputRejected } from '../../core/errors.ts';

/** The Idempotency-Key of a request, or undefined; 1 to 200 visible ASCII characters. */
export function idempotencyKey(header: (name: string) => string | undefined): string | undefined {
  const key = header('idempotency-key');
  if (key === undefined || /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new InputRejected('key_invalid', 'An Idempotency-Key is 1 to 200 visible ASCII characters.');
}
