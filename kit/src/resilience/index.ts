export { type Breaker, type BreakerState, createBreaker, serviceUnavailable } from './breaker.ts';
export { deadlineExceeded, endWithSignal, withDeadline } from './deadline.ts';
export { createPolicy, type Policy, type PolicyOptions, type PolicyState } from './policy.ts';
export { retry } from './retry.ts';
export { createRetryBudget, type RetryBudget } from './retry-budget.ts';
