import type { OidcSettings } from '../../core/access/oidc-settings.ts';
import type { ChosenModels } from '../../core/model/choose-models.ts';
import { isFree } from '../../core/model/free-model.ts';
import { tryModel } from '../../core/model/try-model.ts';
import type { AppHost } from '../../core/ports/app-host.ts';
import type { CodeHost } from '../../core/ports/code-host.ts';
import type { Model } from '../../core/ports/model.ts';
import type { World } from '../../core/ports/world.ts';
import { builtInModel } from '../../demo-model/model.ts';
import { gitHubCodeHost } from '../github/code-host.ts';
import { tryGitHubToken } from '../github/try-token.ts';
import { neonAppDatabase } from '../neon/app-database.ts';
import { systemClock } from '../node/clock.ts';
import { vercelAppHost } from '../vercel/app-host.ts';
import { tryVercelToken } from '../vercel/try-token.ts';

/** A model behind a door, with what opens it. */
export type ModelService = { readonly models: ChosenModels } & (
  | {
      readonly door: 'bedrock';
      readonly guardrail: { readonly id: string; readonly version: string } | undefined;
    }
  | { readonly door: 'anthropic'; readonly apiKey: string; readonly baseUrl: string | undefined }
  | { readonly door: 'openai'; readonly apiKey: string | undefined; readonly baseUrl: string }
);

/** Tokens and switches of the local world; an outside service takes the local twin's place where its token is given. */
export interface LocalServices {
  readonly github:
    | {
        readonly token: string;
        readonly owner: string | undefined;
        readonly webhookSecret: string | undefined;
        /** Whom people mention in its repositories to be heard. */
        readonly mention?: string | undefined;
        readonly apiUrl?: string | undefined;
      }
    | undefined;
  readonly vercel:
    | { readonly token: string; readonly team: string | undefined; readonly apiUrl?: string | undefined }
    | undefined;
  /** Where apps at Vercel keep their data; left out, they keep none. */
  readonly neon?:
    | {
        readonly apiKey: string;
        readonly organisation: string | undefined;
        readonly apiUrl?: string | undefined;
      }
    | undefined;
  /** A bot of Telegram's; without a secret for its webhook it is asked for what people said. */
  readonly telegram?:
    | {
        readonly token: string;
        readonly webhookSecret: string | undefined;
        readonly apiUrl?: string | undefined;
      }
    | undefined;
  readonly slack?:
    | {
        readonly botToken: string;
        readonly signingSecret: string;
        readonly apiUrl?: string | undefined;
      }
    | undefined;
  readonly discord?:
    | { readonly token: string; readonly publicKey: string; readonly apiUrl?: string | undefined }
    | undefined;
  /** The built-in model where there is none. */
  readonly model: ModelService | undefined;
  readonly oidc?: OidcSettings | undefined;
}

/** Whether an outside service takes what Gantry shows it. */
export interface Trial {
  readonly service: string;
  /** How long it may take; a model on a laptop reads slowly. */
  readonly limitMs: number;
  /** Answers what is wrong and what to do about it, or nothing. */
  readonly run: (signal: AbortSignal) => Promise<string | undefined>;
}

const limitMs = 15_000;
const ownServerLimitMs = 600_000;

/** The ports that may be outside, each or its local twin, and a trial of each that is. */
export async function outsidePorts(
  services: LocalServices,
  local: { readonly codeHost: CodeHost; readonly appHost: AppHost; readonly appDatabase: AppsDatabase },
) {
  const model = await modelOf(services);
  return {
    model,
    codeHost: codeHostOf(services, local.codeHost),
    appHost: appHostOf(services, local.appHost),
    appDatabase: appDatabaseOf(services, local.appDatabase),
    trials: trialsOf(services, model),
  };
}

function trialsOf({ github, vercel, model: behind }: LocalServices, model: Model): readonly Trial[] {
  return [
    ...(behind === undefined ? [] : modelTrials(behind, model)),
    ...(github === undefined
      ? []
      : [{ service: 'GitHub', limitMs, run: (signal: AbortSignal) => tryGitHubToken(github, signal) }]),
    ...(vercel === undefined
      ? []
      : [{ service: 'Vercel', limitMs, run: (signal: AbortSignal) => tryVercelToken(vercel, signal) }]),
  ];
}

/** One word of the model; a server of one's own, which may cut a long prompt without a word, is then asked whether it reads one to its end. */
function modelTrials(behind: ModelService, model: Model): readonly Trial[] {
  const run = (signal: AbortSignal) => tryModel(model, signal);
  if (behind.door !== 'openai' || !behind.models.author.some(isFree))
    return [{ service: 'The model', limitMs, run }];
  const { models, apiKey, baseUrl } = behind;
  const readsToTheEnd = async (signal: AbortSignal) => {
    const { probeContext } = await import('../ai-sdk/probe-context.ts');
    return probeContext({ models, baseUrl, ...(apiKey !== undefined && { apiKey }) }, signal);
  };
  return [
    {
      service: 'The model',
      limitMs: ownServerLimitMs,
      run: async (signal) => (await run(signal)) ?? readsToTheEnd(signal),
    },
  ];
}

/** Only the door that is used is loaded. */
async function modelOf({ model }: LocalServices): Promise<Model> {
  switch (model?.door) {
    case undefined:
      return builtInModel();
    case 'bedrock': {
      const { bedrockModel } = await import('../aws/model.ts');
      const { models, guardrail } = model;
      return bedrockModel({ models, ...(guardrail !== undefined && { guardrail }) });
    }
    case 'anthropic': {
      const { anthropicModel } = await import('../ai-sdk/model.ts');
      const { models, apiKey, baseUrl } = model;
      return anthropicModel({ models, apiKey, ...(baseUrl !== undefined && { baseUrl }) });
    }
    case 'openai': {
      const { openAiModel } = await import('../ai-sdk/model.ts');
      const { models, apiKey, baseUrl } = model;
      return openAiModel({ models, baseUrl, ...(apiKey !== undefined && { apiKey }) });
    }
  }
}

function codeHostOf({ github }: LocalServices, local: CodeHost): CodeHost {
  if (github === undefined) return local;
  const { token, owner, apiUrl } = github;
  return gitHubCodeHost({
    token,
    ...(owner !== undefined && { owner }),
    ...(apiUrl !== undefined && { apiUrl }),
  });
}

function appHostOf({ vercel }: LocalServices, local: AppHost): AppHost {
  if (vercel === undefined) return local;
  const { token, team, apiUrl } = vercel;
  return vercelAppHost({
    token,
    ...(team !== undefined && { team }),
    ...(apiUrl !== undefined && { apiUrl }),
  });
}

type AppsDatabase = ReturnType<World['appDatabase']>;

/** Data lives where the app host is. */
function appDatabaseOf({ vercel, neon }: LocalServices, local: AppsDatabase): AppsDatabase {
  if (vercel === undefined) return local;
  if (neon === undefined) return undefined;
  const { apiKey, organisation, apiUrl } = neon;
  return neonAppDatabase({
    apiKey,
    clock: systemClock,
    ...(organisation !== undefined && { organisation }),
    ...(apiUrl !== undefined && { apiUrl }),
  });
}
