import type { Draft, SourceFile } from '../../../core/wire/draft.ts';

const tag = (inside: string): string => `<g-NONCE ${inside}>`;
const close = '</g-NONCE>';

/** A file as a model writes it. */
export const fileText = ({ path, content }: SourceFile): string =>
  `${tag(`file="${path}"`)}\n${content}${close}\n`;

/** The first block of a draft. */
export const appText = ({ app, stack, files }: Pick<Draft, 'app' | 'stack' | 'files'>): string =>
  `${tag('app')}${JSON.stringify({ ...app, stack, files: files.map(({ path }) => path) })}${close}\n`;

/** A whole draft as a model writes it; every file must end its last line. */
export const draftText = (draft: Draft): string =>
  [
    appText(draft),
    ...draft.files.map(fileText),
    tag('page/'),
    `\n${tag('notes')}\n${draft.notes}\n${close}\n`,
    ...(draft.left_out.length === 0 ? [] : [`${tag('left-out')}${JSON.stringify(draft.left_out)}${close}\n`]),
    tag('done/'),
  ].join('');

/** One exact change of a file. */
export const editText = (path: string, find: string, put: string): string =>
  `${tag(`edit="${path}"`)}\n${tag('find')}\n${find}${tag('put')}\n${put}${close}\n`;

/** A heal as a model writes it. */
export const healText = (diagnosis: string, ...blocks: readonly string[]): string =>
  [`${tag('diagnosis')}\n${diagnosis}\n${close}\n`, ...blocks, tag('done/')].join('');
