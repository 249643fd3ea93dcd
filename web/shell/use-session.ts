import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../api/session.ts';
import { onSession, readSession } from '../api/session.ts';

/** The session of this tab, as it comes and goes. */
export function useSession(): Session | undefined {
  const [session, setSession] = useState(readSession);
  useEffect(() => onSession(() => setSession(readSession())), []);
  return session;
}
