import type { IncomingMessage } from 'node:http';

/** Looks up a request's headers by their lower-case names. */
export const headerOf =
  ({ headers }: Pick<IncomingMessage, 'headers'>) =>
  (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'object' ? value.join(', ') : value;
  };
