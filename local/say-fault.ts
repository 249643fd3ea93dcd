import * as z from 'zod';
import { isGantryError } from '../core/errors.ts';

const systemFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is in use by another program. Set PORT to a free one.',
  EACCES: 'You may not read or write this file',
  ENOENT: 'There is no such file',
};

/** What a person who typed something wrong, or whose machine is in the way, has to know; the whole error where it is neither, since then it is a bug. */
export function sayFault(error: unknown): unknown {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
  if (isGantryError(error)) return error.message;
  if (!(error instanceof Error)) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const known = systemFaults[code ?? ''];
  if (known !== undefined) return path === undefined ? known : `${known}: ${path}`;
  return code?.startsWith('ERR_PARSE_ARGS_') ? error.message : error;
}
