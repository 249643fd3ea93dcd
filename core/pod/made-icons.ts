import type { SourceFile } from '../wire/draft.ts';
import { isShot } from '../wire/pod.ts';

/** What a build draws of an app's icon, by the side of the square in pixels: what phones ask for and an SVG cannot be. */
const iconSizes: Readonly<Record<string, number>> = {
  'icon-192.png': 192,
  'icon-512.png': 512,
  'apple-touch-icon.png': 180,
};
const iconSources: readonly string[] = ['public/icon.svg', 'icon.svg'];
const heightAt = 20;
const widthAt = 16;

/** Whether a file of an artifact is a picture of the tree's own icon, as far as can be told without drawing it: its name and its size. */
export function isMadeIcon(
  tree: readonly SourceFile[],
  { path, bytes }: { readonly path: string; readonly bytes: Uint8Array },
): boolean {
  const size = Object.hasOwn(iconSizes, path) ? iconSizes[path] : undefined;
  if (size === undefined || bytes.length <= heightAt + 4 || !isShot(bytes)) return false;
  if (!tree.some((file) => iconSources.includes(file.path))) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(widthAt) === size && view.getUint32(heightAt) === size;
}
