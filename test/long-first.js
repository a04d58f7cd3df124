import Sequencer from '@jest/test-sequencer';

/**
 * The files that take longest, longest first. Jest knows how long each took where it has run before; on a fresh clone it
 * goes by their size, and the smallest of these would keep one worker busy when all others are done.
 */
const longest = [
  'schema-registry/test/killed-publish.test.ts',
  'subgraphs/invoice/test/events.test.ts',
  'test/log-conformance.test.ts',
  'test/events-conformance/kafka.test.ts',
  'gateway/test/live-log.test.ts',
  'gateway/test/hostile-clients/attacks.test.ts',
  'gateway/test/fuzz/fuzz.test.ts',
  'gateway/test/hostile-subgraphs-others.test.ts',
  'test/faults.test.ts',
  'gateway/test/reload.test.ts',
  'gateway/test/chaos/story.test.ts',
  'test/events-conformance/dev-broker.test.ts',
  'test/stop.test.ts',
  'test/degraded.test.ts',
  'gateway/test/interleavings.test.ts',
  'gateway/test/live-gaps.test.ts',
  'test/batching.test.ts',
  'gateway/test/registry/registry.test.ts',
  'test/registry-source.test.ts',
  'schema-registry/test/checks/killed.test.ts',
  'schema-registry/test/graphql-door.test.ts',
  'gateway/test/live-fan-out-faults.test.ts',
  'schema-registry/test/docs/schema-checks.test.ts',
];

function placeOf({ path }) {
  const place = longest.findIndex((file) => path.endsWith(`/${file}`));
  return place < 0 ? longest.length : place;
}

/** Orders the files of a run as Jest would, but for the longest. Jest calls it with `new`. */
export default function LongFirst(options) {
  const usual = new Sequencer(options);
  return Object.assign(Object.create(usual), {
    sort: async (tests) => (await usual.sort(tests)).toSorted((a, b) => placeOf(a) - placeOf(b)),
  });
}
