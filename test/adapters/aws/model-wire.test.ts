import { testModelWire } from '../../contract/model-wire.ts';
import type { FaultName, Reply, Step } from '../../contract/wire-bench.ts';
import { useBedrock } from './bedrock-setting.ts';
import {
  type BedrockAnswer,
  ending,
  exception,
  opening,
  textDelta,
  thinkingDelta,
} from './bedrock-stand-in.ts';

const bedrock = useBedrock();
const secret = 'QUtJREVYQU1QTEUsecret';

/** As Amazon Bedrock says it. */
const faults: Readonly<Record<FaultName, readonly [number, string, string]>> = {
  'wrong-key': [
    403,
    'InvalidSignatureException',
    `The request signature we calculated does not match. The Canonical String should have been 'POST\nx-amz-security-token:${secret}\n'`,
  ],
  'unknown-model': [400, 'ValidationException', 'The provided model identifier is invalid.'],
  'too-long': [
    400,
    'ValidationException',
    'The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum',
  ],
  throttled: [429, 'ThrottlingException', 'Too many tokens, please wait before trying again.'],
  overloaded: [503, 'ServiceUnavailableException', 'Bedrock is unable to process your request.'],
  'content-refused': [
    400,
    'ValidationException',
    'The model returned the following errors: Output blocked by content filtering policy',
  ],
  'no-credit': [
    403,
    'AccessDeniedException',
    'Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided. Your AWS Marketplace subscription for this model cannot be completed at this time. If you recently fixed this issue, try again after 2 minutes.',
  ],
};

const stops = { whole: 'end_turn', length: 'max_tokens', refused: 'refusal' } as const;
const errors = {
  throttled: ['throttlingException', 'Too many tokens, please wait before trying again.'],
  overloaded: ['serviceUnavailableException', 'Bedrock is unable to process your request.'],
  failed: ['modelStreamErrorException', 'The model lost its stream.'],
} as const;

function chunksOf(step: Step): readonly (Buffer | { readonly waitMs: number })[] {
  if ('text' in step) return [textDelta(step.text)];
  if ('thinking' in step) return [thinkingDelta(step.thinking)];
  if ('waitMs' in step) return [step];
  if ('end' in step) return ending(stops[step.end]);
  if ('error' in step) {
    const [type, words] = errors[step.error];
    return [exception(type, words)];
  }
  return [];
}

function answerFor(reply: Reply): BedrockAnswer {
  if ('fault' in reply) {
    const [status, error, message] = faults[reply.fault];
    const { retryAfter } = reply;
    return {
      kind: 'fault',
      status,
      error,
      message,
      ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
    };
  }
  const last = reply.at(-1);
  const connection = last !== undefined && 'connection' in last ? last.connection : undefined;
  if (reply.length === 1 && connection === 'hang') return { kind: 'hang' };
  return {
    kind: 'stream',
    chunks: [...opening(), ...reply.flatMap(chunksOf)],
    stays: connection === 'hang',
    isCut: connection === 'cut',
  };
}

testModelWire(
  'Bedrock',
  {
    faults: Object.keys(faults) as FaultName[],
    refusesInStream: true,
    pings: false,
  },
  async (script) => {
    let asked = 0;
    bedrock.script = ({ modelId }) => answerFor(script(modelId, asked++));
    return {
      connect: (models, limits) => bedrock.connect({ models, ...limits }),
      asked: () => bedrock.standIn.requests.map(({ modelId }) => modelId),
      abandoned: () => bedrock.standIn.abandoned,
      secret,
      close: async () => {},
    };
  },
);
