// Whatever part of Apollo's gateway this process comes to use, it must not report to its maker.
process.env.APOLLO_TELEMETRY_DISABLED = '1';
