import { firstBytes } from '../pod/telling-end.ts';
import type { Check } from '../wire/check.ts';
import type { Spec } from '../wire/spec.ts';

type Told = Omit<Spec, 'checks'> & { readonly checks: Omit<Check, 'steps'>[] };

/** An event has 24 KiB, its hashes, cost and chain among them. */
const mostBytes = 22 * 1024;
/** How long a text may be, in bytes: the longest of these with which all of it fits. */
const lengths = [1_200, 200, 100, 50, 25] as const;
/** With this everything fits that a spec can hold, whatever its characters are. */
const shortest = 8;

/**
 * What an event tells of a spec: all but the steps. Where that is more than an event holds, texts for people are cut, never a name, an origin, an id
 * or a flag; the whole is stored under the spec's hash.
 */
export function toldSpec(spec: Spec): Told {
  const fits = lengths.find((bytes) => sizeOf(cutTo(spec, bytes)) <= mostBytes);
  return cutTo(spec, fits ?? shortest);
}

function cutTo({ checks, needs, left_out, features, ...spec }: Spec, bytes: number): Told {
  const cut = (text: string): string => firstBytes(text, bytes);
  const withWhy = <Named extends { readonly why: string }>(named: Named): Named => ({
    ...named,
    why: cut(named.why),
  });
  return {
    ...spec,
    features: features.map(cut),
    needs: { ...needs, secrets: needs.secrets.map(withWhy), origins: needs.origins.map(withWhy) },
    left_out: left_out.map(({ what, why }) => ({ what: cut(what), why: cut(why) })),
    checks: checks.map(({ id, feature, words, core }) => ({
      id,
      feature: cut(feature),
      words: cut(words),
      core,
    })),
  };
}

const sizeOf = (told: Told): number => new TextEncoder().encode(JSON.stringify(told)).length;
