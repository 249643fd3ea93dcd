import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
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
import { mcpInstructions, mcpTools, requireTool } from '../../core/mcp/tools.ts';
import { logBug } from '../_onion/answer-error.ts';

interface Asked {
  readonly header: (name: string) => string | undefined;
  readonly requestId: string;
  readonly callRoute: CallRoute;
}

export interface AnsweredMessage {
  readonly status: number;
  readonly json?: unknown;
}

const passedOn = ['accept', 'content-type', 'mcp-protocol-version'] as const;

/** Answers one message of the protocol by its own library, which keeps nothing between two of them; without `json` there is no body. */
export async function answerMessage(message: unknown, asked: Asked): Promise<AnsweredMessage> {
  const server = serverFor(asked);
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    const headers = new Headers({ 'content-type': 'application/json' });
    for (const name of passedOn) headers.set(name, asked.header(name) ?? headers.get(name) ?? '');
    if (headers.get('mcp-protocol-version') === '') headers.delete('mcp-protocol-version');
    // The address is the library's to look at and means nothing here.
    const request = new Request('http://gantry.invalid/gantry/mcp', { method: 'POST', headers });
    const answer = await transport.handleRequest(request, { parsedBody: message });
    const text = await answer.text();
    if (text === '') return { status: answer.status };
    return { status: answer.status, json: JSON.parse(text) as unknown };
  } finally {
    await server.close();
  }
}

function serverFor({ callRoute, requestId }: Asked): Server {
  const server = new Server(
    { name: 'gantry', title: 'Gantry', version: texts.version },
    { capabilities: { tools: {}, resources: {} }, instructions: mcpInstructions },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: mcpTools.map(({ run: _run, ...shown }) => shown),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    try {
      return said(await requireTool(params.name).run(callRoute, params.arguments));
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
