import type { Needs } from '../../core/wire/spec.ts';

/** What an app needs beside its own code, a line each, in words for whoever agrees to it. */
export function needWords({ data, secrets, origins }: Needs): readonly string[] {
  return [
    ...(data ? ['A database of its own'] : []),
    ...secrets.map(({ name, why }) => `The secret ${name}, which you set: ${why}`),
    ...origins.map(({ origin, why }) => `Talks to ${new URL(origin).host}: ${why}`),
  ];
}
