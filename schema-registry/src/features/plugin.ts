import { createCommandDoor } from '../plugin/command-door.ts';
import { makePluginArchive } from '../plugin/plugin-archive.ts';
import { createPluginDoor } from '../plugin/plugin-door.ts';
import type { Feature } from './feature.ts';

/**
 * What people run beside the registry, so that they need no other host: the plugin that rover composes with, and the command
 * `fiscal`. Anybody may have them: rover sends no key.
 */
export function createPlugin(): Feature {
  const door = createPluginDoor(makePluginArchive);
  return { routes: { 'GET /tar/*': door, 'HEAD /tar/*': door, 'GET /cli/fiscal': createCommandDoor() } };
}
