import type { AskSql } from '../../core/data/ask-sql.ts';
import { sqlHeaders, sqlRefusalSchema, sqlResultsSchema } from '../../core/wire/sql.ts';
import { causeWithoutSecrets } from '../node/without-secrets.ts';
import type { NeonConfig } from './connection.ts';
import { unreachable } from './fault.ts';

/** Asks a database over HTTP as the role of its connection string, each time in one transaction. */
export const askNeon =
  (config: NeonConfig, connectionUri: string): AskSql =>
  async (queries, { isReadOnly }, signal) => {
    const { hostname, password } = new URL(connectionUri);
    const url = config.sqlUrl?.(hostname) ?? `https://${hostname.replace(/^[^.]+\./, 'api.')}/sql`;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({ queries }),
        headers: {
          ...sqlHeaders,
          'content-type': 'application/json',
          'Neon-Connection-String': connectionUri,
          ...(isReadOnly && { 'Neon-Batch-Read-Only': 'true' }),
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(config.requestTimeoutMs ?? 60_000)]),
      });
      if (response.ok)
        return { kind: 'done', results: sqlResultsSchema.parse(await response.json()).results };
      if (response.status === 400)
        return { kind: 'refused', refusal: sqlRefusalSchema.parse(await response.json()) };
      throw new Error(`the database answered ${response.status}`);
    } catch (error) {
      signal.throwIfAborted();
      throw unreachable({ cause: causeWithoutSecrets(error, [connectionUri, password]) });
    }
  };
