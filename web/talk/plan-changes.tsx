import type { JSX } from 'preact';
import type { Plan } from '../../core/wire/chat.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { PlanEdits } from './plan-edits.ts';
import { toggleFeature } from './plan-edits.ts';

interface ChangesProps {
  readonly plan: Plan;
  readonly edits: PlanEdits;
  readonly onEdits: (edits: PlanEdits) => void;
}

/** A plan's features; of a change to an app what comes, changes and goes, with what stays folded away. */
export function PlanChanges(props: ChangesProps): JSX.Element {
  const { plan } = props;
  const { changes, features } = plan;
  if (changes === undefined) return <Features {...props} features={features} />;
  const touched = new Set([...changes.added, ...changes.changed]);
  const kept = features.filter((feature) => !touched.has(feature));
  return (
    <>
      <Group {...props} title="Added" features={changes.added} />
      <Group {...props} title="Changed" features={changes.changed} />
      {changes.removed.length > 0 && (
        <section class="plan-group">
          <h3>Removed</h3>
          <ul class="plan-lines plan-gone">
            {changes.removed.map((feature) => (
              <li key={feature}>{visibleText(feature)}</li>
            ))}
          </ul>
        </section>
      )}
      {kept.length > 0 && (
        <details class="fold plan-kept">
          <summary>
            <span>Stays as it is</span>
            <span class="muted">{kept.length}</span>
          </summary>
          <Features {...props} features={kept} />
        </details>
      )}
    </>
  );
}

function Group(
  props: ChangesProps & {
    readonly title: string;
    readonly features: readonly string[];
  },
): JSX.Element | null {
  if (props.features.length === 0) return null;
  return (
    <section class="plan-group">
      <h3>{props.title}</h3>
      <Features {...props} />
    </section>
  );
}

function Features({
  features,
  edits,
  onEdits,
}: ChangesProps & { readonly features: readonly string[] }): JSX.Element {
  if (features.length === 0) return <p class="muted small">No extras yet. Add what it should do.</p>;
  return (
    <ul class="plan-features">
      {features.map((feature) => (
        <PlanFeature
          key={feature}
          feature={feature}
          isIn={!edits.removed.has(feature)}
          onToggle={() => onEdits(toggleFeature(edits, feature))}
        />
      ))}
    </ul>
  );
}

/** A feature that can be struck out and taken in again. */
export function PlanFeature(props: {
  readonly feature: string;
  readonly isIn: boolean;
  readonly isNew?: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  return (
    <li>
      <label>
        <input type="checkbox" checked={props.isIn} onChange={props.onToggle} />
        <span>{visibleText(props.feature)}</span>
        {props.isNew && <span class="badge badge-plain">new</span>}
      </label>
    </li>
  );
}
