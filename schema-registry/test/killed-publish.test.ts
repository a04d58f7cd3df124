import { describeKilledPublish } from './killed-publish.ts';

// At each statement: npm run test:long.
describeKilledPublish(4);
