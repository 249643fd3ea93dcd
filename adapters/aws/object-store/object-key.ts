import { InputRejected } from '../../../core/errors.ts';

const isSegment = (segment: string): boolean =>
  segment !== '' &&
  segment !== '.' &&
  segment !== '..' &&
  !/[\0\\]/.test(segment) &&
  Buffer.byteLength(segment) <= 255;

/** True for keys that every world can hold: S3 would take others, files would not. */
export const isObjectKey = (key: string): boolean =>
  Buffer.byteLength(key) <= 1_024 && key.split('/').every(isSegment);

/** Throws InputRejected for a key that is not of the common form. */
export function checkObjectKey(key: string): void {
  if (isObjectKey(key)) return;
  const message = 'An object key is relative, with plain segments joined by single slashes.';
  throw new InputRejected('bad_object_key', message, { details: { key } });
}
