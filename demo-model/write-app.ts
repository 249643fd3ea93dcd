import type { AgreedPlan } from '../core/wire/chat.ts';
import type { Cannot, Draft, SourceFile } from '../core/wire/draft.ts';
import { connectModel, kits, notThatKind, sayWhatCanBeBuilt } from './catalogue.ts';
import { withinSentence } from './in-words.ts';
import type { AppKit } from './kit.ts';
import { kitOfPlan } from './kit-of-plan.ts';
import { lookOf, looks, wishedLook } from './looks.ts';
import { mergeEdits } from './merge-edits.ts';
import { chosenFeatures, sayLeftOut, sayOneAtATime } from './propose-kit.ts';
import { readSource } from './read-source.ts';
import { otherKind } from './understanding/other-kind.ts';
import { featureOf, readWishes, recogniseKit } from './understanding/recognise.ts';

export interface Wanted {
  readonly request: string;
  readonly plan: AgreedPlan | undefined;
  /** The app that is extended, with its files as they stand. */
  readonly extended: Extended | undefined;
}

interface Extended {
  readonly app: { readonly slug: string; readonly title: string };
  readonly source: readonly SourceFile[];
}

/** A draft, or in words why there is none. */
export type WrittenApp = { readonly draft: Draft } | { readonly cannot: Cannot };

/** Writes the app that a request, and a plan where there is one, ask for, or extends the one that is there. */
export function writeApp({ request, plan, extended }: Wanted): WrittenApp {
  if (extended !== undefined) return extendApp(request, plan, extended);
  const kit = plan === undefined ? recogniseKit(request, kits) : kitOfPlan(plan, request);
  if (kit === undefined) {
    const why = 'This is none of the apps that the built-in demo model can build.';
    return { cannot: { why, nearest: sayWhatCanBeBuilt() } };
  }
  const asked = plan === undefined ? otherKind(request, kit) : undefined;
  if (asked !== undefined) return { cannot: notThatKind(asked) };
  const { ids, leftOut } = plan === undefined ? fromRequest(kit, request) : fromPlan(kit, plan);
  const title = plan?.title ?? kit.title;
  const composed = kit.compose({ features: ids, title, request });
  const { slip } = kit;
  const files = slip !== undefined && ids.has(slip.whenFeature) ? slip.apply(composed) : composed;
  const others = plan === undefined ? sayOneAtATime(request, kit) : '';
  return { draft: draftOf(kit, { slug: kit.slug, title, ids, files, leftOut, others }) };
}

interface Choice {
  readonly ids: ReadonlySet<string>;
  readonly leftOut: readonly string[];
}

function fromRequest(kit: AppKit, request: string): Choice {
  const wishes = readWishes(request, kit);
  return { ids: new Set(chosenFeatures(kit, wishes).map((feature) => feature.id)), leftOut: wishes.unknown };
}

function fromPlan(kit: AppKit, plan: AgreedPlan): Choice {
  const ids = new Set<string>();
  const leftOut: string[] = [];
  for (const words of plan.features) {
    const feature = lookOf(words) ?? featureOf(words, kit);
    if (feature === undefined) leftOut.push(words);
    else ids.add(feature.id);
  }
  return { ids, leftOut };
}

function extendApp(request: string, plan: AgreedPlan | undefined, { app, source }: Extended): WrittenApp {
  const read = readSource(source);
  if (read === undefined) {
    const why = 'The built-in demo model can only extend apps that it wrote itself.';
    return { cannot: { why, nearest: `To extend this one, ${connectModel}` } };
  }
  const { kit } = read;
  const planned = plan === undefined ? undefined : fromPlan(kit, plan);
  const { ids, leftOut } = isWhole(planned, read.features) ? planned : changed(read.features, request, kit);
  if (ids.size === read.features.size && [...ids].every((id) => read.features.has(id)))
    return { cannot: nothingToAdd(kit, read.features) };
  const { slug, title } = app;
  const merged = mergeEdits({
    base: kit.compose({ features: read.features, title, request: '', source }),
    ours: kit.compose({ features: ids, title, request, source }),
    theirs: source,
  });
  if (merged.conflicts.length > 0) return { cannot: wouldOverwrite(merged.conflicts) };
  return {
    draft: draftOf(kit, {
      slug,
      title,
      ids,
      files: merged.files,
      leftOut,
      kept: merged.kept,
    }),
  };
}

/** Whether a plan says what becomes of the whole app: what is agreed of a memo alone names only what comes. */
const isWhole = (planned: Choice | undefined, present: ReadonlySet<string>): planned is Choice =>
  planned !== undefined && (present.size === 0 || [...present].some((id) => planned.ids.has(id)));

/** What a request makes of the features that are there; an app wears one colour. */
function changed(present: ReadonlySet<string>, request: string, kit: AppKit): Choice {
  const wishes = readWishes(request, kit);
  const look = wishedLook(request);
  const ids = new Set([...present, ...wishes.wanted.map((feature) => feature.id)]);
  for (const feature of wishes.unwanted) ids.delete(feature.id);
  if (look === undefined) return { ids, leftOut: wishes.unknown };
  for (const { id } of looks) ids.delete(id);
  return { ids: ids.add(look.id), leftOut: wishes.unknown };
}

/** Nobody's work is overwritten: where both changed the same lines, a person says what should stand there. */
function wouldOverwrite(paths: readonly string[]): Cannot {
  const one = paths.length === 1;
  return {
    why: `This would overwrite what was changed by hand in ${paths.slice(0, 10).join(', ')}, at the same place${one ? '' : 's'}. Nothing was changed.`,
    nearest: `Take the change${one ? '' : 's'} out and try again, or have a model bring both together: ${connectModel}`,
  };
}

function nothingToAdd(kit: AppKit, present: ReadonlySet<string>): Cannot {
  const more = kit.features.filter((feature) => !present.has(feature.id)).map((feature) => feature.title);
  const offer =
    more.length === 0
      ? 'This app has all of its features already.'
      : `To this app I can add: ${more.join(', ')}.`;
  return {
    why: 'I found no change in this that I can make.',
    nearest: `${offer} To change anything else, ${connectModel}`,
  };
}

function draftOf(
  kit: AppKit,
  made: {
    readonly slug: string;
    readonly title: string;
    readonly ids: ReadonlySet<string>;
    readonly files: readonly SourceFile[];
    readonly leftOut: readonly string[];
    readonly kept?: readonly string[];
    readonly others?: string;
  },
): Draft {
  const titles = [...kit.features, ...looks].filter(({ id }) => made.ids.has(id)).map(({ title }) => title);
  const summary =
    titles.length === 0
      ? `${kit.title}, with just the essentials.`
      : `${kit.title} with ${titles.map(withinSentence).join(', ')}.`;
  return {
    app: { slug: made.slug, title: made.title, summary: summary.slice(0, 400) },
    stack: 'static',
    files: [...made.files],
    notes:
      `Written by the built-in demo model.${sayLeftOut(made.leftOut)}${made.others ?? ''}${sayKept(made.kept ?? [])}`.slice(
        0,
        4_000,
      ),
    left_out: made.leftOut
      .map((what) => ({
        what: what.slice(0, 200).toWellFormed(),
        why: 'The built-in demo model does not know it.',
      }))
      .slice(0, 20),
  };
}

function sayKept(paths: readonly string[]): string {
  return paths.length === 0 ? '' : ` Kept what was changed by hand in ${paths.slice(0, 10).join(', ')}.`;
}
