import { spawnSync } from 'node:child_process';
import * as z from 'zod';
import { pythonEnvironment } from '../python-environment.ts';
import { acceptedFindings } from './accepted-findings.ts';

/** Pinned, so that a new rule of it breaks nothing unasked. */
export const scanner = 'checkov==3.3.30';

const findingSchema = z.object({ check_id: z.string(), check_name: z.string(), resource: z.string() });
const reportSchema = z.object({
  results: z.object({ failed_checks: z.array(findingSchema) }),
  /** A template that it could not read has no findings. */
  summary: z.object({ passed: z.number().int().positive(), parsing_errors: z.literal(0) }),
});
type Finding = z.infer<typeof findingSchema>;

/** What checkov finds in the templates and nobody has answered, and what was answered and is not found any more: a line each. */
export function scanTemplates(templates: readonly string[]): readonly string[] {
  const words = ['-m', 'checkov.main', '--framework', 'cloudformation', '--output', 'json', '--soft-fail'];
  const files = templates.flatMap((template) => ['--file', template]);
  const { status, stdout, stderr, error } = spawnSync(
    pythonEnvironment(scanner),
    [...words, '--quiet', '--compact', '--skip-download', ...files],
    { encoding: 'utf8', timeout: 300_000, maxBuffer: 256 * 1024 * 1024 },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${scanner} ended with ${status}: ${stderr.slice(-2_000)}`);
  const { results } = reportSchema.parse(JSON.parse(stdout));
  return unanswered(results.failed_checks);
}

function unanswered(findings: readonly Finding[]): readonly string[] {
  const answers = ({ check_id, resource }: Finding) =>
    acceptedFindings.find(({ rule, where }) => rule === check_id && where.test(resource));
  const used = new Set(findings.map(answers));
  return [
    ...findings
      .filter((finding) => answers(finding) === undefined)
      .map(({ check_id, check_name, resource }) => `${check_id} ${resource}: ${check_name}`),
    ...acceptedFindings
      .filter((accepted) => !used.has(accepted))
      .map(({ rule, where }) => `${rule} is answered for ${where} and found nowhere: take the answer away.`),
  ];
}
