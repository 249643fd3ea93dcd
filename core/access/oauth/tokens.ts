import * as z from 'zod';
import { sha256Schema } from '../../wire/ids.ts';
import type { oauthTokenBodySchema, oauthTokensSchema } from '../../wire/oauth.ts';
import type { ConnectionGrant, GrantRef, SessionDeps } from '../grants.ts';
import {
  accessTokenMs,
  endGrant,
  expiresAtMs,
  findGoodGrant,
  grantRefSchema,
  refOf,
  resolveGrant,
  saveGrant,
  savePointer,
} from '../grants.ts';
import { findUser } from '../users.ts';
import { checkTarget, codeKey, codeSchema } from './authorize.ts';
import { requireClient } from './clients.ts';
import { OauthError } from './oauth-error.ts';

type TokenBody = z.infer<typeof oauthTokenBodySchema>;
type Tokens = z.infer<typeof oauthTokensSchema>;
type Code = z.infer<typeof codeSchema>;

/** How long a used code is remembered, so that a second use of it is noticed. */
const rememberUsedMs = 10 * 60_000;
const verifierPattern = /^[A-Za-z0-9._~-]{43,128}$/;

const refreshSchema = z.strictObject({
  ...grantRefSchema.shape,
  client_id: z.string(),
  sha256: sha256Schema,
});
const refreshKey = (sha256: string) => ({ partition: `oauth-refresh#${sha256}`, sort: 'refresh' });

/** Answers a program that asks for tokens, with a code or with a refresh token; OauthError for what is refused. */
export const giveTokens =
  (deps: SessionDeps) =>
  async (body: TokenBody, audience: string, signal: AbortSignal): Promise<Tokens> => {
    checkTarget(body.resource, audience);
    if (body.grant_type === 'authorization_code') return redeemCode(deps, body, signal);
    if (body.grant_type === 'refresh_token') return refresh(deps, body, signal);
    throw new OauthError('unsupported_grant_type', 'grant_type is authorization_code or refresh_token.');
  };

const badCode = (): OauthError =>
  new OauthError('invalid_grant', 'The code has expired, was used already, or is not this program’s.');

async function redeemCode(deps: SessionDeps, body: TokenBody, signal: AbortSignal): Promise<Tokens> {
  const key = codeKey(deps.digest.sha256(body.code ?? ''));
  const found = await deps.records.get(key, codeSchema, signal);
  if (found === undefined) throw badCode();
  const code = found.value;
  if (code.became !== null) {
    // Somebody has seen the code of somebody else: whichever of the two was first, nobody keeps what came of it.
    await endById(deps, { ...code, grant_id: code.became }, signal);
    throw badCode();
  }
  if (!isFetchedByItsProgram(deps, body, code)) throw badCode();
  const { grant, tokens } = await newConnection(deps, code, signal);
  const condition = { kind: 'revision', revision: found.revision } as const;
  const expiresAtMs = deps.clock.nowMs() + rememberUsedMs;
  const used = await deps.records.put(key, { ...code, became: grant.id }, { condition, expiresAtMs }, signal);
  if (used === 'lost') throw badCode();
  await saveConnection(deps, grant, signal);
  return tokens;
}

function isFetchedByItsProgram({ digest }: SessionDeps, body: TokenBody, code: Code): boolean {
  const isItsAddress = body.redirect_uri === undefined || body.redirect_uri === code.redirect_uri;
  const verifier = body.code_verifier ?? '';
  const isItsVerifier =
    verifierPattern.test(verifier) && asBase64Url(digest.sha256(verifier)) === code.challenge;
  return body.client_id === code.client_id && isItsAddress && isItsVerifier;
}

const asBase64Url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

async function newConnection(deps: SessionDeps, code: Code, signal: AbortSignal) {
  const client = await requireClient(deps, code.client_id, signal);
  const user = await findUser(deps)(code.username, signal);
  if (user === undefined || user.id !== code.user_id || user.is_disabled) throw badCode();
  const { tokens, kept } = freshTokens(deps, code.scopes);
  const grant: ConnectionGrant = {
    kind: 'connection',
    id: deps.ids.make('con'),
    user_id: user.id,
    username: user.username,
    epoch: user.key_epoch,
    created_at_ms: kept.refreshed_at_ms,
    last_used_at_ms: null,
    client_id: client.client_id,
    client_name: client.client_name,
    scopes: code.scopes,
    audience: code.audience,
    ...kept,
  };
  return { grant, tokens };
}

/** New tokens, and what is kept of them. */
function freshTokens({ ids, digest, clock }: SessionDeps, scopes: ConnectionGrant['scopes']) {
  const access = ids.token();
  const refreshToken = ids.token();
  const tokens: Tokens = {
    access_token: access,
    token_type: 'Bearer',
    expires_in: accessTokenMs / 1_000,
    refresh_token: refreshToken,
    scope: scopes.join(' '),
  };
  const kept = {
    token_sha256: digest.sha256(access),
    refresh_sha256: digest.sha256(refreshToken),
    refreshed_at_ms: clock.nowMs(),
  };
  return { tokens, kept };
}

async function saveConnection(deps: SessionDeps, grant: ConnectionGrant, signal: AbortSignal): Promise<void> {
  await saveGrant(deps, grant, signal);
  await saveRefresh(deps, grant, signal);
}

async function saveRefresh(
  { records }: Pick<SessionDeps, 'records'>,
  grant: ConnectionGrant,
  signal: AbortSignal,
): Promise<void> {
  const { refresh_sha256: sha256, client_id } = grant;
  const options = { condition: { kind: 'absent' }, expiresAtMs: expiresAtMs(grant) } as const;
  await records.put(refreshKey(sha256), { ...refOf(grant), client_id, sha256 }, options, signal);
}

const badRefresh = (): OauthError =>
  new OauthError(
    'invalid_grant',
    'The refresh token has expired, was used already, or was revoked. Connect anew.',
  );

/** Each refresh token works once. One that comes again was copied, or its program lost the answer: either way a person has to say yes anew. */
async function refresh(deps: SessionDeps, body: TokenBody, signal: AbortSignal): Promise<Tokens> {
  const presented = await findRefresh(deps, body.refresh_token, signal);
  if (presented === undefined || presented.client_id !== body.client_id) throw badRefresh();
  const good = await findGoodGrant(deps, presented, signal);
  if (good === undefined || good.found.value.kind !== 'connection') throw badRefresh();
  const old = good.found.value;
  if (old.refresh_sha256 !== presented.sha256) {
    await endGrant(deps, old, signal);
    throw badRefresh();
  }
  const { tokens, kept } = freshTokens(deps, old.scopes);
  const grant: ConnectionGrant = { ...old, ...kept };
  const condition = { kind: 'revision', revision: good.found.revision } as const;
  const options = { condition, expiresAtMs: expiresAtMs(grant) };
  if ((await deps.records.put(good.found.key, grant, options, signal)) === 'lost') throw badRefresh();
  await savePointer(deps, grant, signal);
  await saveRefresh(deps, grant, signal);
  return tokens;
}

async function findRefresh(deps: SessionDeps, token: string | undefined, signal: AbortSignal) {
  const key = refreshKey(deps.digest.sha256(token ?? ''));
  return (await deps.records.get(key, refreshSchema, signal))?.value;
}

/** Ends the connection that a token of either kind belongs to (RFC 7009); a token that is none changes nothing. */
export const revokeToken =
  (deps: SessionDeps) =>
  async (token: string, clientId: string | undefined, signal: AbortSignal): Promise<void> => {
    const resolved = await resolveGrant(deps, token, signal);
    const ref = resolved ? refOf(resolved.grant) : await findRefresh(deps, token, signal);
    if (ref !== undefined) await endById(deps, ref, signal, clientId);
  };

async function endById(
  deps: SessionDeps,
  ref: GrantRef,
  signal: AbortSignal,
  clientId?: string,
): Promise<void> {
  const good = await findGoodGrant(deps, ref, signal);
  const grant = good?.found.value;
  if (grant?.kind !== 'connection') return;
  if (clientId === undefined || clientId === grant.client_id) await endGrant(deps, grant, signal);
}
