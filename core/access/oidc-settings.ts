import * as z from 'zod';
import type { AdmissionPolicy } from '../ports/identity-provider.ts';

const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
const list = text.transform(
  (value) =>
    value
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '') ?? [],
);

const environmentSchema = z.object({
  GANTRY_OIDC_ISSUER: text,
  GANTRY_OIDC_CLIENT_ID: text,
  GANTRY_OIDC_CLIENT_SECRET: text,
  GANTRY_OIDC_SCOPES: text,
  GANTRY_OIDC_ALLOWED_DOMAINS: list,
  GANTRY_OIDC_ALLOWED_GROUPS: list,
  GANTRY_OIDC_ADMIN_GROUPS: list,
});

/** Where people sign in, and who of them may. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Space-separated. */
  readonly scopes: string;
  readonly admission: AdmissionPolicy;
}

const issuerSchema = z.url({ protocol: /^https?$/, error: 'GANTRY_OIDC_ISSUER is a URL.' });

/** The environment's OIDC settings, or undefined where no issuer is named. Half a configuration is an Error that says what to set. */
export function readOidcSettings(
  variables: Readonly<Record<string, string | undefined>>,
): OidcSettings | undefined {
  const env = environmentSchema.parse(variables);
  if (env.GANTRY_OIDC_ISSUER === undefined) return undefined;
  const issuer = issuerSchema.parse(env.GANTRY_OIDC_ISSUER);
  const { GANTRY_OIDC_ALLOWED_DOMAINS: domains, GANTRY_OIDC_ALLOWED_GROUPS: allowedGroups } = env;
  if (env.GANTRY_OIDC_CLIENT_ID === undefined)
    throw new Error('Set GANTRY_OIDC_CLIENT_ID beside GANTRY_OIDC_ISSUER.');
  if (domains.length === 0 && allowedGroups.length === 0) {
    throw new Error(
      'Set GANTRY_OIDC_ALLOWED_DOMAINS or GANTRY_OIDC_ALLOWED_GROUPS: without them nobody could sign in.',
    );
  }
  if (!isSafe(new URL(issuer))) throw new Error('GANTRY_OIDC_ISSUER must be https.');
  return {
    issuer,
    clientId: env.GANTRY_OIDC_CLIENT_ID,
    clientSecret: env.GANTRY_OIDC_CLIENT_SECRET,
    scopes: env.GANTRY_OIDC_SCOPES ?? 'openid profile email',
    admission: {
      allowedDomains: domains.map((domain) => domain.toLowerCase()),
      allowedGroups,
      adminGroups: env.GANTRY_OIDC_ADMIN_GROUPS,
    },
  };
}

/** Plain http never leaves this machine. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
