import type { Settings } from '../../infra/settings.ts';
import type { Place } from './place.ts';

/** What a check found. `missing` stops the deployment; `warning` says what will not work, or not well. */
export interface Finding {
  readonly what: string;
  readonly state: 'fine' | 'warning' | 'missing';
  /** What is so, or what to do. */
  readonly words: string;
}

type Found = Omit<Finding, 'what'>;

/** One look at something that a deployment needs; one at several things names each. */
export type Check = (settings: Settings, place: Place) => Promise<Found | readonly Finding[]>;

export const fine = (words: string) => ({ state: 'fine', words }) as const;
export const warning = (words: string) => ({ state: 'warning', words }) as const;
export const missing = (words: string) => ({ state: 'missing', words }) as const;
