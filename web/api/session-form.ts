/** Who is signed in, in the tabs of this browser. */
export interface Session {
  readonly token: string;
  readonly username: string;
}

/** Whether what was kept or told is a session. */
export function isSession(value: unknown): value is Session {
  return (
    typeof value === 'object' &&
    value !== null &&
    'token' in value &&
    typeof value.token === 'string' &&
    'username' in value &&
    typeof value.username === 'string'
  );
}
