import * as z from 'zod';
import { anthropicModel, openAiModel } from '../../adapters/ai-sdk/model.ts';
import { builtInModel } from '../../demo-model/model.ts';
import { endOnSignals } from '../end-on-signals.ts';
import { listening, text } from '../environment.ts';
import type { Author } from './author.ts';
import { modelAuthor } from './model-author.ts';
import { createModelServer } from './model-server.ts';

const environment = z
  .object({
    ...listening,
    /** A server that speaks OpenAI's API; without it Anthropic is asked where there is a key and a model is named, else the built-in model. */
    MODEL_URL: text.pipe(z.url().optional()),
    MODEL_NAME: text,
    MODEL_API_KEY: text,
    ANTHROPIC_API_KEY: text,
  })
  .parse(process.env);

/** Who answers, and what it is called. Whoever asks has retries of its own. */
function chooseAuthor(): readonly [string, Author] {
  const { MODEL_URL: baseUrl, MODEL_NAME: name, MODEL_API_KEY: key, ANTHROPIC_API_KEY: apiKey } = environment;
  const maxAttempts = 1;
  if (baseUrl !== undefined) {
    const config = { baseUrl, maxAttempts, ...(key !== undefined && { apiKey: key }) };
    const model = name ?? 'default';
    return [`${model} at ${baseUrl}`, modelAuthor(model, (models) => openAiModel({ ...config, models }))];
  }
  if (apiKey !== undefined && name !== undefined)
    return [
      `${name} at Anthropic`,
      modelAuthor(name, (models) => anthropicModel({ apiKey, maxAttempts, models })),
    ];
  return ['the built-in demo model', modelAuthor('built-in', builtInModel)];
}

const [name, author] = chooseAuthor();
const server = createModelServer(author, (line) => console.error(line));
server.listen(environment.PORT, environment.HOST, () => console.log(`model: ${name} answers`));
endOnSignals(server);
