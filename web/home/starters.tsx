import type { JSX } from 'preact';
import { examples } from '../talk/examples.ts';
import { modelStarters } from './model-starters.ts';

/** Sentences to begin with; the model that answers can build each. */
export function Starters(props: {
  readonly isBuiltIn: boolean;
  readonly onChoose: (prompt: string) => void;
}): JSX.Element {
  const starters = props.isBuiltIn ? examples : modelStarters;
  return (
    <section class="home-part" aria-labelledby="starters">
      <h2 id="starters">Start from one of these</h2>
      <ul class="examples">
        {starters.map(({ title, prompt }) => (
          <li key={title}>
            <button type="button" onClick={() => props.onChoose(prompt)}>
              <strong>{title}</strong>
              <span>{prompt}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
