import type { KnownBlock } from '@slack/web-api';
import * as z from 'zod';
// Of github.com/nicklambourne/slackblocks, spec/limits.json at b8819907 (MIT): Slack's documented limits, kept by somebody else.
import limits from './block-kit-limits.json' with { type: 'json' };

/** Blocks in one message, and characters in all of them; the latter is undocumented and was measured by others (slackapi/bolt-js#2509). */
const message = { maxBlocks: 50, maxCharacters: 13_200 } as const;

const plainText = (maxLength: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(limits.text.min_length).max(maxLength),
    emoji: z.boolean().optional(),
  });

const buttonSchema = z.strictObject({
  type: z.literal('button'),
  text: plainText(limits.button.text.max_length),
  action_id: z.string().max(limits.action_id.max_length),
  value: z.string().max(limits.button.value.max_length).optional(),
  url: z.url().max(limits.button.url.max_length).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

/** The blocks that Gantry sends, as Slack takes them; what its own types do not know does not compile. */
const blocksSchema = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('section'),
        text: plainText(limits.section.text.max_length),
        expand: z.boolean().optional(),
      }),
      z.strictObject({
        type: z.literal('actions'),
        elements: z
          .array(buttonSchema)
          .min(1)
          .max(limits.actions.elements.max_items)
          .refine((all) => new Set(all.map((one) => one.action_id)).size === all.length),
      }),
    ]),
  )
  .max(message.maxBlocks) satisfies z.ZodType<KnownBlock[]>;
export type SentBlock = z.infer<typeof blocksSchema>[number];

/** What Slack says to blocks: an error with its own words where it refuses them. */
export function readBlocks(
  field: string | null,
):
  | { readonly blocks: readonly SentBlock[] }
  | { readonly error: string; readonly messages: readonly string[] } {
  const read = z.preprocess((text) => parseJson(String(text)), blocksSchema).safeParse(field ?? '[]');
  if (!read.success) return { error: 'invalid_blocks', messages: read.error.issues.map(wordsOf) };
  const characters = JSON.stringify(read.data).length;
  if (characters > message.maxCharacters) return { error: 'msg_blocks_too_long', messages: [] };
  return { blocks: read.data };
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const place = `[json-pointer:/blocks/${issue.path.join('/')}]`;
  const isText = 'origin' in issue && issue.origin === 'string';
  if (issue.code === 'too_big')
    return isText
      ? `[ERROR] must be less than ${Number(issue.maximum) + 1} characters ${place}`
      : `[ERROR] no more than ${issue.maximum} items allowed ${place}`;
  if (issue.code === 'too_small' && isText) return `[ERROR] must be more than 0 characters ${place}`;
  return `[ERROR] failed to match all allowed schemas ${place}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
