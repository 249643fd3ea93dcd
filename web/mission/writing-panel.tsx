import type { JSX } from 'preact';
import { CodeBlock } from '../shell/code-block.tsx';
import { visibleText } from '../shell/visible-text.ts';
import { readWriting } from './writing.ts';

/** What the model writes, as it writes it. */
export function WritingPanel({
  streamed,
  isWriting,
}: {
  readonly streamed: string;
  readonly isWriting: boolean;
}): JSX.Element | null {
  const { path, text } = readWriting(streamed);
  if (streamed === '' && !isWriting) return null;
  return (
    <details class="card fold" open={isWriting}>
      <summary>
        <strong>{isWriting ? 'The model is writing' : 'What the model wrote last'}</strong>
        {path !== undefined && <code class="muted">{visibleText(path)}</code>}
      </summary>
      <CodeBlock
        class="log-block"
        text={text === '' ? 'Waiting for the first words…' : visibleText(text)}
        showsEnd
      />
    </details>
  );
}
