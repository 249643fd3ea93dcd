/** As core/wire/http.ts has it, which would bring zod into the page; a test holds the two together. */
export const maxSpokenLength = 4_000;
