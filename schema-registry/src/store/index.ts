export { addApprovals, approvalsOf, approvalsThatHold, revokeApproval } from './approvals.ts';
export { addAudit, auditOf } from './audit.ts';
export { type Change, type Changes, createChanges, tellKeysChanged, tellVariantChanged } from './changes.ts';
export {
  addCheck,
  type CheckWork,
  checkById,
  checksOf,
  claimChecks,
  countPendingChecks,
  finishCheck,
  leaseChecks,
  lockBranch,
  lockFailingChecks,
  removeChecks,
  saveCheckStatus,
} from './checks.ts';
export { documentsByHash, documentsWithin, removeUnusedDocuments, saveDocuments } from './documents.ts';
export { fieldUsageOf, lastUses, operationUsageOf } from './field-usage.ts';
export { addGraph, allGraphs, graphById } from './graphs.ts';
export {
  addKey,
  addSecret,
  endSecrets,
  keyById,
  keyBySecret,
  keysAfter,
  lockKey,
  type OpenedKey,
  renameKey,
  revokeKey,
  saveLastUses,
} from './keys.ts';
export { addLaunch, launchesByIds, launchesOf, nextNumber, previousGoodLaunch } from './launches.ts';
export { addNotices, leaseNotices, type Outcome, type PendingNotice, removeNotices, settleNotice } from './notices.ts';
export {
  addQueryList,
  chunkByHash,
  countQueries,
  linkQueryList,
  lockQueryList,
  queriesOfList,
  queryListOfVariant,
  queryListsOf,
  saveChunks,
  saveQueries,
  variantsOfQueryList,
} from './persisted-queries.ts';
export { expiredPreviews, previewsOf, renewPreview, savePreviews } from './previews.ts';
export { refuseValues } from './refuse-values.ts';
export { routersOf, saveRouters } from './routers.ts';
export {
  proposedContractsOf,
  removeProposedContracts,
  removeServiceContracts,
  type ServiceRef,
  saveProposedContracts,
  saveServiceContracts,
  serviceContractsOf,
} from './service-contracts.ts';
export { saveSubgraphs, subgraphsOf } from './subgraphs.ts';
export { persistedOperationsOf, trafficOf } from './traffic.ts';
export { type ServedVariant, servedVariant } from './uplink.ts';
export { addUsage, countSignatures, fullHours, knownClients, knownSignatures, removeUsage } from './usage.ts';
export {
  addVariant,
  contractsOf,
  lockVariant,
  removeVariant,
  saveContract,
  saveLaunched,
  saveReadme,
  saveSettings,
  touchVariant,
  variantByRef,
  variantsByRefs,
  variantsOf,
} from './variants.ts';
export { addWebhook, removeWebhook, webhooksOf } from './webhooks.ts';
