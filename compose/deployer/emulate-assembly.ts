import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulation, emulatedTemplate } from './emulated-template.ts';

/** Rewrites the templates of a synthesized cloud assembly in place; each gets the content's own hash as its address, so that none is taken for an older one. */
export function emulateAssembly(folder: string, emulation: Emulation): void {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of files.filter((file) => file.endsWith('.template.json'))) {
    const path = join(folder, name);
    const before = readFileSync(path, 'utf8');
    const after = `${JSON.stringify(emulatedTemplate(JSON.parse(before), emulation), null, 1)}\n`;
    writeFileSync(path, after);
    renameAsset(folder, files, sha256(before), sha256(after));
  }
}

function renameAsset(folder: string, files: readonly string[], from: string, to: string): void {
  for (const name of files.filter((file) => !file.endsWith('.template.json'))) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    if (text.includes(from)) writeFileSync(path, text.replaceAll(from, to));
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
