import { pipeline } from 'node:stream';
import * as z from 'zod';
import { mcpRoutes } from '../../core/wire/routes/mcp.ts';
import { functionConfig } from '../_onion/config.ts';
import type { BoundEndpoint, Reply } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { longBody } from '../_onion/long-body.ts';
import { longJson } from '../_onion/long-json.ts';
import { appEndpoints } from '../apps/app-endpoints.ts';
import { pullEndpoints } from '../apps/pull-endpoints.ts';
import { chatEndpoints } from '../chat/endpoints.ts';
import { attemptEndpoints } from '../missions/attempt-endpoints.ts';
import { missionEndpoints } from '../missions/mission-endpoints.ts';
import { requestEndpoints } from '../missions/request-endpoints.ts';
import type { AnsweredMessage } from './answer-message.ts';
import { routeCaller } from './route-caller.ts';

/** The door for other programs' models. Its tools are the endpoints of REST, called for the same caller under the same rules. */
export function mcpEndpoints(): readonly BoundEndpoint[] {
  const callerOf = routeCaller([
    ...chatEndpoints(),
    ...requestEndpoints(),
    ...missionEndpoints(),
    ...attemptEndpoints(),
    ...appEndpoints(),
    ...pullEndpoints(),
  ]);
  return [
    bindEndpoint(mcpRoutes.mcp, {
      run: async (call, { signal }) => {
        const { body: message, header, requestId } = call;
        const { answerMessage, streamMessage } = await import('./answer-message.ts');
        const askedOf = (gone: AbortSignal) => ({
          header,
          requestId,
          callRoute: callerOf(call, AbortSignal.any([signal, gone])),
        });
        if (wantsNotices(message) && functionConfig().responseStreaming) {
          const { body, gone, keepAlive } = longBody(':\n\n');
          const answer = await streamMessage(message, askedOf(gone));
          keepAlive();
          // Who has left breaks it off, which is no bug.
          pipeline(answer.body, body, () => {});
          return { ...answer, body };
        }
        const answer: Answer = (gone) => answerMessage(message, askedOf(gone));
        // What has no id asks for no answer; all else may take as long as its tool.
        if (message.id === undefined || message.method === undefined) return replyOf(await answer(signal));
        return longReply(answer, requestId);
      },
    }),
    bindEndpoint(mcpRoutes.mcpStream, { run: async () => notOffered }),
    bindEndpoint(mcpRoutes.mcpEnd, { run: async () => notOffered }),
  ];
}

/** Whether a call of a tool asks to be told how it goes; where answers do not stream it is told at the end alone. */
const wantsNotices = (message: unknown): boolean => noticesSchema.safeParse(message).success;

const noticesSchema = z.looseObject({
  method: z.literal('tools/call'),
  params: z.looseObject({ _meta: z.looseObject({ progressToken: z.union([z.string(), z.number()]) }) }),
});

type Answer = (gone: AbortSignal) => Promise<AnsweredMessage>;

/** The answer with its own status where that is known within a second; later it is JSON in a 200, after spaces. */
async function longReply(answer: Answer, requestId: string): Promise<Reply> {
  let known: AnsweredMessage | undefined;
  const result = async (gone: AbortSignal): Promise<unknown> => {
    known = await answer(gone);
    return known.json;
  };
  const reply = await longJson({ result, requestId, mayBeQuick: true });
  return 'json' in reply && known !== undefined ? replyOf(known) : reply;
}

const replyOf = ({ status, json }: AnsweredMessage): Reply =>
  json === undefined ? { status, body: '', contentType: 'text/plain; charset=utf-8' } : { status, json };

const notOffered: Reply = {
  status: 405,
  headers: { allow: 'POST' },
  json: {
    jsonrpc: '2.0',
    error: { code: -32_000, message: 'Send a message with POST: there are no streams and no sessions here.' },
    id: null,
  },
};
