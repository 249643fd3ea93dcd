import { realpathSync } from 'node:fs';
import { arch } from 'node:os';
import { dirname } from 'node:path';
import { localStackPrograms, whyNoLocalStack } from '../adapters/aws/localstack.ts';

/* Prints where LocalStack's container finds its programs, for a shell; ends with 75 where they cannot be had. */

const missing = whyNoLocalStack();
if (missing !== undefined) {
  process.stderr.write(`SKIPPED: ${missing}\n`);
  process.exit(75);
}
const { folder, python, java } = localStackPrograms();
const values = {
  LOCALSTACK_PROGRAMS: folder,
  LOCALSTACK_PYTHON: dirname(dirname(python)),
  // Debian's Java has its settings in /etc.
  LOCALSTACK_JAVA_SETTINGS: dirname(dirname(realpathSync(`${java}/conf/security/java.security`))),
  LOCALSTACK_MACHINE: arch() === 'arm64' ? 'aarch64' : 'x86_64',
  LOCALSTACK_ARCHITECTURE: arch() === 'arm64' ? 'arm64' : 'x86_64',
};
for (const [name, value] of Object.entries(values)) process.stdout.write(`${name}='${value}'\n`);
