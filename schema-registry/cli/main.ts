#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { UsageError } from './arguments.ts';
import { approve } from './commands/approve.ts';
import { check } from './commands/check.ts';
import { listLaunches } from './commands/launches.ts';
import { promote } from './commands/promote.ts';
import { publish } from './commands/publish.ts';
import { readTarget, type Session } from './config.ts';
import { readGitContext } from './git-context.ts';
import { openRegistry } from './registry.ts';

const usage = `Schemas of a graph, in the registry that keeps them.

  fiscal schema publish --all                       publishes every subgraph of rover.yaml, all at once or none
  fiscal schema publish --subgraph NAME …           … or these alone
  fiscal schema check --all                         may all of them ship as they lie here? Ends with 1 if one may not
  fiscal schema check --subgraph NAME …             … or these alone
      [--together]                                  … shipped at once, as publish ships them; else one by one
  fiscal schema approve CHECK --reason "why"        lets pass what fails a check, on its branch
      [--fingerprint F …] [--expires 2027-01-31]    … of these changes only; until then only
  fiscal schema launches [--first 20]               what was published, newest first; * is served
  fiscal schema promote NUMBER                      serves that launch again

  --config rover.yaml    where subgraphs are listed; .proto files and events/*.json beside a schema go with it
  --ref graph@variant    which variant, unless APOLLO_GRAPH_REF says so
  --json                 prints what the registry answers, for programs

Environment: FISCAL_REGISTRY_URL (or rover's APOLLO_REGISTRY_URL), APOLLO_KEY, APOLLO_GRAPH_REF; the branch and commit
are those of .git, unless APOLLO_VCS_BRANCH, APOLLO_VCS_COMMIT, APOLLO_VCS_AUTHOR or APOLLO_VCS_REMOTE_URL say otherwise.

Ends with 0, with 1 when something is refused or fails, with 2 when the command is none.
`;

const options = {
  all: { type: 'boolean' },
  together: { type: 'boolean' },
  subgraph: { type: 'string', multiple: true },
  config: { type: 'string' },
  ref: { type: 'string' },
  reason: { type: 'string' },
  fingerprint: { type: 'string', multiple: true },
  expires: { type: 'string' },
  first: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const commands = { publish, check, approve, launches: listLaunches, promote };

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [area, name = '', ...rest] = positionals;
  if (values.help || area === undefined) return print(usage);
  if (area !== 'schema' || !isCommand(name)) throw new UsageError(`there is no ${[area, name].join(' ')}`);
  const target = readTarget(process.env, values.ref);
  const session: Session = {
    ref: target.ref,
    registry: openRegistry(target),
    git: await readGitContext(process.env),
    print: (line) => void print(`${line}\n`),
  };
  return commands[name](session, { ...values, positionals: rest });
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function explain(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${message}\n${isUsage ? '\nfiscal --help shows what there is.\n' : ''}`);
  process.exitCode = isUsage ? 2 : 1;
}

// Not awaited at the top level, so that it can be CommonJS as well, which a file without an ending is to Node.
main().then((code) => {
  process.exitCode = code;
}, explain);
