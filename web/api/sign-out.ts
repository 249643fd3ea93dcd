import { call } from './call.ts';
import { forgetSession } from './session.ts';

/** Ends the session of this tab; it is forgotten here whatever the server says, since that is what was asked for. */
export function signOut(): void {
  void call('signOut', {})
    .catch(() => undefined)
    .finally(() => forgetSession());
}
