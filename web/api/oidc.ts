import { ApiError } from './api-error.ts';
import { call } from './call.ts';
import { keepSession } from './session.ts';
import { sha256Hex } from './sha256-hex.ts';

const key = 'gantry.oidc';

/** Whether this Gantry has an identity provider: then its sign-in redirects. */
export async function hasOidc(signal: AbortSignal): Promise<boolean> {
  const answer = await fetch('/gantry/oidc/login', { redirect: 'manual', signal });
  return answer.type === 'opaqueredirect';
}

/** Leaves for the identity provider. What redeems the sign-in stays in this tab; only its hash travels. */
export async function beginOidc(): Promise<void> {
  const verifier = base64Url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = await sha256Hex(new TextEncoder().encode(verifier));
  sessionStorage.setItem(key, verifier);
  location.assign(`/gantry/oidc/login?challenge=${challenge}`);
}

/** Redeems the code that the browser came back with; only the tab that began can. */
export async function redeemOidc(code: string): Promise<void> {
  const verifier = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (verifier === null)
    throw new ApiError({
      status: 0,
      code: 'oidc_not_begun_here',
      message: 'This sign-in was not begun in this tab. Sign in again.',
    });
  const { token, user } = await call('oidcSession', { body: { code, verifier } });
  keepSession({ token, username: user.username });
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
