import type { Cannot, SourceFile } from '../core/wire/draft.ts';
import { connectModel } from './catalogue.ts';
import { readSource } from './read-source.ts';

/** The app as it should have been and what was wrong with it, or in words why there is no such thing. */
export type Healed =
  | { readonly diagnosis: string; readonly files: readonly SourceFile[] }
  | { readonly cannot: Cannot };

/** Puts right what the kit's own slip wrote, and nothing else: what differs otherwise is somebody's work. */
export function healApp(input: { readonly request: string; readonly files: readonly SourceFile[] }): Healed {
  const read = readSource(input.files);
  if (read === undefined) {
    const why = 'The built-in demo model can only heal apps that it wrote itself.';
    return { cannot: { why, nearest: `To heal this one, ${connectModel}` } };
  }
  const right = read.kit.compose({
    features: read.features,
    title: read.title,
    request: input.request,
    source: input.files,
  });
  const { slip } = read.kit;
  const mayHaveSlipped = slip !== undefined && read.features.has(slip.whenFeature);
  const rightly = contents(right);
  const slipped = contents(mayHaveSlipped ? slip.apply(right) : []);
  const files = input.files.map((file) =>
    file.content === slipped.get(file.path)
      ? { ...file, content: rightly.get(file.path) ?? file.content }
      : file,
  );
  const mended = files.filter((file, at) => file.content !== input.files[at]?.content);
  if (mended.length === 0) {
    const why = 'The built-in demo model finds nothing wrong in its own files.';
    return { cannot: { why, nearest: 'The log tells what failed; retry the mission.' } };
  }
  const names = mended.map((file) => file.path).join(', ');
  return { diagnosis: `The failing test is right and ${names} was wrong; mended there.`, files };
}

function contents(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file.path, file.content]));
}
