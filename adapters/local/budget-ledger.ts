import type { DatabaseSync } from 'node:sqlite';
import type { BudgetLedger } from '../../core/ports/budget-ledger.ts';
import type { Clock } from '../../core/ports/clock.ts';

interface BudgetLedgerDeps {
  readonly database: DatabaseSync;
  readonly clock: Clock;
}

/** `held` is a JSON object of amounts by hold. */
const schema = `
  create table if not exists budget_accounts (
    account text primary key,
    used integer not null,
    held text not null,
    expires_at_ms integer not null
  ) without rowid;
`;

const reserveSql = `insert into budget_accounts (account, used, held, expires_at_ms)
  values (:account, :amount, json_object(:id, :amount), :expires)
  on conflict (account) do update set
    used = used + :amount, held = json_patch(held, json_object(:id, :amount)), expires_at_ms = :expires
  where used <= :room and not exists (select 1 from json_each(held) where key = :id)
  returning used`;

const settleSql = `update budget_accounts set used = used + :difference, held = json_patch(held, json_object(:id, null))
  where account = :account and exists (select 1 from json_each(held) where key = :id and value = :amount)`;

const readSql = `select used, (select coalesce(sum(value), 0) from json_each(held)) as held,
  exists (select 1 from json_each(held) where key = :id) as has_hold
  from budget_accounts where account = :account`;

/** Accounts on SQLite: reserving and settling are one statement each, which carries its own condition. */
export function createBudgetLedger({ database, clock }: BudgetLedgerDeps): BudgetLedger {
  database.exec(schema);
  database.prepare('delete from budget_accounts where expires_at_ms < ?').run(clock.nowMs());
  const reserve = database.prepare(reserveSql);
  const settle = database.prepare(settleSql);
  const read = database.prepare(readSql);
  return {
    async reserve({ account, capMicroUsd, expiresAtMs }, { id, microUsd }, signal) {
      signal.throwIfAborted();
      const room = capMicroUsd - microUsd;
      const held =
        room >= 0 ? reserve.get({ account, id, amount: microUsd, room, expires: expiresAtMs }) : undefined;
      if (held !== undefined) return { outcome: 'held' };
      const row = read.get({ account, id });
      if (Number(row?.has_hold ?? 0) === 1) return { outcome: 'held' };
      return { outcome: 'short', usedMicroUsd: Number(row?.used ?? 0) };
    },
    async settle(account, { id, microUsd }, spentMicroUsd, signal) {
      signal.throwIfAborted();
      settle.run({ account, id, amount: microUsd, difference: spentMicroUsd - microUsd });
    },
    async read(account, signal) {
      signal.throwIfAborted();
      const row = read.get({ account, id: '' });
      return { usedMicroUsd: Number(row?.used ?? 0), heldMicroUsd: Number(row?.held ?? 0) };
    },
  };
}
