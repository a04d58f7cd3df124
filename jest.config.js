export default {
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // A bound on what hangs, not on what is slow: the machine may be busy.
  testTimeout: 60_000,
  // The long ones have commands of their own.
  testPathIgnorePatterns: ['/node_modules/', '/\\.data/', '/\\.backends/', '\\.long\\.test\\.ts$'],
  // What tests load is never let go of in a worker: a new one is faster than one that is full.
  workerIdleMemoryLimit: '1GB',
  testSequencer: './test/long-first.js',
  globalSetup: './test/backends/global-setup.ts',
  globalTeardown: './test/backends/global-teardown.ts',
};
