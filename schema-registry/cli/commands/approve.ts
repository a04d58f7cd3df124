import { z } from 'zod';
import { type Arguments, requireOne, UsageError } from '../arguments.ts';
import type { Session } from '../config.ts';
import { partsOf } from '../launches.ts';

const shape = z.looseObject({
  approvals: z.array(z.looseObject({ description: z.string(), branch: z.string(), expiresAt: z.string().nullable() })),
  checks: z.array(z.looseObject({ id: z.string(), status: z.string(), subgraph: z.string().nullable() })),
});

/** Lets pass what fails a check, on its branch, for a reason; tells which checks stand otherwise by that. */
export async function approve({ ref, registry, print }: Session, given: Arguments): Promise<number> {
  const check = requireOne(given, 'check: its id is in its address');
  const { reason, fingerprint, expires, json } = given;
  if (!reason) throw new UsageError('say why: --reason "…"');
  const { graph } = partsOf(ref);
  const expiresAt = expires === undefined ? null : readMoment(expires);
  const wanted = { graph, check, fingerprints: fingerprint ?? null, reason, expiresAt };
  const { approvals, checks } = await registry.rest('api/approvals', shape, wanted);
  if (json) print(JSON.stringify({ approvals, checks }));
  else {
    for (const { description, branch, expiresAt } of approvals) {
      print(`approved on ${branch || 'no branch'}${expiresAt ? ` until ${expiresAt}` : ''}: ${description}`);
    }
    for (const { id, status, subgraph } of checks) print(`${status} ${subgraph ?? ''} ${id}`);
  }
  return 0;
}

function readMoment(text: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new UsageError(`${text} is no date`);
  return moment.toISOString();
}
