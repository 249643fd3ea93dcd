import type { Finding } from '../wire/policy.ts';

/** A finding that always names its path. */
export type PathFinding = Finding & { readonly path: string };
