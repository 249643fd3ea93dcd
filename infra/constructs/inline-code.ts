import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InlineCode } from 'aws-cdk-lib/aws-lambda';

const isComment = (line: string): boolean => /^\s*(\/\/|\/\*\*.*\*\/$)/.test(line);

/** The text of a function that runs inline: files of this folder one after the other, without comments, since CloudFormation takes 4,096 bytes. */
export const inlineText = (...files: readonly string[]): string =>
  files
    .flatMap((file) => readFileSync(join(import.meta.dirname, `${file}.cjs`), 'utf8').split('\n'))
    .filter((line) => line !== '' && !isComment(line))
    .join('\n');

/** The same as code of a Lambda. */
export const inlineCode = (...files: readonly string[]): InlineCode => new InlineCode(inlineText(...files));
