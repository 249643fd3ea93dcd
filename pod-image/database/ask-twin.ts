import { request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import type { AskSql, SqlOutcome } from '../../core/data/ask-sql.ts';
import { DependencyFailed } from '../../core/errors.ts';
import { type SqlQuery, sqlHeaders, sqlRefusalSchema, sqlResultsSchema } from '../../core/wire/sql.ts';

const answerMs = 60_000;

/** Asks a twin through one of its sockets. */
export const askTwin =
  (socketPath: string): AskSql =>
  async (queries, { isReadOnly }, signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
    try {
      return await post(socketPath, queries, isReadOnly, limit);
    } catch (cause) {
      signal.throwIfAborted();
      throw new DependencyFailed('database_unreachable', "The app's database did not answer; try again.", {
        cause,
      });
    }
  };

async function post(
  socketPath: string,
  queries: readonly SqlQuery[],
  isReadOnly: boolean,
  signal: AbortSignal,
): Promise<SqlOutcome> {
  const headers = { ...sqlHeaders, ...(isReadOnly && { 'Neon-Batch-Read-Only': 'true' }) };
  const { status, body } = await new Promise<{ status: number | undefined; body: string }>(
    (resolve, reject) => {
      request({ socketPath, path: '/sql', method: 'POST', headers, signal }, (response) => {
        textOf(response).then((body) => resolve({ status: response.statusCode, body }), reject);
      })
        .on('error', reject)
        .end(JSON.stringify({ queries }));
    },
  );
  const answer: unknown = JSON.parse(body);
  if (status === 200) return { kind: 'done', results: sqlResultsSchema.parse(answer).results };
  if (status === 500) throw new Error(body);
  return { kind: 'refused', refusal: sqlRefusalSchema.parse(answer) };
}
