import { z } from 'zod';
import type { Arguments } from '../arguments.ts';
import type { Session } from '../config.ts';
import { readServices } from '../services.ts';

const names = z.array(z.string());
const shape = z.looseObject({
  created: names,
  updated: names,
  launch: z
    .looseObject({
      number: z.number(),
      status: z.string(),
      url: z.string(),
      errors: z.array(z.object({ message: z.string(), code: z.string().nullish() })),
    })
    .nullable(),
});

/** Publishes services all at once: there is one launch of all of them or, where they do not compose, 1 to end with. */
export async function publish({ ref, registry, git, print }: Session, given: Arguments): Promise<number> {
  const services = await readServices(given);
  const answer = await registry.rest('api/publish', shape, { ref, subgraphs: services, git });
  const { launch } = answer;
  const isServed = launch?.status !== 'failed';
  if (given.json) print(JSON.stringify(answer));
  else for (const line of describe(answer, ref)) print(line);
  return isServed ? 0 : 1;
}

function describe({ created, updated, launch }: z.output<typeof shape>, ref: string): readonly string[] {
  if (!launch) return [`${ref} is as it was: nothing has changed.`];
  const done = [
    ...created.map((name) => `${name} is new`),
    ...updated.map((name) => `${name} has changed`),
    launch.url,
  ];
  if (launch.status !== 'failed') return [`Launch ${launch.number} of ${ref} is served.`, ...done];
  const errors = launch.errors.map(({ code, message }) => `  ${code ? `${code}: ` : ''}${message}`);
  return [`Launch ${launch.number} of ${ref} does not compose: what was served goes on.`, ...errors, ...done];
}
