export default {
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testPathIgnorePatterns: ['/node_modules/', '/\\.data/', '/\\.backends/'],
  globalSetup: './test/backends/global-setup.ts',
  globalTeardown: './test/backends/global-teardown.ts',
};
