import {
  BedrockClient,
  GetFoundationModelAvailabilityCommand,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  GetUseCaseForModelAccessCommand,
} from '@aws-sdk/client-bedrock';
import { modelNamed } from '../../infra/models-of.ts';
import { type Place, within } from './place.ts';

/** What Bedrock says of one model in one account and region; undefined where it did not say. */
export interface Availability {
  readonly isOffered: boolean;
  readonly isInRegion: boolean | undefined;
  readonly isAuthorized: boolean | undefined;
  readonly agreement: string | undefined;
  /** Anthropic's models want a form once an account; undefined for models of others. */
  readonly hasUseCase: boolean | undefined;
}

const profile = /^([a-z-]+)\.([a-z0-9]+\..+)$/;

/** Asks Bedrock for all that it tells of a model or an inference profile. Never throws: what it refuses to tell is left out. */
export async function askBedrock(place: Place, id: string): Promise<Availability> {
  const client = new BedrockClient(within(place));
  const name = id.startsWith('arn:') ? (modelNamed(id).split('/').at(-1) ?? id) : id;
  const isProfile = id.startsWith('arn:') || profile.test(id);
  const modelId = profile.exec(name)?.[2] ?? name;
  const [offered, availability, useCase] = await Promise.allSettled([
    isProfile
      ? client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: id }))
      : client.send(new GetFoundationModelCommand({ modelIdentifier: id })),
    client.send(new GetFoundationModelAvailabilityCommand({ modelId })),
    client.send(new GetUseCaseForModelAccessCommand({})),
  ]);
  const told = availability.status === 'fulfilled' ? availability.value : undefined;
  return {
    isOffered: offered.status === 'fulfilled',
    isInRegion: told && told.regionAvailability === 'AVAILABLE',
    isAuthorized: told && told.authorizationStatus === 'AUTHORIZED',
    agreement: told?.agreementAvailability?.status,
    hasUseCase: modelId.startsWith('anthropic.') ? wasFilled(useCase) : undefined,
  };
}

function wasFilled(answer: PromiseSettledResult<unknown>): boolean | undefined {
  if (answer.status === 'fulfilled') return true;
  return (answer.reason as Error).name === 'ResourceNotFoundException' ? false : undefined;
}

/** Why a model does not answer, and who can do what about it, as far as Bedrock told; the first thing that stands in the way. */
export function whyUnanswered(told: Availability): string {
  if (!told.isOffered || told.isInRegion === false)
    return 'Bedrock does not offer it in this region: name another in -c modelIds and quickModelIds, or route elsewhere by -c modelProfiles.';
  if (told.hasUseCase === false)
    return "This account has not filled in Anthropic's use-case form yet: do so once in the Bedrock console, under Model access.";
  if (told.isAuthorized === false)
    return 'A policy of this account or its organisation keeps it out: ask whoever looks after those.';
  if (told.agreement !== undefined && told.agreement !== 'AVAILABLE')
    return 'The account has not subscribed to it: the first question does, asked by somebody with aws-marketplace:Subscribe and ViewSubscriptions.';
  return '';
}
