import * as z from 'zod';
import { Conflict } from '../../core/errors.ts';
import type { AppDatabase } from '../../core/ports/app-database.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { AppId } from '../../core/wire/ids.ts';
import { setAppRole } from './app-role.ts';
import { askNeon } from './ask-neon.ts';
import { connect, type Neon, type NeonConfig } from './connection.ts';
import { deleteBranch, listBranches, listProjects, ownerUri, projectName } from './projects.ts';

const aside = /^aside-(\d+)-(gantry-app_[0-9a-z]{26})$/;

/** How an app's data ends at Neon: its project gets a name that says until when, and shuts the app out, until it is taken back or purged. */
export function createLifeOfProjects(
  config: NeonConfig & { readonly clock: Clock },
): Pick<AppDatabase, 'setAside' | 'takeBack' | 'purge'> {
  const rename = (neon: Neon, project: string, name: string) =>
    neon({ method: 'PATCH', path: `/projects/${project}`, json: { project: { name } } }, z.unknown());
  return {
    async setAside(appId, purgeAt, signal) {
      const neon = connect(config, signal);
      const { inPlace, setAside } = await findBoth(neon, config, appId);
      if (inPlace === undefined) return;
      if (setAside !== undefined) throw new Conflict('data_set_aside', 'This app has data aside already.');
      await shutOut(neon, config, inPlace.id, signal);
      await rename(neon, inPlace.id, `aside-${purgeAt.getTime()}-${inPlace.name}`);
    },
    async takeBack(appId, signal) {
      const neon = connect(config, signal);
      const { inPlace, setAside } = await findBoth(neon, config, appId);
      if (setAside === undefined) return;
      if (inPlace !== undefined)
        throw new Conflict('data_in_place', 'This app has data in its place already.');
      // Its role may come in again when a deployment is made.
      await rename(neon, setAside.id, projectName(appId));
    },
    async purge(signal) {
      const neon = connect(config, signal);
      const projects = await listProjects(neon, config, 'aside-');
      const over = projects.filter(
        ({ name }) => Number(aside.exec(name)?.[1] ?? Number.NaN) <= config.clock.nowMs(),
      );
      for (const { id } of over) await neon({ method: 'DELETE', path: `/projects/${id}` }, z.unknown());
    },
  };
}

async function findBoth(neon: Neon, config: NeonConfig, appId: AppId) {
  const name = projectName(appId);
  const projects = await listProjects(neon, config, name);
  return {
    inPlace: projects.find((project) => project.name === name),
    setAside: projects.find((project) => aside.exec(project.name)?.[2] === name),
  };
}

/** Ends previews, and lets the app's role into production no more. */
async function shutOut(neon: Neon, config: NeonConfig, project: string, signal: AbortSignal): Promise<void> {
  for (const { id, name } of await listBranches(neon, project)) {
    if (name.startsWith('preview-')) await deleteBranch(neon, project, id);
    if (name === 'production')
      await setAppRole(askNeon(config, await ownerUri(neon, project, id)), undefined, signal);
  }
}
