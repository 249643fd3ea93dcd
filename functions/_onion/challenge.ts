import { isGantryError } from '../../core/errors.ts';
import { scopeSchema } from '../../core/wire/access.ts';
import type { HttpEvent } from './http-call.ts';
import { ownOriginOf } from './own-origin.ts';
import { headerOf } from './read-body.ts';

const allScopes = scopeSchema.options.toSorted().join(' ');

/** What a program without the right token is told where it may get one by OAuth (RFC 6750, 9728); nothing for all other answers. */
export function challengeOf(event: HttpEvent, error: unknown): Readonly<Record<string, string>> {
  const route = event.endpoint?.route;
  if (!route?.takesConnections || !isGantryError(error)) return {};
  const isScope = error.code === 'scope_missing';
  if (error.name !== 'Unauthenticated' && !isScope) return {};
  const why = isScope ? 'insufficient_scope' : headerOf(event, 'authorization') && 'invalid_token';
  const metadata = `${ownOriginOf(event)}/.well-known/oauth-protected-resource${route.path}`;
  const parts = [
    'realm="gantry"',
    ...(why ? [`error="${why}"`] : []),
    `scope="${isScope ? route.scope : allScopes}"`,
    `resource_metadata="${metadata}"`,
  ];
  return { 'www-authenticate': `Bearer ${parts.join(', ')}` };
}
