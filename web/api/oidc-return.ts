/** Where a browser comes back to after signing in elsewhere, as its fragment says. */
export type OidcReturn =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'begin' }
  | { readonly kind: 'error'; readonly reason: string };

/** Reads the fragment that the identity provider's way back ends in; undefined for any other. */
export function readOidcReturn(hash: string): OidcReturn | undefined {
  if (hash === '#oidc-begin') return { kind: 'begin' };
  const [, code] = /^#oidc=([A-Za-z0-9_-]{1,128})$/.exec(hash) ?? [];
  if (code !== undefined) return { kind: 'code', code };
  const [, reason] = /^#oidc-error=([a-z_]{1,64})$/.exec(hash) ?? [];
  return reason === undefined ? undefined : { kind: 'error', reason };
}
