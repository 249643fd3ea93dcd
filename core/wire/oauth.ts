import * as z from 'zod';
import { scopeSchema } from './access.ts';

/** A client's own name is shown to people before they allow it anything. */
const clientNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((name) => name.isWellFormed() && !/[\p{Cc}\p{Cf}]/u.test(name), {
    message: 'Leave out control characters and halves of surrogate pairs.',
  });

/** What a program says of itself as it registers (RFC 7591). What is not listed here is passed over, as the standard asks. */
export const oauthRegistrationSchema = z.object({
  redirect_uris: z.array(z.string().min(1).max(500)).min(1).max(5),
  client_name: clientNameSchema.default('A program without a name'),
  token_endpoint_auth_method: z.string().max(64).optional(),
  grant_types: z.array(z.string().max(64)).max(10).optional(),
  response_types: z.array(z.string().max(64)).max(10).optional(),
});

/** A registered program. It has no secret: what proves it is the verifier of each sign-in (PKCE). */
export const oauthClientSchema = z.strictObject({
  client_id: z.string(),
  client_id_issued_at: z.number().int(),
  client_name: z.string(),
  redirect_uris: z.array(z.string()),
  token_endpoint_auth_method: z.literal('none'),
  grant_types: z.array(z.string()),
  response_types: z.array(z.string()),
});

/** A refusal as programs of OAuth read it (RFC 6749, 7591). */
export const oauthErrorSchema = z.strictObject({ error: z.string(), error_description: z.string() });

const parameter = z.string().max(2_000).optional();

/** What a program sends a person's browser with. Most parts are judged later, since OAuth has an error of its own for each. */
export const oauthAuthorizeQuerySchema = z.object({
  response_type: parameter,
  client_id: z.string().min(1).max(200),
  redirect_uri: parameter,
  code_challenge: parameter,
  code_challenge_method: parameter,
  scope: parameter,
  state: parameter,
  resource: parameter,
});
export type OauthRequest = z.infer<typeof oauthAuthorizeQuerySchema>;

/** What the consent screen shows: who asks, where the person is sent afterwards, and for what. */
export const oauthConsentSchema = z.strictObject({
  client_name: z.string(),
  /** `this computer`, or the host or the scheme that the answer goes to. */
  goes_to: z.string(),
  registered_at: z.iso.datetime(),
  scopes: z.array(scopeSchema),
});

/** A person's answer; with no scope left it is a no. */
export const oauthDecisionSchema = z.strictObject({
  request: oauthAuthorizeQuerySchema,
  scopes: z.array(scopeSchema).max(4),
});
/** Where the browser is to go now. */
export const oauthDecidedSchema = z.strictObject({ location: z.string() });

/** A form, with what its `grant_type` asks for. */
export const oauthTokenBodySchema = z.object({
  grant_type: z.string().max(200),
  client_id: parameter,
  code: parameter,
  redirect_uri: parameter,
  code_verifier: parameter,
  refresh_token: parameter,
  resource: parameter,
});
export const oauthTokensSchema = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.number().int(),
  refresh_token: z.string(),
  scope: z.string(),
});
export const oauthRevokeBodySchema = z.object({ token: z.string().min(1).max(2_000), client_id: parameter });

/** A program that may act for its user, as the user sees it. */
export const connectionSchema = z.strictObject({
  id: z.string(),
  client_name: z.string(),
  scopes: z.array(scopeSchema),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime(),
});
export type ConnectionView = z.infer<typeof connectionSchema>;
export const connectionsSchema = z.strictObject({ connections: z.array(connectionSchema) });

const linkSchema = z.string();
/** Who guards `/gantry/mcp` (RFC 9728). */
export const oauthResourceSchema = z.strictObject({
  resource: linkSchema,
  resource_name: z.string(),
  authorization_servers: z.array(linkSchema),
  scopes_supported: z.array(scopeSchema),
  bearer_methods_supported: z.array(z.literal('header')),
});
/** How to ask for a token (RFC 8414). */
export const oauthServerSchema = z.strictObject({
  issuer: linkSchema,
  authorization_endpoint: linkSchema,
  token_endpoint: linkSchema,
  registration_endpoint: linkSchema,
  revocation_endpoint: linkSchema,
  scopes_supported: z.array(scopeSchema),
  response_types_supported: z.array(z.literal('code')),
  grant_types_supported: z.array(z.enum(['authorization_code', 'refresh_token'])),
  code_challenge_methods_supported: z.array(z.literal('S256')),
  token_endpoint_auth_methods_supported: z.array(z.literal('none')),
  revocation_endpoint_auth_methods_supported: z.array(z.literal('none')),
  authorization_response_iss_parameter_supported: z.literal(true),
});
