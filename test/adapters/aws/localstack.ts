import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** LocalStack itself, its code from PyPI and no image: the last version that asks for no token, with what it depended on in its day. */
const version = '4.14.0';
const asOf = '2026-02-28';
/** From Maven Central, each with what it needs, where LocalStack's own installers look for them. */
const jars = {
  'dynamodb-local/2': ['com.amazonaws:DynamoDBLocal:2.6.1'],
  // The language of its Step Functions.
  'jsonata/0.9.7': ['com.dashjoin:jsonata:0.9.7', 'com.fasterxml.jackson.core:jackson-databind:2.16.2'],
} as const;
/** Outside of `node_modules`, which `npm ci` empties: what was brought once stays for the next run. */
const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const folder = join(caches, `gantry/localstack-${version}-2`);
const python = join(folder, 'venv/bin/python');
const libraries = join(folder, 'libraries');

/** Makes the installation at first use, whole or not at all; undefined when LocalStack can be started. */
export function whyNoLocalStack(): string | undefined {
  if (existsSync(folder)) return undefined;
  const building = `${folder}.${process.pid}`;
  try {
    mkdirSync(building, { recursive: true });
    installPython(building);
    installJars(building);
    renameSync(building, folder);
    return undefined;
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `LocalStack needs python3.13 with venv and pip, mvn and java (${reason})`;
  }
}

function run(command: string, args: readonly string[], cwd?: string): void {
  execFileSync(command, args, { stdio: 'pipe', timeout: 600_000, ...(cwd !== undefined && { cwd }) });
}

/** LocalStack's code is of Python 3.13, which no Debian before 13 has by itself. */
function findPython(): string {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const own = existsSync(versions) ? readdirSync(versions).filter((name) => name.startsWith('3.13.')) : [];
  const candidates = ['python3.13', ...own.map((name) => join(versions, name, 'bin/python'))];
  const found = candidates.find(
    (name) => spawnSync(name, ['-c', 'import venv'], { stdio: 'ignore' }).status === 0,
  );
  if (found === undefined) throw new Error('there is no python3.13');
  return found;
}

/** The environment is used from where it was made: only its modules are, by the interpreter's path. */
function installPython(building: string): void {
  const venv = join(building, 'venv');
  run(findPython(), ['-m', 'venv', venv]);
  const own = join(venv, 'bin/python');
  run(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'uv']);
  const wanted = `localstack-core[runtime]==${version}`;
  run(own, ['-m', 'uv', 'pip', 'install', '--quiet', '--python', own, '--exclude-newer', asOf, wanted]);
}

function installJars(building: string): void {
  for (const [place, wanted] of Object.entries(jars)) {
    const dependencies = wanted.map((each) => {
      const [group, artifact, number] = each.split(':');
      return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`;
    });
    const project = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version><dependencies>${dependencies.join('')}</dependencies></project>`;
    writeFileSync(join(building, 'pom.xml'), project);
    const target = join(building, 'libraries', place);
    run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${target}`], building);
  }
  const database = join(building, 'libraries/dynamodb-local/2');
  copyFileSync(join(database, 'DynamoDBLocal-2.6.1.jar'), join(database, 'DynamoDBLocal.jar'));
  installJava(join(building, 'libraries/java/21'));
}

function installJava(home: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true });
  // By its path: LocalStack puts this one first on the PATH.
  const java = execFileSync('sh', ['-c', 'readlink -f "$(command -v java)"'], { encoding: 'utf8' }).trim();
  writeFileSync(join(home, 'bin/java'), javaScript(java));
  chmodSync(join(home, 'bin/java'), 0o755);
  symlinkSync(join(dirname(dirname(java)), 'lib'), join(home, 'lib'));
}

/** The machine's Java in the place of the one that is fetched from where nothing can be fetched, without a patch that is not to be had either. */
const javaScript = (java: string): string => `#!/bin/sh
for argument do
  shift
  case $argument in
    -javaagent:*) ;;
    -jar) set -- "$@" -cp ;;
    */DynamoDBLocal.jar)
      set -- "$@" "\${argument%/*}/*" com.amazonaws.services.dynamodbv2.local.main.ServerRunner ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec ${java} "$@"
`;

/** Where its programs are once `whyNoLocalStack` has found no reason. */
export const localStackPrograms = (): Readonly<Record<'folder' | 'python' | 'java', string>> => ({
  folder,
  python: realpathSync(python),
  /** Java's home on this machine. */
  java: dirname(realpathSync(join(libraries, 'java/21/lib'))),
});

/** Starts LocalStack on a port, with a root of its own that goes with it. */
export function spawnLocalStack(port: number): { readonly child: ChildProcess; readonly home: string } {
  const home = mkdtempSync(join(tmpdir(), 'gantry-localstack-'));
  mkdirSync(join(home, 'usr/lib'), { recursive: true });
  symlinkSync(libraries, join(home, 'usr/lib/localstack'));
  const child = spawn(python, ['-m', 'localstack.runtime.main'], {
    stdio: 'ignore',
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      FILESYSTEM_ROOT: home,
      OVERRIDE_IN_DOCKER: '0',
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      LOCALSTACK_HOST: `127.0.0.1:${port}`,
      // As compose.yaml has it.
      PROVIDER_OVERRIDE_DYNAMODB: 'v2',
      PROVIDER_OVERRIDE_DYNAMODBSTREAMS: 'v2',
      EAGER_SERVICE_LOADING: '0',
      DNS_ADDRESS: '0',
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
    },
  });
  return { child, home };
}
