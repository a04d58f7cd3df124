export default { testMatch: ['**/*.test.ts'], extensionsToTreatAsEsm: ['.ts'], transform: {} };
