import { createPageDoor } from '../page/page-door.ts';
import type { Sessions } from '../page/session.ts';
import { sessionRoutes } from '../page/session-door.ts';
import type { Core, Feature } from './feature.ts';

/** The web page: its files, and sessions for who looks at it. */
export async function createPage({ authenticate }: Core, sessions: Sessions, folder: string): Promise<Feature> {
  const page = await createPageDoor(folder);
  return { routes: { ...sessionRoutes(authenticate, sessions), 'GET /*': page, 'HEAD /*': page } };
}
