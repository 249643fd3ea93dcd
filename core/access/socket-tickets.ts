import { Unauthenticated } from '../errors.ts';
import type { GrantRef } from './grants.ts';
import { grantRefSchema, isGrantGood } from './grants.ts';
import type { Caller, SessionDeps } from './sessions.ts';

const lifeMs = 30_000;
const keyOf = (sha256: string) => ({ partition: `ticket#${sha256}`, sort: 'ticket' });

/** Makes a ticket that opens one WebSocket within 30 s, while what the caller came with is good; browsers cannot send a bearer token there. */
export const issueTicket =
  (deps: SessionDeps) =>
  async (
    caller: Pick<Caller, 'id' | 'username' | 'sessionId'>,
    signal: AbortSignal,
  ): Promise<{ readonly ticket: string; readonly expires_at: string }> => {
    const ticket = deps.ids.token();
    const expiresAtMs = deps.clock.nowMs() + lifeMs;
    const key = keyOf(deps.digest.sha256(ticket));
    const ref: GrantRef = { user_id: caller.id, username: caller.username, grant_id: caller.sessionId };
    await deps.records.put(key, ref, { condition: { kind: 'absent' }, expiresAtMs }, signal);
    return { ticket, expires_at: new Date(expiresAtMs).toISOString() };
  };

/**
 * Uses a ticket up and answers under which grant it was made; Unauthenticated for an unknown, used or expired one, and where that grant has
 * ended. Of two takers one gets it.
 */
export const redeemTicket =
  (deps: SessionDeps) =>
  async (ticket: string, signal: AbortSignal): Promise<GrantRef> => {
    const key = keyOf(deps.digest.sha256(ticket));
    const found = await deps.records.get(key, grantRefSchema, signal);
    const condition = { kind: 'revision', revision: found?.revision ?? '' } as const;
    const isTaken = found !== undefined && (await deps.records.remove(key, condition, signal));
    if (isTaken && (await isGrantGood(deps, found.value, signal))) return found.value;
    throw new Unauthenticated(
      'ticket_invalid',
      'This ticket has expired or was used already. Get a new one with POST /gantry/ws-ticket.',
    );
  };
