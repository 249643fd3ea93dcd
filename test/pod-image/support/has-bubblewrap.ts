import { isPodIsolated, podIsolation } from './pod-isolation.ts';

/** True when a step really starts in bubblewrap here. */
export const hasBubblewrap: boolean = podIsolation === 'bubblewrap' && isPodIsolated;
