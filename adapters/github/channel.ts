import { type GantryError, isGantryError } from '../../core/errors.ts';
import type { Channel, Posted } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Place, Said } from '../../core/wire/channel.ts';
import { commentBody } from './comment-body.ts';
import { connect, type GitHubConfig } from './connection.ts';
import { ifFound } from './fault.ts';
import { readComment } from './read-comment.ts';
import { splitName } from './repository.ts';
import { isSigned } from './signed-delivery.ts';

/** Whom people mention where nothing else is set. */
export const defaultMention = '@gantry';

export interface GitHubChannelConfig extends Pick<GitHubConfig, 'token' | 'apiUrl' | 'requestTimeoutMs'> {
  /** What GitHub signs its deliveries with. */
  readonly secret: string;
  /** Whom people mention to be heard. */
  readonly mention: string;
  readonly clock: Clock;
}

/** Issues and pull requests of GitHub: comments that mention Gantry, answered by comments. It takes no pictures by its API and tells of no reactions. */
export function gitHubChannel(config: GitHubChannelConfig): Channel {
  const { secret, mention } = config;
  return {
    platform: 'github',
    read: (delivery) => {
      const { body, header } = delivery;
      const isTrue = isSigned(secret, { body, signature: header('x-hub-signature-256') });
      return isTrue ? readComment(delivery, config) : { kind: 'forged' };
    },
    mayWrite: (said, signal) => mayWrite(config, said, signal),
    post: ({ chat, thread }, post, signal) =>
      posted(
        connect(config, signal).rest.issues.createComment({
          ...splitName(chat),
          issue_number: Number(thread),
          body: commentBody(post, mention),
        }),
      ),
    edit: ({ chat }: Place, messageId, post, signal) =>
      posted(
        connect(config, signal).rest.issues.updateComment({
          ...splitName(chat),
          comment_id: Number(messageId),
          body: commentBody(post, mention),
        }),
      ),
  };
}

/** A busy GitHub is asked again later; whatever else it refuses, it will not take: the issue is locked or gone, the repository archived, the token revoked. */
async function posted(request: Promise<{ readonly data: { readonly id: number } }>): Promise<Posted> {
  try {
    return { kind: 'posted', messageId: String((await request).data.id) };
  } catch (error) {
    if (isGantryError(error) && error.name !== 'DependencyFailed')
      return { kind: 'gone', why: inItsWords(error) };
    throw error;
  }
}

function inItsWords({ message, details }: GantryError): string {
  const { reasons } = details ?? {};
  return Array.isArray(reasons) && reasons.length > 0 ? reasons.join(' ') : message;
}

/** What a name was given to may be another account by now. */
async function mayWrite(
  config: GitHubChannelConfig,
  { place, person, repository }: Said,
  signal: AbortSignal,
): Promise<boolean> {
  if (repository === undefined) return false;
  const { repos } = connect(config, signal).rest;
  const where = { ...splitName(place.chat), username: repository.account };
  const found = await ifFound(repos.getCollaboratorPermissionLevel(where));
  if (found === undefined || String(found.data.user?.id) !== person) return false;
  return found.data.permission === 'admin' || found.data.permission === 'write';
}
