import { DependencyFailed, DependencyRefused } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { loadReport } from '../pod/attempt-store.ts';
import { isUnserved } from '../pod/served-paths.ts';
import type { ArtifactFile } from '../ports/app-host.ts';
import type { FetchedPage, PageFetcher } from '../ports/page-fetcher.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import type { Check } from '../wire/check.ts';
import type { FunctionAnswers, FunctionQuestions } from './ask-functions.ts';
import { askFunctions } from './ask-functions.ts';
import { testedVersion } from './deploy-app.ts';
import type { ArtifactDeps } from './load-artifact.ts';
import { loadArtifact } from './load-artifact.ts';

export interface CheckDeps extends MissionLogDeps, ArtifactDeps {
  readonly pageFetcher: PageFetcher;
}

const atOnce = 8;
const timeoutMs = 15_000;

/** The stage that looks at the deployment as a stranger would: every file of the artifact, without credentials, byte for byte. */
export const checkLive =
  (deps: CheckDeps) =>
  async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    const next = mission.request.publish && mission.givenUp === undefined ? 'publish' : 'settle';
    if (mission.isLive) return goTo(missionId, next);
    if (mission.deployment === undefined)
      throw new DependencyFailed('not_deployed', 'There is no deployment to look at yet.');
    const tested = testedVersion(mission);
    const artifact = await loadArtifact(deps)({ missionId, ...tested }, signal);
    const files = publicFiles(artifact);
    const { url } = mission.deployment;
    await compareServed(deps.pageFetcher)(url, files, signal);
    const answers = await askPreview(deps, mission, { url, files: artifact }, signal);
    const data = { url, files: files.length, artifact_sha256: tested.artifactSha256, ...answers };
    await runCommand(deps)(
      { missionId, command: { kind: 'record-live', data }, actor: 'gantry' },
      { signal },
    );
    return goTo(missionId, next);
  };

/** Nothing is asked of an app that is only shown: what it does not do is known. */
async function askPreview(
  deps: CheckDeps,
  mission: Mission,
  { url, files }: { readonly url: string; readonly files: readonly ArtifactFile[] },
  signal: AbortSignal,
): Promise<FunctionAnswers | undefined> {
  if (mission.givenUp !== undefined) return undefined;
  const known = await heldChecks(deps)(mission, signal);
  return askFunctions(deps.pageFetcher)({ ...known, url, files, target: 'preview' }, signal);
}

/** What is known of the functions of a tested app: those that answered in its pod, the checks that held there, and what it needs. */
export const heldChecks =
  (deps: Pick<CheckDeps, 'objects' | 'digest'>) =>
  async (
    mission: Mission,
    signal: AbortSignal,
  ): Promise<Pick<FunctionQuestions, 'functions' | 'held' | 'needs'>> => {
    const told = mission.attempts.findLast(({ report }) => report?.outcome === 'passed')?.report;
    const { boot, accept } = await loadReport(deps)(mission.missionId, told, signal);
    const { checks = [], needs } = (await agreedSpec(deps)(mission, signal)) ?? {};
    const results = accept?.checks ?? [];
    const isHeld = ({ id }: Check): boolean =>
      results.some((result) => result.id === id && result.outcome === 'held') &&
      mission.waived.every(({ check }) => check !== id);
    return { functions: boot?.functions, held: checks.filter(isHeld), needs };
  };

/** The files of an artifact that a stranger is served; functions are run by their host. */
export function publicFiles(files: readonly ArtifactFile[]): readonly ArtifactFile[] {
  return files.filter(({ path }) => !path.startsWith('api/') && !isUnserved(path));
}

/** Fetches each file and compares it; DependencyFailed where it may still come, DependencyRefused behind a login. */
export const compareServed =
  (fetcher: PageFetcher) =>
  async (baseUrl: string, files: readonly ArtifactFile[], signal: AbortSignal): Promise<void> => {
    for (let start = 0; start < files.length; start += atOnce) {
      await Promise.all(
        files.slice(start, start + atOnce).map((file) => compareFile(fetcher, baseUrl, file, signal)),
      );
    }
  };

async function compareFile(
  fetcher: PageFetcher,
  baseUrl: string,
  file: ArtifactFile,
  signal: AbortSignal,
): Promise<void> {
  const path = file.path === 'index.html' ? '' : file.path.split('/').map(encodeURIComponent).join('/');
  const page = await fetcher.fetch(
    new URL(path, baseUrl).href,
    { maxBytes: file.bytes.length + 1, timeoutMs },
    signal,
  );
  refuseLogin(page, file.path);
  if (page.status !== 200) {
    throw new DependencyFailed('not_live_yet', `${file.path} answers ${page.status} instead of 200.`, {
      retryAfterMs: 2_000,
    });
  }
  if (Buffer.compare(page.bytes, file.bytes) !== 0) {
    throw new DependencyFailed(
      'served_differs',
      `${file.path} is served with other bytes than were tested.`,
      { retryAfterMs: 2_000 },
    );
  }
}

function refuseLogin(page: FetchedPage, path: string): void {
  if (page.status !== 401 && page.status !== 403) return;
  throw new DependencyRefused(
    'behind_login',
    `${path} answers ${page.status}: the deployment is not open to the public. Switch its protection off.`,
  );
}
