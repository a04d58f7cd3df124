import { describeKilledPublish } from './killed-publish.ts';

describeKilledPublish(1);
