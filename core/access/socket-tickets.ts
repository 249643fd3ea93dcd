import * as z from 'zod';
import { Unauthenticated } from '../errors.ts';
import type { UserId } from '../wire/ids.ts';
import { userIdSchema } from '../wire/ids.ts';
import type { SessionDeps } from './sessions.ts';

const lifeMs = 30_000;
const ticketSchema = z.strictObject({ user_id: userIdSchema });
const keyOf = (sha256: string) => ({ partition: `ticket#${sha256}`, sort: 'ticket' });

/** Makes a ticket that opens one WebSocket within 30 s; browsers cannot send a bearer token there. */
export const issueTicket =
  (deps: SessionDeps) =>
  async (
    userId: UserId,
    signal: AbortSignal,
  ): Promise<{ readonly ticket: string; readonly expires_at: string }> => {
    const ticket = deps.ids.token();
    const expiresAtMs = deps.clock.nowMs() + lifeMs;
    const key = keyOf(deps.digest.sha256(ticket));
    await deps.records.put(key, { user_id: userId }, { condition: { kind: 'absent' }, expiresAtMs }, signal);
    return { ticket, expires_at: new Date(expiresAtMs).toISOString() };
  };

/** Uses a ticket up and answers whose it was; Unauthenticated for an unknown, used or expired one. Of two takers one gets it. */
export const redeemTicket =
  (deps: SessionDeps) =>
  async (ticket: string, signal: AbortSignal): Promise<UserId> => {
    const key = keyOf(deps.digest.sha256(ticket));
    const found = await deps.records.get(key, ticketSchema, signal);
    const condition = { kind: 'revision', revision: found?.revision ?? '' } as const;
    if (found !== undefined && (await deps.records.remove(key, condition, signal)))
      return found.value.user_id;
    throw new Unauthenticated(
      'ticket_invalid',
      'This ticket is unknown, used or expired; get a new one with POST /gantry/ws-ticket.',
    );
  };
