import { type Channel, type SharedSession, shareSession } from './session-channel.ts';
import { isSession, type Session } from './session-form.ts';

export type { Session } from './session-form.ts';

const key = 'gantry.session';
const listeners = new Set<() => void>();
let why: 'expired' | undefined;
let shared: SharedSession | undefined;

/** Longer than tabs that are awake take to answer; a later answer counts too. */
const answerMs = 250;

/**
 * The session of this tab. It stands in sessionStorage: it survives a reload, ends with the tab, and never lies on disk for the next program
 * that is served from the same localhost port. Other tabs of this origin hand it over in memory (docs/decisions/0020).
 */
export function readSession(): Session | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isSession(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Shares the session with the other tabs; a tab without one waits for theirs. Call it once, before anything is drawn. */
export async function joinOtherTabs(): Promise<void> {
  shared ??= shareSession(openChannel(), {
    read: readSession,
    take,
    drop: () => drop(undefined),
  });
  if (readSession() === undefined) await shared.ask(answerMs);
}

function openChannel(): Channel {
  const channel = new BroadcastChannel(key);
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.onmessage = (event) => listener('data' in event ? event.data : undefined);
    },
  };
}

/** Starts a session in every tab. */
export function keepSession(session: Session): void {
  take(session);
  shared?.tellKept(session);
}

/** Forgets the session in every tab that has it. */
export function forgetSession(): void {
  const session = readSession();
  drop(undefined);
  if (session !== undefined) shared?.tellEnded(session.token);
}

/** Forgets a session that the server no longer knows, unless the tab has another by now. */
export function expireSession(token: string): void {
  if (readSession()?.token !== token) return;
  drop('expired');
  shared?.tellEnded(token);
}

/** Whether the last session ended by itself. */
export const hasExpired = (): boolean => why === 'expired';

/** Calls back at every start and end of a session; answers how to stop. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function take(session: Session): void {
  why = undefined;
  sessionStorage.setItem(key, JSON.stringify(session));
  tell();
}

function drop(reason: 'expired' | undefined): void {
  why = reason;
  sessionStorage.removeItem(key);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}
