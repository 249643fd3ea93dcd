import type { World } from '../../core/ports/world.ts';
import { currentLocalWorld } from './local-world.ts';

export const worldName = 'local';

export const eventLog: World['eventLog'] = () => currentLocalWorld().eventLog;
export const records: World['records'] = () => currentLocalWorld().records;
export const rateLimiter: World['rateLimiter'] = () => currentLocalWorld().rateLimiter;
export const ledger: World['ledger'] = () => currentLocalWorld().ledger;
export const objects: World['objects'] = () => currentLocalWorld().objects;
export const podHost: World['podHost'] = () => currentLocalWorld().podHost;
export const podTraits: World['podTraits'] = () => currentLocalWorld().podTraits;
export const workflow: World['workflow'] = () => currentLocalWorld().workflow;
export const codeHost: World['codeHost'] = () => currentLocalWorld().codeHost;
export const mergeNotices: World['mergeNotices'] = () => currentLocalWorld().mergeNotices;
export const appHost: World['appHost'] = () => currentLocalWorld().appHost;
export const appDatabase: World['appDatabase'] = () => currentLocalWorld().appDatabase;
export const liveFeed: World['liveFeed'] = () => currentLocalWorld().liveFeed;
export const model: World['model'] = () => currentLocalWorld().model;
export const digest: World['digest'] = () => currentLocalWorld().digest;
export const clock: World['clock'] = () => currentLocalWorld().clock;
export const ids: World['ids'] = () => currentLocalWorld().ids;
export const passwordHasher: World['passwordHasher'] = () => currentLocalWorld().passwordHasher;
export const identityProvider: World['identityProvider'] = () => currentLocalWorld().identityProvider;
export const signer: World['signer'] = () => currentLocalWorld().signer;
export const pageFetcher: World['pageFetcher'] = () => currentLocalWorld().pageFetcher;
export const archive: World['archive'] = () => currentLocalWorld().archive;
export const appSecrets: World['appSecrets'] = () => currentLocalWorld().appSecrets;
export const outsideFetcher: World['outsideFetcher'] = () => currentLocalWorld().outsideFetcher;
