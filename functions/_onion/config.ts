import * as z from 'zod';

const configSchema = z.object({
  /** Missions that run at once in this installation. */
  GANTRY_SLOTS: z.coerce.number().int().min(1).max(1_000).default(8),
  /** `false` where the API in front cannot stream: answers are buffered, and `?wait=` is capped. */
  RESPONSE_STREAMING: z.enum(['true', 'false']).default('true'),
});

export interface FunctionConfig {
  readonly slots: number;
  readonly responseStreaming: boolean;
  /** The longest `?wait=`, in seconds. */
  readonly maxWaitSeconds: number;
}

let read: FunctionConfig | undefined;

/** The functions' configuration: the environment, read once and checked. */
export function functionConfig(): FunctionConfig {
  if (read === undefined) {
    const env = configSchema.parse(process.env);
    const responseStreaming = env.RESPONSE_STREAMING === 'true';
    read = { slots: env.GANTRY_SLOTS, responseStreaming, maxWaitSeconds: responseStreaming ? 300 : 25 };
  }
  return read;
}
