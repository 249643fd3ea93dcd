import { ensureTemplate } from './make-database.ts';

/** Makes the template while an image is built, where there is memory and time for it. */
await ensureTemplate();
