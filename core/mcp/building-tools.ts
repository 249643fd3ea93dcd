import * as z from 'zod';
import { checkIdSchema } from '../wire/check.ts';
import { slugSchema, spokenTextSchema } from '../wire/http.ts';
import { conversationIdSchema, missionIdSchema, planIdSchema } from '../wire/ids.ts';
import { boundText } from './bound-text.ts';
import { asJson, decides, looks, type McpTool, makeTool, starts } from './tool.ts';
import { waitFor } from './wait-for.ts';

const requestKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'A request_key is 1 to 200 visible ASCII characters.')
  .optional()
  .describe('A text of your choice: the same request with the same key again is the same mission.');

const planApp = makeTool({
  name: 'plan_app',
  title: 'Plan an app',
  description:
    'Say what is wanted, in plain words. Answers what Gantry says and, once it knows enough, a plan with a plan_id to show to the person. Go on with the conversation_id; name an app with the first message to talk about one that is there. A plan that awaits a yes is built by build_app, or by a message that says yes.',
  input: z.strictObject({
    message: spokenTextSchema,
    conversation_id: conversationIdSchema.optional(),
    app: slugSchema.optional().describe('The slug of an app of list_apps.'),
  }),
  hints: starts,
  run: async (call, given) => boundText(asJson(await call('chat', { body: given })), noMore),
});

const buildApp = makeTool({
  name: 'build_app',
  title: 'Build an app',
  description:
    'Build the plan that plan_app answered, by its plan_id, or an idea without a plan. Answers the mission_id at once; ask mission_status how it goes, which takes minutes.',
  input: z
    .strictObject({
      plan_id: planIdSchema.optional(),
      conversation_id: conversationIdSchema.optional().describe('The conversation of the plan.'),
      strike_checks: z.array(checkIdSchema).max(24).optional().describe('Checks of the plan to do without.'),
      idea: spokenTextSchema.optional(),
      request_key: requestKey,
    })
    .refine(({ plan_id, idea }) => (plan_id === undefined) !== (idea === undefined), {
      message: 'Give either a plan_id or an idea.',
    }),
  hints: starts,
  run: async (call, { plan_id, conversation_id, strike_checks, idea, request_key: key }) => {
    const built =
      plan_id === undefined
        ? await call('architect', { query: { wait: 0 }, body: { voice_memo: idea }, key })
        : await call('chat', { body: { conversation_id, confirm: { plan_id, strike_checks } } });
    return boundText(asJson(built), noMore);
  },
});

const changeApp = makeTool({
  name: 'change_app',
  title: 'Change an app',
  description:
    'Change an app of list_apps without a plan. Answers the mission_id at once; the change goes live when its pull request is merged.',
  input: z.strictObject({ app: slugSchema, wish: spokenTextSchema, request_key: requestKey }),
  hints: starts,
  run: async (call, { app, wish, request_key: key }) => {
    const body = { voice_memo: wish, app };
    return boundText(asJson(await call('architect', { query: { wait: 0 }, body, key })), noMore);
  },
});

const missionStatus = makeTool({
  name: 'mission_status',
  title: 'How a mission stands',
  description:
    'What a mission does now, or how it ended: its links, its pull request, or why it failed. With wait_seconds the answer comes when it has ended, or after so long.',
  input: z.strictObject({
    mission_id: missionIdSchema,
    // Clients give up on a tool after a minute.
    wait_seconds: z.number().int().min(0).max(50).default(0),
  }),
  hints: looks,
  run: async (call, { mission_id, wait_seconds }, tell) =>
    boundText(asJson(await waitFor(call, mission_id, wait_seconds, tell)), noMore),
});

const cancelMission = makeTool({
  name: 'cancel_mission',
  title: 'Cancel a mission',
  description: 'Stop a mission for good.',
  input: z.strictObject({ mission_id: missionIdSchema }),
  hints: decides,
  run: async (call, { mission_id }) =>
    boundText(asJson(await call('cancelMission', { params: { mission_id }, body: {} })), noMore),
});

const noMore = (): string => 'The console shows the whole.';

/** What starts, follows and stops missions. */
export const buildingTools: readonly McpTool[] = [planApp, buildApp, changeApp, missionStatus, cancelMission];
