import { makePluginArchive } from '../plugin/plugin-archive.ts';
import { createPluginDoor } from '../plugin/plugin-door.ts';
import type { Feature } from './feature.ts';

/** The plugin that rover composes with, so that it needs no other host. Anybody may have it: rover sends no key. */
export function createPlugin(): Feature {
  const door = createPluginDoor(makePluginArchive);
  return { routes: { 'GET /tar/*': door, 'HEAD /tar/*': door } };
}
