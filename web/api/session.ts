/** Who is signed in, in this tab. */
export interface Session {
  readonly token: string;
  readonly username: string;
}

const key = 'gantry.session';
const listeners = new Set<() => void>();
let why: 'expired' | undefined;

/**
 * The session of this tab. It stands in sessionStorage: it survives a reload, ends with the tab, and never lies on disk for the next program
 * that is served from the same localhost port.
 */
export function readSession(): Session | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isSession(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isSession(value: unknown): value is Session {
  return (
    typeof value === 'object' &&
    value !== null &&
    'token' in value &&
    typeof value.token === 'string' &&
    'username' in value &&
    typeof value.username === 'string'
  );
}

/** Starts a session and tells whoever listens. */
export function keepSession(session: Session): void {
  why = undefined;
  sessionStorage.setItem(key, JSON.stringify(session));
  tell();
}

/** Forgets the session; `expired` when the server no longer knows it. */
export function forgetSession(reason?: 'expired'): void {
  why = reason;
  sessionStorage.removeItem(key);
  tell();
}

/** Whether the last session ended by itself. */
export const hasExpired = (): boolean => why === 'expired';

/** Calls back at every start and end of a session; answers how to stop. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
