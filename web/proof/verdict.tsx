import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { Proof } from './prove.ts';

/** The mark: green only where every rule was checked and held; `source` names a file that somebody chose. */
export function Verdict({
  proof,
  source,
}: {
  readonly proof: Proof;
  readonly source: string | undefined;
}): JSX.Element {
  const { tone, title, words } = wordsOf(proof);
  return (
    <section class={`card verdict verdict-${tone}`} role="status" aria-label="Verdict">
      <span class="verdict-mark" aria-hidden="true" />
      <div class="verdict-words">
        <h2>{title}</h2>
        {source !== undefined && (
          <p class="small">
            Checked: the file <code>{visibleText(source)}</code>
          </p>
        )}
        <p>{words}</p>
        {proof.kind === 'signed' && (
          <p class="small muted">
            Key <code>{proof.keyId}</code>
          </p>
        )}
      </div>
    </section>
  );
}

function wordsOf(proof: Proof): { readonly tone: string; readonly title: string; readonly words: string } {
  switch (proof.kind) {
    case 'signed':
      return {
        tone: 'good',
        title: 'Verified',
        words: `Your browser hashed all ${proof.events.length} events: each carries the hash of the one before, and the head of the chain and the digest of the app’s files are signed with the key that this Gantry publishes.`,
      };
    case 'unsigned':
      return {
        tone: 'open',
        title: 'The chain holds so far',
        words: `Your browser hashed ${proof.events.length} events, and each carries the hash of the one before. The signature comes when the mission ends.`,
      };
    case 'broken':
      return {
        tone: 'bad',
        title:
          proof.seq === undefined ? 'Not valid' : `Not valid: event ${proof.seq} is the first that is wrong`,
        words: `${capital(visibleText(proof.why))}. Do not trust what this says.`,
      };
    default:
      return proof satisfies never;
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
