import type { SourceFile } from '../../core/wire/draft.ts';
import type { ReviewFinding } from '../../core/wire/skill.ts';
import { lineAt } from './tags.ts';

const moves = /\b(?:animation|transition)(?:-name|-property)?\s*:(?!\s*(?:none|0s?)\s*[;}])/;
const outlineOff = /\boutline\s*:\s*(?:none|0)\s*[;}]/;

/** Whether movement can be switched off, focus stays visible and dark screens are thought of, over all styles together. */
export function reviewStyles(shipped: readonly SourceFile[]): ReviewFinding[] {
  const styled = shipped.filter((file) => /\.(?:css|html?)$/i.test(file.path));
  const all = styled.map((file) => file.content).join('\n');
  if (all === '') return [];
  const findings: ReviewFinding[] = [];
  const moving = styled.find((file) => moves.test(file.content));
  if (moving !== undefined && !all.includes('prefers-reduced-motion')) {
    findings.push({
      severity: 'warn',
      ...placeOf(moving, moves),
      message: 'Things move, but no style respects prefers-reduced-motion.',
    });
  }
  const hidden = styled.find((file) => outlineOff.test(file.content));
  if (hidden !== undefined && !all.includes(':focus-visible')) {
    findings.push({
      severity: 'warn',
      ...placeOf(hidden, outlineOff),
      message: 'The outline of what has focus is taken away, and nothing shows focus in its place.',
    });
  }
  if (!all.includes('prefers-color-scheme') && !all.includes('color-scheme'))
    findings.push({ severity: 'note', message: 'No style follows prefers-color-scheme.' });
  return findings;
}

function placeOf(file: SourceFile, pattern: RegExp): { readonly path: string; readonly line: number } {
  return { path: file.path, line: lineAt(file.content.slice(0, pattern.exec(file.content)?.index)) };
}
