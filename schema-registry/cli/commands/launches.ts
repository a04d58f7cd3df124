import { type Arguments, UsageError } from '../arguments.ts';
import type { Session } from '../config.ts';
import { type Launch, readLaunches } from '../launches.ts';

/** Lists what was published, newest first. */
export async function listLaunches(session: Session, { first = '20', json }: Arguments): Promise<number> {
  if (!/^[1-9]\d{0,2}$/.test(first)) throw new UsageError('--first takes a number');
  const launches = await readLaunches(session, { first: Number(first), before: null });
  if (json) session.print(JSON.stringify({ launches }));
  else for (const launch of launches) session.print(describe(launch));
  return 0;
}

function describe({ number, status, isCurrent, cause, actor, createdAt, git }: Launch): string {
  const from = [git?.branch, git?.commit?.slice(0, 10)].filter(Boolean).join(' ');
  const parts = [
    `${isCurrent ? '*' : ' '} ${number}`,
    createdAt,
    status.toLowerCase(),
    cause.toLowerCase(),
    actor,
    from,
  ];
  return parts.filter(Boolean).join('  ');
}
