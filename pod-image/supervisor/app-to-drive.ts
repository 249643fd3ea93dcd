import type { InstrumentRunner } from '../runners/step-runner.ts';
import type { DriveDeps } from './drive.ts';
import type { RecipeDeps } from './recipe-deps.ts';
import { servedFunctions } from './served-functions.ts';
import type { WrittenFile } from './work-folder.ts';

/** What a driver is given of an app that was made: its folder, its functions and its data. */
export async function appToDrive(
  deps: RecipeDeps,
  artifact: readonly WrittenFile[],
  instruments: InstrumentRunner,
): Promise<DriveDeps> {
  return {
    instruments,
    artifact: deps.work.folders.artifact,
    downloads: await deps.work.folderForDownloads(),
    callFunction: servedFunctions(artifact, deps).call,
    freshData: deps.data.fresh,
    ending: deps.ending,
  };
}
