import { expect, it } from '@jest/globals';
import type { Router } from '../domain/router.ts';
import { createRouters } from './routers.ts';

it('instances that are made up for one variant are bounded, and put out none of another', async () => {
  let time = 0;
  const written: Router[] = [];
  const routers = createRouters(
    async (some) => void written.push(...some),
    () => time,
  );
  const poll = (ref: string, instance: string) =>
    routers.saw({ ref, instance, clientName: '', clientVersion: '', keyName: '', launchId: undefined });
  poll('shop@current', 'honest');
  for (let count = 0; count < 25_000; count++) poll('other@current', `made up ${count}`);
  expect(routers.of('shop@current').map(({ instance }) => instance)).toEqual(['honest']);
  expect(routers.of('other@current').length).toBeLessThanOrEqual(5_000);
  await routers.stop();
  expect(written.length).toBeLessThanOrEqual(5_001);
  // Who has not asked for an hour makes room for others.
  time = 2 * 3_600_000;
  await routers.stop();
  poll('other@current', 'late');
  expect(routers.of('other@current').map(({ instance }) => instance)).toEqual(['late']);
});
