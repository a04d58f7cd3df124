import type { ChangeLevel } from '../changes/change.ts';
import type { SubgraphSource } from '../composition/composition.ts';
import type { ServiceContracts } from '../contracts-of-a-service/contracts.ts';
import type { Fault, GitContext } from '../launch.ts';
import type { LintFinding } from '../lint/lint-finding.ts';
import type { Violation } from '../policy/policy.ts';
import type { ClientUsage } from '../usage/usage.ts';
import type { GivenCheckConfig } from './check-config.ts';

/** How a check stands. */
export type CheckStatus = 'PENDING' | 'PASSED' | 'FAILED';

/** What is checked: a subgraph's schema and other contracts, or without its name the schema of a monolith. */
export type CheckInput = {
  readonly sdl: string;
  readonly url: string | null;
  readonly config: GivenCheckConfig;
  readonly contracts: ServiceContracts;
  /** Other subgraphs as they will be when this one ships, where they ship at once. */
  readonly beside?: readonly SubgraphSource[];
};

/** A check of a proposed change, from its submission to its verdict. */
export type CheckWorkflow = {
  readonly id: string;
  readonly graphId: string;
  readonly variant: string;
  /** Whose approvals hold for it: the variant, or the one that it is a preview of. */
  readonly family: string;
  /** Null for a monolith. */
  readonly subgraph: string | null;
  readonly status: CheckStatus;
  /** Empty where the client told of none. */
  readonly branch: string;
  readonly git: GitContext | null;
  /** The name of the key that asked for it. */
  readonly actor: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** When it ends, whether or not it is done. */
  readonly deadlineAt: Date;
  /** Until when it is shown as going on, though it failed: an approval may yet let it pass. */
  readonly heldUntil: Date | null;
  /** Null while it is pending. */
  readonly outcome: CheckOutcome | null;
};

/** A check without what it found. */
export type CheckSummary = Omit<CheckWorkflow, 'outcome'>;

/** An operation that a change touches, and who sends it. */
export type AffectedOperation = {
  readonly id: string;
  readonly name: string | null;
  readonly requests: number;
  readonly persisted: boolean;
  /** Most requests first, some of them. */
  readonly clients: readonly ClientUsage[];
  /** It fails for sure; otherwise, by values that nobody recorded. */
  readonly certain: boolean;
  /** What a router will answer. */
  readonly errors: readonly string[];
};

/** A change and what it does to those who use the graph. */
export type ChangeFinding = {
  readonly code: string;
  readonly level: ChangeLevel;
  readonly coordinate: string | null;
  readonly description: string;
  readonly fingerprint: string;
  /** It may not pass, unless somebody approves of it. */
  readonly failing: boolean;
  /** Some of the operations it touches, most sent first. */
  readonly affected: readonly AffectedOperation[];
  readonly affectedCount: number;
};

/** What was found of changes of an API. */
export type OperationsOutcome = {
  /** Operations that the change was held against. */
  readonly checked: number;
  readonly requests: number;
  readonly from: string;
  readonly to: string;
  readonly changes: readonly ChangeFinding[];
};

/** A violation or a finding of lint with what approvals know it by. */
export type Marked<T> = T & { readonly fingerprint: string };

/** What a change does to a contract of the variant. */
export type DownstreamOutcome = {
  readonly variant: string;
  readonly errors: readonly Fault[];
  readonly changes: readonly ChangeFinding[];
  /** What fails it fails the check. */
  readonly blocks: boolean;
};

/** All that a check found, before anybody judges it. Where nothing composes, there is nothing else. */
export type CheckOutcome = {
  readonly composition: { readonly errors: readonly Fault[]; readonly modified: boolean };
  readonly operations: OperationsOutcome | null;
  readonly lint: readonly Marked<LintFinding>[] | null;
  readonly violations: readonly Marked<Violation>[] | null;
  readonly downstream: readonly DownstreamOutcome[] | null;
};
