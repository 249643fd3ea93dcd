import type { Heal, SourceFile } from '../../../core/wire/draft.ts';
import { readSource } from './read-source.ts';

/** A heal, or in words why there is none. */
export type Healed = { readonly heal: Heal } | { readonly refusal: string };

/** Puts right what the kit's own slip wrote, and nothing else: what differs otherwise is somebody's work. */
export function healApp(input: { readonly request: string; readonly files: readonly SourceFile[] }): Healed {
  const read = readSource(input.files);
  if (read === undefined)
    return { refusal: 'The built-in demo model can only heal apps that it wrote itself.' };
  const right = read.kit.compose({
    features: read.features,
    title: read.title,
    request: input.request,
    source: input.files,
  });
  const present = new Map(input.files.map((file) => [file.path, file.content]));
  const slipped = new Map(read.kit.slip?.apply(right).map((file) => [file.path, file.content]));
  const files = right.filter(
    (file) => present.get(file.path) !== file.content && present.get(file.path) === slipped.get(file.path),
  );
  if (files.length === 0) {
    return {
      refusal:
        'The built-in demo model finds nothing wrong in its own files. The log tells what failed; retry the mission.',
    };
  }
  const names = files.map((file) => file.path).join(', ');
  return {
    heal: {
      diagnosis: `The failing test is right and ${names} was wrong; mended there.`.slice(0, 4_000),
      files: [...files],
    },
  };
}
