import * as z from 'zod';
import { InputRejected } from '../errors.ts';
import type { CallRoute } from './call-route.ts';

/** What clients may show or ask before a tool is called; a client is free not to believe it. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
}

/** Tells a client that waits what is new; `step` grows. */
export type TellProgress = (step: number, message: string) => Promise<void>;

/** A tool with the types of its input put away. */
export interface McpTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object'; readonly [key: string]: unknown };
  readonly annotations: ToolHints;
  readonly run: (call: CallRoute, given: unknown, tell?: TellProgress) => Promise<string>;
}

export const looks: ToolHints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true };
export const starts: ToolHints = { readOnlyHint: false, destructiveHint: false, idempotentHint: false };
/** Cannot be taken back, and does no more when it is called again. */
export const decides: ToolHints = { readOnlyHint: false, destructiveHint: true, idempotentHint: true };

/** Makes a tool whose input is checked by the very schema that clients are shown. */
export function makeTool<S extends z.ZodType>(tool: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: S;
  readonly hints: ToolHints;
  readonly run: (call: CallRoute, given: z.infer<S>, tell?: TellProgress) => Promise<string>;
}): McpTool {
  const { name, title, description, input, hints, run } = tool;
  const inputSchema = { ...z.toJSONSchema(input, { io: 'input' }), type: 'object' } as const;
  return {
    name,
    title,
    description,
    inputSchema,
    annotations: hints,
    run: async (call, given, tell) => run(call, readInput(name, input, given), tell),
  };
}

function readInput<S extends z.ZodType>(name: string, input: S, given: unknown): z.infer<S> {
  const parsed = input.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues as [z.core.$ZodIssue, ...z.core.$ZodIssue[]];
  const at = first.path.length === 0 ? '' : ` at ${first.path.map(String).join('.')}`;
  throw new InputRejected(
    'input_invalid',
    `The arguments of ${name} are not valid${at}: ${first.message.replace(/\.$/, '')}.`,
    { cause: parsed.error },
  );
}

/** A result as the text that a model reads. */
export const asJson = (value: unknown): string => JSON.stringify(value, null, 1);
