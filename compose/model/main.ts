import * as z from 'zod';
import { endOnSignals } from '../end-on-signals.ts';
import { listening, text } from '../environment.ts';
import { builtInAuthor } from './built-in-author.ts';
import { createModelServer } from './model-server.ts';
import { openAiAuthor } from './open-ai-author.ts';

const environment = z
  .object({
    ...listening,
    /** An OpenAI-compatible server's base; without it the built-in demo model answers. */
    MODEL_URL: text.pipe(z.url().optional()),
    MODEL_NAME: text.transform((value) => value ?? 'default'),
    MODEL_API_KEY: text,
  })
  .parse(process.env);

const { MODEL_URL: url, MODEL_NAME: model, MODEL_API_KEY: apiKey } = environment;
const author = url === undefined ? builtInAuthor() : openAiAuthor({ url, model, apiKey });
const server = createModelServer(author, (line) => console.error(line));
server.listen(environment.PORT, environment.HOST, () =>
  console.log(`model: ${url === undefined ? 'the built-in demo model' : `${model} at ${url}`} answers`),
);
endOnSignals(server);
