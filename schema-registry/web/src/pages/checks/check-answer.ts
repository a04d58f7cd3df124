const approval = 'approval { id reason approvedBy expiresAt }';
const change = `severity code description coordinate fingerprint level failing ${approval}
  affectedOperationCount affectedOperations { id name requests persisted certain errors clients { name version requests } }`;

/** A check whole: its tasks, what each found, what is approved. */
export const checkQuery = `query Check($graphId: ID!, $id: ID!) {
  graph(id: $graphId) { checkWorkflow(id: $id) {
    id status variantName subgraphName branch commit committer message actor createdAt finishedAt heldUntil
    trafficFrom trafficTo trafficRequests
    tasks { __typename id status
      ... on CompositionCheckTask { coreSchemaModified result { errors { message code } } }
      ... on OperationsCheckTask { operations: result { numberOfCheckedOperations changes { ${change} } } }
      ... on LintCheckTask { lint: result { diagnostics { level message coordinate rule fingerprint ${approval} } } }
      ... on CustomCheckTask { custom: result { violations { level message coordinate rule fingerprint ${approval} } } }
      ... on DownstreamCheckTask { results { downstreamVariantName failsUpstreamWorkflow errors { message code } changes { ${change} } } }
    }
  } }
}`;

export type Approval = {
  readonly id: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly expiresAt: string | null;
};

export type Affected = {
  readonly id: string;
  readonly name: string | null;
  readonly requests: number;
  readonly persisted: boolean;
  readonly certain: boolean;
  readonly errors: readonly string[];
  readonly clients: readonly { readonly name: string; readonly version: string; readonly requests: number }[];
};

export type Change = {
  readonly code: string;
  readonly description: string;
  readonly coordinate: string | null;
  readonly fingerprint: string;
  readonly level: string;
  readonly failing: boolean;
  readonly approval: Approval | null;
  readonly affectedOperationCount: number;
  readonly affectedOperations: readonly Affected[];
};

/** What lint or a policy found. */
export type Finding = {
  readonly level: string;
  readonly message: string;
  readonly coordinate: string | null;
  readonly rule: string;
  readonly fingerprint: string | null;
  readonly approval: Approval | null;
};

type Fault = { readonly message: string; readonly code: string | null };

export type Task = {
  readonly __typename: string;
  readonly id: string;
  readonly status: string;
  readonly coreSchemaModified?: boolean;
  readonly result?: { readonly errors: readonly Fault[] } | null;
  readonly operations?: { readonly numberOfCheckedOperations: number; readonly changes: readonly Change[] } | null;
  readonly lint?: { readonly diagnostics: readonly Finding[] } | null;
  readonly custom?: { readonly violations: readonly Finding[] } | null;
  readonly results?: readonly {
    readonly downstreamVariantName: string;
    readonly failsUpstreamWorkflow: boolean | null;
    readonly errors: readonly Fault[];
    readonly changes: readonly Change[];
  }[];
};

export type Check = {
  readonly id: string;
  readonly status: string;
  readonly variantName: string;
  readonly subgraphName: string | null;
  readonly branch: string;
  readonly commit: string | null;
  readonly committer: string | null;
  readonly message: string | null;
  readonly actor: string;
  readonly createdAt: string;
  readonly heldUntil: string | null;
  readonly trafficFrom: string | null;
  readonly trafficRequests: number | null;
  readonly tasks: readonly Task[];
};

export type CheckAnswer = { readonly graph: { readonly checkWorkflow: Check | null } | null };
