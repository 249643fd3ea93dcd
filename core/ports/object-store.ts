/** Bytes under keys (`a/b/c`, no `..`). S3 on AWS, files under GANTRY_HOME locally. */
export interface ObjectStore {
  /** With `ifAbsent`, an existing object stays as it is and the answer is `exists`. */
  put(
    key: string,
    bytes: Uint8Array,
    options: { readonly ifAbsent?: boolean },
    signal: AbortSignal,
  ): Promise<'stored' | 'exists'>;
  get(key: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Keys under a prefix in ascending byte order. */
  list(prefix: string, signal: AbortSignal): Promise<string[]>;
}
