import type { ApiKey } from './ask-language-model.ts';

/** An API key and what it was so far, so that no server's words repeat it. */
export interface KeptKey {
  /** Empty where there is none. */
  readonly get: (signal: AbortSignal) => Promise<string>;
  readonly secrets: () => readonly string[];
}

export function keepKey(apiKey: ApiKey | undefined): KeptKey {
  const seen = new Set<string>();
  return {
    get: async (signal) => {
      const key = typeof apiKey === 'function' ? await apiKey(signal) : (apiKey ?? '');
      seen.add(key);
      return key;
    },
    secrets: () => [...seen],
  };
}
