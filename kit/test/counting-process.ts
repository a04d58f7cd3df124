import { createHistogram } from '../src/tracing/index.ts';

// A process for metrics.test.ts: it counts, and ends.
createHistogram('@fiscal/kit/test', 'test.tallied', { unit: 'ms' })({ of: 'counting-process' }).record(7);
