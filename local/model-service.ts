import * as z from 'zod';
import { catalogue } from '#models';
import type { ModelService } from '../adapters/worlds/local-services.ts';
import { InputRejected } from '../core/errors.ts';
import { chooseModels } from '../core/model/choose-models.ts';

const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
const list = text.transform((value) =>
  value
    ?.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== ''),
);
const url = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.url({ protocol: /^https?$/, error: 'give an address such as http://localhost:11434/v1' }).optional(),
);

/** The variables that choose a model; GANTRY_MODELS is read where the catalogue is made. */
export const modelVariables = {
  GANTRY_MODEL: z.enum(['built-in', 'bedrock', 'anthropic', 'openai', '']).default('built-in'),
  /** Comma-separated, first to last: who writes, and who plans and talks. */
  GANTRY_MODEL_IDS: list,
  GANTRY_QUICK_MODEL_IDS: list,
  GANTRY_GUARDRAIL_ID: text,
  GANTRY_GUARDRAIL_VERSION: text.transform((value) => value ?? 'DRAFT'),
  ANTHROPIC_API_KEY: text,
  ANTHROPIC_BASE_URL: url,
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: url,
};
type Variables = z.infer<z.ZodObject<typeof modelVariables>>;

const openAiUrl = 'https://api.openai.com/v1';

/** The model that the environment asks for, undefined for the built-in one. PolicyDenied or InputRejected says what its choice lacks. */
export function modelService(read: Variables): ModelService | undefined {
  const ids = { authorIds: read.GANTRY_MODEL_IDS, quickIds: read.GANTRY_QUICK_MODEL_IDS };
  switch (read.GANTRY_MODEL) {
    case '':
    case 'built-in':
      return undefined;
    case 'bedrock': {
      const { GANTRY_GUARDRAIL_ID: id, GANTRY_GUARDRAIL_VERSION: version } = read;
      const models = chooseModels(catalogue, { door: 'bedrock', ...ids });
      return { door: 'bedrock', models, guardrail: id === undefined ? undefined : { id, version } };
    }
    case 'anthropic': {
      const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = read;
      if (apiKey === undefined) throw missingKey('anthropic', 'ANTHROPIC_API_KEY');
      return {
        door: 'anthropic',
        models: chooseModels(catalogue, { door: 'anthropic', ...ids }),
        apiKey,
        baseUrl,
      };
    }
    case 'openai': {
      const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = read;
      if (apiKey === undefined && baseUrl === undefined) throw missingKey('openai', 'OPENAI_API_KEY');
      const models = chooseModels(catalogue, { door: 'openai', ...ids, baseUrl });
      return { door: 'openai', models, apiKey, baseUrl: baseUrl ?? openAiUrl };
    }
  }
}

const missingKey = (door: string, name: string): InputRejected =>
  new InputRejected(
    'key_missing',
    `GANTRY_MODEL=${door} needs a key: set ${name}${door === 'openai' ? ', or OPENAI_BASE_URL for a server of your own' : ''}.`,
  );
