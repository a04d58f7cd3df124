import { setTimeout as wait } from 'node:timers/promises';
import type { Arguments } from '../arguments.ts';
import { type Check, checkShape, describeChecks } from '../checks.ts';
import type { Session } from '../config.ts';
import { partsOf } from '../launches.ts';
import { readServices, type Service } from '../services.ts';

const atOnce = 4;
const pollMs = 1_000;
// Longer than the registry may keep a check waiting for an approval.
const timeoutMs = 300_000;

/** Checks services, each with all its contracts; ends with 1 when one of them may not ship. */
export async function check(session: Session, given: Arguments): Promise<number> {
  const services = await readServices(given);
  const checks: Check[] = [];
  for (let first = 0; first < services.length; first += atOnce) {
    const some = services.slice(first, first + atOnce);
    checks.push(
      ...(await Promise.all(some.map((service) => checkOne(session, service, given.together ? services : [])))),
    );
  }
  if (given.json) session.print(JSON.stringify({ checks }));
  else for (const line of describeChecks(checks)) session.print(line);
  return checks.every(({ status }) => status === 'PASSED') ? 0 : 1;
}

async function checkOne(
  { ref, registry, git }: Session,
  { name, ...service }: Service,
  together: readonly Service[],
): Promise<Check> {
  const beside = together.filter((each) => each.name !== name).map(({ name, url, sdl }) => ({ name, url, sdl }));
  const endsAt = Date.now() + timeoutMs;
  let found = await registry.rest('api/check', checkShape, { ref, subgraph: name, ...service, beside, git });
  const path = `api/check/${found.id}?graph=${encodeURIComponent(partsOf(ref).graph)}`;
  // An approval may come, as long as the registry waits for one.
  while (found.status === 'PENDING' && Date.now() < endsAt) {
    await wait(pollMs);
    found = await registry.rest(path, checkShape);
  }
  return found;
}
