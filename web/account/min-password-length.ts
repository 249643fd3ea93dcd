/** As core/wire/access.ts has it, which would bring zod into the page; a test holds the two together. */
export const minPasswordLength = 8;
