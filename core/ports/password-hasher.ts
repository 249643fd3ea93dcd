/** argon2id behind a port; hashes are PHC strings and carry their own parameters. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes the same time whether or not the hash is a real user's. */
  verify(password: string, hash: string): Promise<boolean>;
}
