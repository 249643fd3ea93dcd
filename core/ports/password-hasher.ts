/** argon2id behind a port; hashes are PHC strings and carry their own parameters. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** False for no hash, after as much work as a real one costs: nobody learns from the clock which users there are. */
  verify(password: string, hash: string | null): Promise<boolean>;
}
