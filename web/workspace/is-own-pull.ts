import { pullHref } from '../shell/safe-href.ts';

/** Whether a pull request is on Gantry's own pages, where it can be merged from here. */
export const isOwnPull = (url: string): boolean => pullHref(url, location)?.startsWith('/pulls/') === true;
