import type { JSX } from 'preact';
import { useStuckToEnd } from './use-stuck-to-end.ts';
import { readWriting } from './writing.ts';

/** What the model writes, as it writes it. */
export function WritingPanel({ streamed, isWriting }: { readonly streamed: string; readonly isWriting: boolean }): JSX.Element | null {
  const { path, text } = readWriting(streamed);
  const block = useStuckToEnd<HTMLPreElement>(text);
  if (streamed === '' && !isWriting) return null;
  return (
    <details class="card fold" open={isWriting}>
      <summary>
        <strong>{isWriting ? 'The model is writing' : 'What the model wrote last'}</strong>
        {path !== undefined && <code class="muted">{path}</code>}
      </summary>
      <pre ref={block} class="code-block log-block" tabIndex={0}>
        {text === '' ? 'Waiting for the first words…' : text}
      </pre>
    </details>
  );
}
