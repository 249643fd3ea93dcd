/** The first password of `admin`, wherever a test makes it. */
export const adminPassword = 'the first password';
