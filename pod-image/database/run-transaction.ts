import { protocol } from '@electric-sql/pglite';
import type { SqlQuery, SqlResult } from '../../core/wire/sql.ts';
import { boundText } from './bound-text.ts';
import { readMessages, refusalOf, type WireMessage } from './read-messages.ts';
import { refuseStatement } from './refuse-statement.ts';
import { isolationLevels, postgresRoles, type TwinAnswer, type TwinRequest } from './twin-request.ts';

/** What a transaction is run on: Postgres' own wire, message in and messages out. */
export interface Wire {
  execProtocol(
    message: Uint8Array,
    options: { readonly throwOnError: false },
  ): Promise<{ readonly messages: readonly WireMessage[] }>;
}

const { serialize } = protocol;

/**
 * Runs a request as one transaction. Before every statement the role is taken anew, so that whatever a statement did to it ends with that
 * statement, and nothing of a session outlives the request.
 */
export async function runTransaction(wire: Wire, request: TwinRequest): Promise<TwinAnswer> {
  const results: SqlResult[] = [];
  await simple(wire, beginOf(request));
  for (const query of request.queries) {
    const answer = await runOne(wire, request, query);
    if ('refusal' in answer) {
      await simple(wire, 'rollback');
      return { kind: 'refused', refusal: answer.refusal };
    }
    results.push(answer.result);
  }
  const refusal = refusalOf(await simple(wire, 'commit'));
  await simple(wire, 'discard sequences');
  return refusal === undefined ? { kind: 'done', results } : { kind: 'refused', refusal };
}

function beginOf({ isolation, isReadOnly }: TwinRequest): string {
  const level = isolationLevels[isolation ?? ''];
  const modes = [...(level ? [`isolation level ${level}`] : []), ...(isReadOnly ? ['read only'] : [])];
  return `begin ${modes.join(', ')}`;
}

async function runOne(wire: Wire, { role }: TwinRequest, { query, params = [] }: SqlQuery) {
  const refusal = refuseStatement(role, query);
  if (refusal !== undefined) return { refusal };
  await simple(wire, `set local role ${postgresRoles[role]}`);
  const messages = await execute(wire, [
    serialize.parse({ text: query }),
    serialize.bind({ values: params.map(boundText) }),
    serialize.describe({ type: 'P' }),
    serialize.execute({}),
    serialize.sync(),
  ]);
  return readMessages(messages);
}

const simple = (wire: Wire, sql: string): Promise<readonly WireMessage[]> =>
  execute(wire, [serialize.query(sql)]);

async function execute(wire: Wire, parts: readonly Uint8Array[]): Promise<readonly WireMessage[]> {
  const { messages } = await wire.execProtocol(Buffer.concat(parts), { throwOnError: false });
  return messages;
}
