import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { texts } from '#texts';
import { isGantryError } from '../../core/errors.ts';
import type { CallRoute } from '../../core/mcp/call-route.ts';
import { listResources, readResource, resourceTemplates } from '../../core/mcp/resources.ts';
import type { TellProgress } from '../../core/mcp/tool.ts';
import { mcpInstructions, mcpTools, requireTool } from '../../core/mcp/tools.ts';
import { logBug } from '../_onion/answer-error.ts';

/** For whom a server answers. */
export interface ServedCaller {
  readonly requestId: string;
  readonly callRoute: CallRoute;
}

/** The server of one message: its tools and resources are the routes that the caller may call. `canTell`: whether anything can be sent before the answer. */
export function serverFor(
  { callRoute, requestId }: ServedCaller,
  { canTell }: { readonly canTell: boolean },
): Server {
  const server = new Server(
    { name: 'gantry', title: 'Gantry', version: texts.version },
    { capabilities: { tools: {}, resources: {} }, instructions: mcpInstructions },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: mcpTools.map(({ run: _run, ...shown }) => shown),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { sendNotification }) => {
    const { progressToken } = params._meta ?? {};
    const tell: TellProgress = (progress, message) =>
      sendNotification({
        method: 'notifications/progress',
        params: { progressToken: progressToken ?? '', progress, message },
      });
    const told = canTell && progressToken !== undefined ? tell : undefined;
    try {
      return said(await requireTool(params.name).run(callRoute, params.arguments, told));
    } catch (error) {
      return { ...said(wordsOf(error, requestId)), isError: true };
    }
  });
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [...resourceTemplates],
  }));
  server.setRequestHandler(ListResourcesRequestSchema, async () => ({
    resources: [...(await orProtocolError(listResources(callRoute), requestId))],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => ({
    contents: [await orProtocolError(readResource(callRoute, uri), requestId)],
  }));
  return server;
}

const said = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] });

/** As the protocol numbers a resource that is not there. */
const resourceNotFound = -32_002;

async function orProtocolError<T>(pending: Promise<T>, requestId: string): Promise<T> {
  try {
    return await pending;
  } catch (error) {
    const isMissing = isGantryError(error) && error.name === 'NotFound';
    throw new McpError(isMissing ? resourceNotFound : ErrorCode.InternalError, wordsOf(error, requestId));
  }
}

/** An error in its own words; what is none of ours is a bug, and its words may quote what nobody should see. */
function wordsOf(error: unknown, requestId: string): string {
  if (isGantryError(error)) return `${error.message} (${error.code})`;
  logBug(error, requestId);
  return `Something went wrong on our side. Try again. If it happens again, look up the request ${requestId} in the log.`;
}
