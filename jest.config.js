export default {
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // A bound on what hangs, not on what is slow: the machine may be busy.
  testTimeout: 60_000,
  testPathIgnorePatterns: ['/node_modules/', '/\\.data/', '/\\.backends/'],
  testSequencer: './test/long-first.js',
  globalSetup: './test/backends/global-setup.ts',
  globalTeardown: './test/backends/global-teardown.ts',
};
