/** What binds a sign-in's end to its beginning; each is used once. */
export interface FlowSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Who somebody is by the provider's word. */
export interface VouchedIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly username: string | undefined;
  /** Only an address that the provider says it has verified. */
  readonly email: string | undefined;
  readonly groups: readonly string[];
}

/** Who of the provider's people may come in. An empty list asks nothing; both empty lets nobody in. */
export interface AdmissionPolicy {
  readonly allowedDomains: readonly string[];
  readonly allowedGroups: readonly string[];
  /** Empty leaves roles to Gantry's own admins. */
  readonly adminGroups: readonly string[];
}

/** An OpenID Connect provider, by the authorization code flow with PKCE. */
export interface IdentityProvider {
  readonly admission: AdmissionPolicy;
  /** Where to send the browser; DependencyFailed when the provider does not answer. */
  authorizationUrl(secrets: FlowSecrets, signal: AbortSignal): Promise<string>;
  /**
   * Redeems the query that the provider sent the browser back with. The ID token's signature, issuer, audience, times and nonce have been
   * verified; Unauthenticated when anything is wrong with them or the provider refused.
   */
  redeem(
    query: Readonly<Record<string, string>>,
    secrets: FlowSecrets,
    signal: AbortSignal,
  ): Promise<VouchedIdentity>;
}
