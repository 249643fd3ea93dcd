import * as z from 'zod';
import { noQuerySchema } from '../http.ts';
import type { Route } from './route.ts';
import { bodiless, json } from './route.ts';

/** One JSON-RPC message; what stands in it is the protocol's to check. */
export const mcpMessageSchema = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(200), z.number()]).optional(),
  method: z.string().max(200).optional(),
});

/** How the protocol's transport refuses what is no message for it. */
const mcpRefusalSchema = z.strictObject({
  jsonrpc: z.literal('2.0'),
  error: z.looseObject({ code: z.number().int(), message: z.string() }),
  id: z.union([z.string(), z.number(), z.null()]),
});
const notOffered = { 405: mcpRefusalSchema } as const;

const mcp = {
  path: '/gantry/mcp',
  access: 'user',
  scope: 'read',
  owner: 'mcp',
  takesConnections: true,
  query: noQuerySchema,
} as const;

/** The door of other programs' models: the Model Context Protocol over streamable HTTP, without sessions. */
export const mcpRoutes = {
  mcp: {
    ...mcp,
    method: 'POST',
    summary:
      'One message of the Model Context Protocol; its tools need the scopes that their routes need. A notification is answered 202.',
    body: mcpMessageSchema,
    success: { ...json(mcpMessageSchema), isAlsoEmpty: true },
    refusals: { 400: mcpRefusalSchema, 406: mcpRefusalSchema, 415: mcpRefusalSchema },
  },
  mcpStream: {
    ...mcp,
    method: 'GET',
    summary: 'Not offered, and answered 405: no message comes without a request.',
    success: bodiless(204),
    refusals: notOffered,
  },
  mcpEnd: {
    ...mcp,
    method: 'DELETE',
    summary: 'Not offered, and answered 405: there are no sessions of the protocol to end.',
    success: bodiless(204),
    refusals: notOffered,
  },
} as const satisfies Record<string, Route>;
