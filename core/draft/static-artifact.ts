/** What a static stack ships: its tree without `test/`, files untouched and in the order given. */
export function staticArtifact<F extends { readonly path: string }>(files: readonly F[]): readonly F[] {
  return files.filter((file) => !file.path.startsWith('test/'));
}
