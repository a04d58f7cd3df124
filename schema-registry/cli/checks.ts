import { z } from 'zod';

const approval = z.looseObject({ reason: z.string() }).nullish();
const client = z.looseObject({ name: z.string(), version: z.string(), requests: z.number() });
const operation = z.looseObject({
  name: z.string().nullable(),
  requests: z.number(),
  clients: z.array(client),
  errors: z.array(z.string()),
});
const change = z.looseObject({
  severity: z.string(),
  level: z.string(),
  code: z.string(),
  description: z.string(),
  fingerprint: z.string(),
  affectedOperations: z.array(operation),
});
const fault = z.looseObject({ message: z.string(), code: z.string().nullish() });
const finding = z.looseObject({
  level: z.string(),
  rule: z.string(),
  message: z.string(),
  fingerprint: z.string().nullish(),
  approval,
});
const result = z.looseObject({
  errors: z.array(fault).optional(),
  changes: z.array(change).optional(),
  diagnostics: z.array(finding).optional(),
  violations: z.array(finding).optional(),
});
const downstream = z.looseObject({
  downstreamVariantName: z.string(),
  errors: z.array(fault),
  changes: z.array(change),
});

/** A check as `POST /api/check` tells it, as far as it is printed; with `--json`, all of it is. */
export const checkShape = z.looseObject({
  id: z.string(),
  url: z.string(),
  status: z.string(),
  subgraph: z.string().nullable(),
  tasks: z.array(z.looseObject({ result: result.nullish(), results: z.array(downstream).nullish() })),
});

/** A check as `POST /api/check` tells it. */
export type Check = z.output<typeof checkShape>;

/** What checks found, for people; what several found, as those of services that ship together do, is told once. */
export function describeChecks(checks: readonly Check[]): readonly string[] {
  const told = new Set<string>();
  return checks.flatMap((check) => {
    const [head = '', ...lines] = describeCheck(check);
    const fresh = lines.filter((line) => !told.has(line));
    for (const line of fresh) told.add(line);
    return fresh.length < lines.length ? [head, '  what is told above, too', ...fresh] : [head, ...fresh];
  });
}

/** A check with all that it found, and who is touched by it. */
function describeCheck({ id, url, status, subgraph, tasks }: Check): readonly string[] {
  const found = tasks.flatMap(({ result, results }) => [
    ...describeResult(result ?? {}),
    ...(results ?? []).flatMap(describeDownstream),
  ]);
  const waits = status === 'FAILED' ? [`  approve: fiscal schema approve ${id} --reason "…"`] : [];
  return [`${status} ${subgraph} ${url}`, ...found, ...waits];
}

function describeResult({ errors = [], changes = [], diagnostics = [], violations = [] }: z.output<typeof result>) {
  return [
    ...errors.map(describeFault),
    ...changes.flatMap(describeChange),
    ...[...diagnostics, ...violations].map(describeFinding),
  ];
}

function describeDownstream({ downstreamVariantName: name, errors, changes }: z.output<typeof downstream>) {
  return [...errors.map(describeFault), ...changes.flatMap(describeChange)].map((line) => `  ${name}:${line}`);
}

function describeFault({ code, message }: z.output<typeof fault>): string {
  return `  FAIL ${code ? `${code}: ` : ''}${message}`;
}

function describeChange({
  severity,
  level,
  code,
  description,
  fingerprint,
  affectedOperations,
}: z.output<typeof change>) {
  const isFailing = severity === 'FAILURE';
  const operations = affectedOperations.map(({ name, requests, clients, errors }) => {
    const from = clients.map(({ name, version }) => [name, version].filter(Boolean).join(' ') || 'no name').join(', ');
    return `       ${name ?? 'an operation without a name'}: ${requests} requests of ${from}${errors[0] ? `; ${errors[0]}` : ''}`;
  });
  const what = `  ${isFailing ? 'FAIL' : 'pass'} ${code} (${level.toLowerCase()}): ${description}`;
  return [isFailing ? `${what} [${fingerprint}]` : what, ...operations];
}

function describeFinding({ level, rule, message, fingerprint, approval }: z.output<typeof finding>): string {
  if (approval) return `  pass ${rule}: ${message} (approved: ${approval.reason})`;
  return level === 'ERROR'
    ? `  FAIL ${rule}: ${message} [${fingerprint}]`
    : `  ${level.toLowerCase()} ${rule}: ${message}`;
}
