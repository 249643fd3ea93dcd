import type { Button, Post } from '../wire/channel.ts';
import type { ChatReply } from '../wire/http.ts';
import { planIdSchema } from '../wire/ids.ts';
import { type MissionView, terminalStatuses } from '../wire/mission.ts';

/** A post without buttons. */
export const plainPost = (text: string): Post => ({ text, buttons: [] });

/** What a reply of the conversation looks like in a chat: its words, and a plan that awaits a yes with the buttons to give it. */
export function postReply({ reply, state, plan }: ChatReply): Post {
  if (state !== 'NEEDS_CONFIRMATION' || plan === undefined) return plainPost(reply);
  const { title, features, estimate, plan_id } = plan;
  const minutes = Math.max(1, Math.round(estimate.seconds / 60));
  const lines = [
    reply,
    '',
    title,
    ...features.map((feature) => `• ${feature}`),
    `About ${minutes} min, up to $${estimate.usd.toFixed(2)}.`,
  ];
  const buttons: Button[] = [{ kind: 'build', plan_id: planIdSchema.parse(plan_id) }, { kind: 'change' }];
  return { text: lines.join('\n'), buttons };
}

const ended: ReadonlySet<MissionView['status']> = new Set(terminalStatuses);

/** Whether nothing more will be shown of a mission. */
export const isOver = ({ status }: MissionView): boolean => ended.has(status);

/** How a mission goes, as one message that is edited; once it has ended, with the preview and the pull request. */
export function postMission(mission: MissionView): Post {
  if (!isOver(mission)) return plainPost(mission.message);
  const { url, pr_url, speech, checks } = mission;
  const held = checks && `${checks.held} of ${checks.total} checks hold.`;
  return {
    text: [speech, ...(held ? [held] : [])].join('\n'),
    buttons: [
      ...(url === undefined ? [] : [{ kind: 'link' as const, label: 'Open the preview', url }]),
      ...(pr_url === undefined ? [] : [{ kind: 'link' as const, label: 'Pull request', url: pr_url }]),
    ],
  };
}
