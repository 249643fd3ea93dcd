import { shownModelId } from '../../core/model/describe-model.ts';
import { withoutSecrets } from './without-secrets.ts';

const longest = 300;

/** What an outside service says, fit for the page of whoever waits for it: no secrets, account numbers masked, a few lines at most. */
export const providerWords = (text: string, secrets: readonly string[] = []): string =>
  shownModelId(withoutSecrets(text, secrets)).trim().slice(0, longest);
