import * as z from 'zod';
import { isSpokenEvent, type SpokenEvent, spokenEvents } from '../../core/channels/github-events.ts';
import type { ChannelDelivery, ReadDelivery } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Place, Said } from '../../core/wire/channel.ts';
import { maxSpokenLength } from '../../core/wire/http.ts';
import { readPayload, unreadable } from './signed-delivery.ts';
import { isYes, ownMark, wordsTo } from './spoken-text.ts';

const userSchema = z.object({ id: z.number().int(), login: z.string(), type: z.string() }).nullable();
const at = z.iso.datetime({ offset: true });
/** The fields of what people write that are read; the rest is left alone. */
const writtenSchema = z.object({
  id: z.number().int().positive(),
  body: z.string().nullable(),
  user: userSchema,
  author_association: z.string(),
  performed_via_github_app: z.unknown().optional(),
});
const commentSchema = writtenSchema.extend({ created_at: at });
const numbered = z.object({ number: z.number().int().positive() });
const shared = {
  action: z.string(),
  repository: z.object({
    id: z.number().int().positive(),
    full_name: z.string().min(3).max(150),
    html_url: z.url(),
  }),
  sender: z.object({ id: z.number().int() }),
};
const reviewCommentSchema = commentSchema.extend({ path: z.string(), line: z.number().int().nullish() });
const schemas = {
  issue_comment: z.object({ ...shared, issue: numbered, comment: commentSchema }),
  issues: z.object({ ...shared, issue: commentSchema.extend({ ...numbered.shape, title: z.string() }) }),
  pull_request_review: z.object({
    ...shared,
    pull_request: numbered,
    review: writtenSchema.extend({ submitted_at: at.nullish() }),
  }),
  pull_request_review_comment: z.object({
    ...shared,
    pull_request: numbered,
    comment: reviewCommentSchema,
  }),
};
type Events = { readonly [E in keyof typeof schemas]: z.infer<(typeof schemas)[E]> };

/** What somebody wrote, wherever they did. */
interface Written {
  readonly isNew: boolean;
  readonly number: number;
  readonly by: z.infer<typeof writtenSchema>;
  readonly at: string;
  readonly text: string;
  /** Where a bare yes is an answer; its number counts with those of our own comments. */
  readonly takesYes: boolean;
  readonly payload: Pick<Events['issues'], 'repository' | 'sender'>;
}

/** Reads what a delivery whose signature was right says to whoever `mention` names; InputRejected for one that is not GitHub's. */
export function readComment(
  { body, header }: ChannelDelivery,
  { mention, clock }: { readonly mention: string; readonly clock: Clock },
): ReadDelivery {
  const event = header('x-github-event');
  if (!isSpokenEvent(event)) return { kind: 'other' };
  const written = writtenIn(event, readPayload({ body, contentType: header('content-type') }));
  if (!isPersons(written)) return { kind: 'other' };
  if (Date.parse(written.at) < clock.nowMs() - maxAgeMs) return { kind: 'forged' };
  const act = actOf(written, mention);
  return act === undefined
    ? { kind: 'other' }
    : { kind: 'said', said: saidOf(event, written, act), reply: null };
}

/** A delivery counts as seen for longer. */
const maxAgeMs = 25 * 3_600_000;

function writtenIn(event: SpokenEvent, payload: unknown): Written {
  switch (event) {
    case 'issue_comment': {
      const { issue, comment, ...rest } = parsed(event, payload);
      return writtenBy(comment, comment.created_at, 'created', {
        ...rest,
        number: issue.number,
        takesYes: true,
      });
    }
    case 'issues': {
      const { issue, ...rest } = parsed(event, payload);
      const text = `${issue.title}\n\n${issue.body ?? ''}`;
      return { ...writtenBy(issue, issue.created_at, 'opened', { ...rest, number: issue.number }), text };
    }
    case 'pull_request_review': {
      const { pull_request, review, ...rest } = parsed(event, payload);
      return writtenBy(review, review.submitted_at ?? '', 'submitted', {
        ...rest,
        number: pull_request.number,
      });
    }
    case 'pull_request_review_comment': {
      const { pull_request, comment, ...rest } = parsed(event, payload);
      const { number } = pull_request;
      const written = writtenBy(comment, comment.created_at, 'created', { ...rest, number });
      const line = comment.line ? `, line ${comment.line}` : '';
      return { ...written, text: `${written.text}\n\n(About ${comment.path}${line}.)` };
    }
  }
}

function parsed<E extends SpokenEvent>(event: E, payload: unknown): Events[E] {
  const read = schemas[event].safeParse(payload);
  if (read.success) return read.data as Events[E];
  const fields = read.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw unreadable(`it lacks ${fields} of an event ${event}`, 'Let the webhook send it unchanged');
}

function writtenBy(
  by: Written['by'],
  when: string,
  action: string,
  {
    number,
    takesYes = false,
    ...payload
  }: Written['payload'] & {
    readonly action: string;
    readonly number: number;
    readonly takesYes?: boolean;
  },
): Written {
  const isNew = payload.action === action && when !== '';
  return { isNew, number, by, at: when, text: by.body ?? '', takesYes, payload };
}

/** What a program wrote, whoever it did that for, and what Gantry itself did is answered by nobody. */
function isPersons({ isNew, by, text, payload }: Written): boolean {
  const { user, performed_via_github_app: app } = by;
  return (
    isNew &&
    user !== null &&
    user.type === 'User' &&
    user.id === payload.sender.id &&
    (app === undefined || app === null) &&
    !text.includes(ownMark)
  );
}

function actOf({ by, text, takesYes }: Written, mention: string): Said['act'] | undefined {
  if (takesYes && isYes(text)) return { kind: 'agree', message_id: String(by.id) };
  const words = wordsTo(mention, text);
  if (words === undefined) return undefined;
  if (words.text === '') return words.hasFiles ? { kind: 'file' } : { kind: 'text', text: '/help' };
  if (/^change$/i.test(words.text)) return { kind: 'change' };
  return { kind: 'text', text: words.text.slice(0, maxSpokenLength + 1) };
}

function saidOf(event: SpokenEvent, { by, number, at: when, payload }: Written, act: Said['act']): Said {
  const { repository } = payload;
  const { id, login } = by.user as NonNullable<Written['by']['user']>;
  const place: Place = {
    platform: 'github',
    workspace: new URL(repository.html_url).host,
    chat: repository.full_name,
    thread: String(number),
  };
  const seconds = Math.floor(Date.parse(when) / 1_000);
  return {
    delivery: `${seconds}${spokenEvents[event]}${String(by.id).padStart(18, '0')}`,
    place,
    person: String(id),
    act,
    repository: {
      id: String(repository.id),
      account: login,
      is_member: ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(by.author_association),
    },
  };
}
